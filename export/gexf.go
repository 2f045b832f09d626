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
// published, a node from the first to the last day of its edges: Gephi's timeline plays how a story was told, and shows no
// edge of which it hides an end. When things happened is in time_start and time_end. What has no date is there all the
// time. Times are days, which all readers of GEXF can read.
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
	extents, err := r.extents(ctx)
	if err != nil {
		return err
	}
	err = r.nodes(ctx, func(n *node) error {
		t.raw("<node")
		t.attribute("id", n.ID)
		t.attribute("label", n.Name)
		t.raw(">")
		gexfValues(t, nodes, n)
		if d := extents[keyOf(n.ID)]; !d.undated() {
			gexfSpells(t, []days{d.days()})
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
		gexfSpells(t, toldDays(s.evidence))
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

// days is a span of whole days in UTC, end exclusive. GEXF counts ends in, and Gephi takes a date for its midnight: with the
// day behind the last one for its end, a spell has all of the last day in it and no more than a moment of the next.
type days struct{ start, end time.Time }

const day = 24 * time.Hour

// daysOf are the days from one moment to another, both inclusive.
func daysOf(from, to time.Time) days {
	return days{from.UTC().Truncate(day), to.UTC().Truncate(day).Add(day)}
}

// toldDays are the days on which the articles of a statement may have been published, in order and apart.
func toldDays(evidence []source) []days {
	var all []days
	for _, s := range evidence {
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

// extent is from which day to which, end exclusive, counted from 1970: it takes little room, as there is one for each node.
type extent struct {
	start, end int32
	always     bool // an edge has no date, so that it is there all the time
}

func (e extent) undated() bool { return e.always || e.start == e.end }

func (e extent) days() days { return days{dayAt(e.start), dayAt(e.end)} }

func dayAt(n int32) time.Time { return time.Unix(0, 0).UTC().AddDate(0, 0, int(n)) }

func dayNumber(t time.Time) int32 { return int32(t.Unix() / int64(day/time.Second)) }

// with is the extent that has a statement in it too.
func (e extent) with(spells []days) extent {
	if len(spells) == 0 {
		e.always = true
		return e
	}
	start, end := dayNumber(spells[0].start), dayNumber(spells[len(spells)-1].end)
	if e.start == e.end {
		return extent{start, end, e.always}
	}
	return extent{min(e.start, start), max(e.end, end), e.always}
}

// extents are over which days statements are told of each end of one.
func (r *reading) extents(ctx context.Context) (map[idKey]extent, error) {
	all := map[idKey]extent{}
	err := r.statements(ctx, func(group []*graph.Statement) error {
		evidence, err := r.evidence(ctx, group)
		if err != nil {
			return err
		}
		if err := r.loadArticles(ctx, evidence); err != nil {
			return err
		}
		for i, s := range group {
			spells := toldDays(r.sources(evidence[i]))
			for _, id := range []string{s.Subject, objectID(s)} {
				all[keyOf(id)] = all[keyOf(id)].with(spells)
			}
		}
		return nil
	})
	return all, err
}
