package export

import (
	"bufio"
	"context"
	"slices"
	"strconv"
	"time"

	"newsgraph/graph"
)

func gexfType(k kind) string {
	switch k {
	case number:
		return "double"
	case whole:
		return "integer"
	case truth:
		return "boolean"
	}
	return "string"
}

// writeGEXF writes GEXF 1.3 (https://gexf.net/schema.html). An edge is there on the days on which its articles were
// published, a node from the first to the last day on which articles spoke of it: Gephi's timeline plays how a story was
// told. When things happened is in time_start and time_end. What has no date is there all the time. Times are days, which
// all readers of GEXF can read.
func writeGEXF(ctx context.Context, r *reading, out *bufio.Writer) error {
	t := &tags{out: out}
	t.raw(`<?xml version="1.0" encoding="UTF-8"?>`, "\n", `<gexf xmlns="http://gexf.net/1.3"`,
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd"`,
		` version="1.3">`, "\n<meta><creator>newsgraph</creator>",
		"<description>Statements of news articles, each with its sources</description></meta>\n",
		`<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">`, "\n")
	nodes, edges := nodeColumns(), edgeColumns()
	gexfAttributes(t, "node", nodes)
	gexfAttributes(t, "edge", edges)
	t.raw("<nodes>\n")
	err := r.nodes(ctx, func(n *node) error {
		t.raw("<node")
		t.attribute("id", n.ID)
		t.attribute("label", n.Name)
		t.raw(">")
		gexfValues(t, nodes, n)
		if !n.FirstPublished.IsZero() {
			gexfSpells(t, []days{daysOf(n.FirstPublished, n.LastPublished)})
		}
		t.raw("</node>\n")
		return t.err
	})
	if err != nil {
		return err
	}
	t.raw("</nodes>\n<edges>\n")
	err = r.each(ctx, func(s *told) error {
		t.raw("<edge")
		t.attribute("id", s.ID)
		t.attribute("source", s.Subject)
		t.attribute("target", objectID(s.Statement))
		t.attribute("label", s.predicate.Label)
		t.attribute("kind", s.predicate.Label)
		t.attribute("weight", plain(weight(s)))
		t.raw(">")
		gexfValues(t, edges, s)
		gexfSpells(t, toldDays(s))
		t.raw("</edge>\n")
		return t.err
	})
	if err != nil {
		return err
	}
	t.raw("</edges>\n</graph>\n</gexf>\n")
	return t.err
}

func gexfAttributes[R any](t *tags, class string, columns []column[R]) {
	t.raw(`<attributes class="`, class, `">`, "\n")
	for i, c := range columns {
		t.raw(`<attribute id="`, strconv.Itoa(i), `" title="`, c.name, `" type="`, gexfType(c.kind), `"/>`, "\n")
	}
	t.raw("</attributes>\n")
}

func gexfValues[R any](t *tags, columns []column[R], of R) {
	t.raw("<attvalues>")
	for i, c := range columns {
		if v := c.of(of); !empty(v) {
			t.raw(`<attvalue for="`, strconv.Itoa(i), `" value="`, escaped(plain(v)), `"/>`)
		}
	}
	t.raw("</attvalues>")
}

func gexfSpells(t *tags, spells []days) {
	if len(spells) == 0 {
		return
	}
	t.raw("<spells>")
	for _, s := range spells {
		t.raw(`<spell start="`, s.start.Format(time.DateOnly), `" end="`, s.end.Format(time.DateOnly), `"/>`)
	}
	t.raw("</spells>")
}

// days is a span of whole days in UTC, end exclusive.
type days struct{ start, end time.Time }

const day = 24 * time.Hour

// daysOf are the days from one moment to another, both inclusive.
func daysOf(from, to time.Time) days {
	return days{from.UTC().Truncate(day), to.UTC().Truncate(day).Add(day)}
}

// toldDays are the days on which the articles of a statement may have been published, in order and apart.
func toldDays(t *told) []days {
	var all []days
	for _, s := range t.evidence {
		if !s.article.Published.Known() {
			continue
		}
		span := daysOf(s.article.Published.Time, s.article.Published.Time)
		if start, end, err := graph.ParseEDTF(s.article.Published.String()); err == nil {
			span = daysOf(start, end.Add(-1))
		}
		all = append(all, span)
	}
	slices.SortFunc(all, func(a, b days) int { return a.start.Compare(b.start) })
	var apart []days
	for _, d := range all {
		if last := len(apart) - 1; last >= 0 && !d.start.After(apart[last].end) {
			if d.end.After(apart[last].end) {
				apart[last].end = d.end
			}
			continue
		}
		apart = append(apart, d)
	}
	return apart
}
