package export

import (
	"bufio"
	"context"
)

// These are the formats of graphs in JSON. They share their nodes and edges and differ in how those are wrapped.

// writeCytoscape writes elements as Cytoscape (.cyjs) and cytoscape.js take them, with the value of a node and the key of an
// edge that networkx.cytoscape_graph wants.
func writeCytoscape(ctx context.Context, r *reading, out *bufio.Writer) error {
	wrap := func(o *object, put func()) {
		o.start()
		o.open("data")
		put()
		o.close()
		o.close()
	}
	err := write(out, `{"format_version":"1.0","generated_by":"newsgraph","target_cytoscapejs_version":"~3.30","directed":true,"multigraph":true,`,
		`"data":{"name":"newsgraph"},`,
		`"elements":{"nodes":[`)
	if err != nil {
		return err
	}
	if err := r.jsonNodes(ctx, out, func(o *object, n *node, columns []column[*node]) {
		wrap(o, func() {
			o.put("id", n.ID)
			o.put("value", n.ID)
			o.put("name", n.Name)
			o.put("label", n.Name)
			all(o, columns, n)
		})
	}); err != nil {
		return err
	}
	if err := write(out, "\n],\"edges\":["); err != nil {
		return err
	}
	if err := r.jsonEdges(ctx, out, func(o *object, s *told, columns []column[*told]) {
		wrap(o, func() {
			o.put("id", s.ID)
			o.put("key", s.ID)
			o.put("source", s.Subject)
			o.put("target", objectID(s.Statement))
			o.put("name", s.predicate.Label)
			o.put("label", s.predicate.Label)
			o.put("interaction", s.predicate.Label)
			o.put("weight", weight(s))
			all(o, columns, s)
		})
	}); err != nil {
		return err
	}
	return write(out, "\n]}}\n")
}

// writeNodeLink writes what networkx.node_link_graph reads. Older versions of networkx look for the edges under links and
// newer ones under edges, and find none without a word where they look in the wrong place: both have them.
func writeNodeLink(ctx context.Context, r *reading, out *bufio.Writer) error {
	if err := write(out, `{"directed":true,"multigraph":true,"graph":{"name":"newsgraph"},"nodes":[`); err != nil {
		return err
	}
	if err := r.jsonNodes(ctx, out, func(o *object, n *node, columns []column[*node]) {
		o.start()
		o.put("id", n.ID)
		o.put("label", n.Name)
		all(o, columns, n)
		o.close()
	}); err != nil {
		return err
	}
	for _, name := range []string{"links", "edges"} {
		if err := write(out, "\n],\"", name, `":[`); err != nil {
			return err
		}
		if err := r.jsonEdges(ctx, out, func(o *object, s *told, columns []column[*told]) {
			o.start()
			o.put("source", s.Subject)
			o.put("target", objectID(s.Statement))
			o.put("key", s.ID)
			o.put("id", s.ID)
			o.put("label", s.predicate.Label)
			o.put("weight", weight(s))
			all(o, columns, s)
			o.close()
		}); err != nil {
			return err
		}
	}
	return write(out, "\n]}\n")
}

// writeGraphology writes what graphology's import reads.
func writeGraphology(ctx context.Context, r *reading, out *bufio.Writer) error {
	err := write(out, `{"attributes":{"name":"newsgraph"},"options":{"type":"directed","multi":true,"allowSelfLoops":true},"nodes":[`)
	if err != nil {
		return err
	}
	if err := r.jsonNodes(ctx, out, func(o *object, n *node, columns []column[*node]) {
		o.start()
		o.put("key", n.ID)
		o.open("attributes")
		o.put("label", n.Name)
		all(o, columns, n)
		o.close()
		o.close()
	}); err != nil {
		return err
	}
	if err := write(out, "\n],\"edges\":["); err != nil {
		return err
	}
	if err := r.jsonEdges(ctx, out, func(o *object, s *told, columns []column[*told]) {
		o.start()
		o.put("key", s.ID)
		o.put("source", s.Subject)
		o.put("target", objectID(s.Statement))
		o.open("attributes")
		o.put("label", s.predicate.Label)
		o.put("weight", weight(s))
		all(o, columns, s)
		o.close()
		o.close()
	}); err != nil {
		return err
	}
	return write(out, "\n]}\n")
}

func (r *reading) jsonNodes(ctx context.Context, out *bufio.Writer, put func(*object, *node, []column[*node])) error {
	var o object
	columns := nodeColumns()
	list := series{out: out}
	return r.nodes(ctx, func(n *node) error {
		put(&o, n, columns)
		return list.add(&o)
	})
}

func (r *reading) jsonEdges(ctx context.Context, out *bufio.Writer, put func(*object, *told, []column[*told])) error {
	var o object
	columns := edgeColumns()
	list := series{out: out}
	return r.each(ctx, func(t *told) error {
		put(&o, t, columns)
		return list.add(&o)
	})
}
