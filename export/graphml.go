package export

import (
	"bufio"
	"context"
	"strings"
)

// graphmlType is the type of a kind in GraphML; times and lists are strings.
func graphmlType(k kind) string {
	switch k {
	case number:
		return "double"
	case whole:
		return "int"
	case truth:
		return "boolean"
	}
	return "string"
}

// writeGraphML writes GraphML (http://graphml.graphdrawing.org/specification.html) with its extension of typed attributes.
func writeGraphML(ctx context.Context, r *reading, out *bufio.Writer) error {
	t := &tags{out: out}
	t.raw(`<?xml version="1.0" encoding="UTF-8"?>`, "\n", `<graphml xmlns="http://graphml.graphdrawing.org/xmlns"`,
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns`,
		` http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd">`, "\n")
	nodes := append([]column[*node]{
		{"newsgraph_id", text, "", func(n *node) any { return n.ID }}, {"label", text, "", func(n *node) any { return n.Name }},
	}, nodeColumns()...)
	edges := append([]column[*told]{
		{"newsgraph_id", text, "", func(s *told) any { return s.ID }}, {"label", text, "", func(s *told) any { return s.predicate.Label }},
		{"weight", number, "", func(s *told) any { return float64(weight(s)) }},
	}, edgeColumns()...)
	graphmlKeys(t, "node", nodes)
	graphmlKeys(t, "edge", edges)
	t.raw(`<graph id="newsgraph" edgedefault="directed">`, "\n")
	err := r.nodes(ctx, func(n *node) error {
		t.raw("<node")
		t.attribute("id", token(n.ID))
		t.raw(">")
		graphmlData(t, "node", nodes, n)
		t.raw("</node>\n")
		return t.err
	})
	if err != nil {
		return err
	}
	err = r.each(ctx, func(s *told) error {
		t.raw("<edge")
		t.attribute("id", token(s.ID))
		t.attribute("source", token(s.Subject))
		t.attribute("target", token(objectID(s.Statement)))
		t.raw(">")
		graphmlData(t, "edge", edges, s)
		t.raw("</edge>\n")
		return t.err
	})
	if err != nil {
		return err
	}
	t.raw("</graph>\n</graphml>\n")
	return t.err
}

// token is an id as GraphML takes it: an NMTOKEN has no slash in it. Newsgraph_id has the id as it is.
func token(id string) string { return strings.ReplaceAll(id, "/", ":") }

func graphmlKeys[R any](t *tags, of string, columns []column[R]) {
	for _, c := range columns {
		t.raw("<key")
		t.attribute("id", of+"."+c.name)
		t.attribute("for", of)
		t.attribute("attr.name", c.name)
		t.attribute("attr.type", graphmlType(c.kind))
		t.raw("/>\n")
	}
}

func graphmlData[R any](t *tags, of string, columns []column[R], value R) {
	for _, c := range columns {
		if v := c.of(value); !empty(v) {
			t.raw(`<data key="`, of, ".", c.name, `">`, escaped(plain(v)), "</data>")
		}
	}
}
