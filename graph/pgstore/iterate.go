package pgstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cayleygraph/cayley/graph"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/quad"
	"github.com/jackc/pgx/v5"
)

// What Cayley's planner adds up. The unit is a row among many that come together; a check is a round trip.
const (
	costRow   = 1
	costCheck = 50
)

// The names that Cayley's SQL shapes give the columns that are no tags.
const (
	noTag    = "__"
	nodeName = noTag + "node"
)

// dialect writes Cayley's shapes as PostgreSQL reads them.
func dialect() csql.QueryDialect {
	return csql.QueryDialect{
		FieldQuote:  func(name string) string { return pgx.Identifier{name}.Sanitize() },
		Placeholder: func(n int) string { return fmt.Sprintf("$%d", n) },
	}
}

// statement is a shape as PostgreSQL reads it.
func statement(sel csql.Select) (string, []any) {
	var args []any
	for _, arg := range sel.Args() {
		args = append(args, arg.SQLValue())
	}
	return sel.SQL(csql.NewBuilder(dialect())), args
}

// shapeOf is the rows of a select: values, or quads.
type shapeOf struct {
	qs    *QuadStore
	sel   csql.Select
	size  *graph.Size
	asked context.Context // that the shape was optimised with
}

func (qs *QuadStore) iterator(sel csql.Select) graph.Iterator {
	return graph.AsLegacy(&shapeOf{qs: qs, sel: sel})
}

// String is part of graph.IteratorShape.
func (s *shapeOf) String() string {
	text, _ := statement(s.sel)
	return text
}

// Optimize is part of graph.IteratorShape.
func (s *shapeOf) Optimize(ctx context.Context) (graph.IteratorShape, bool) {
	s.asked = ctx
	return s, false
}

// SubIterators is part of graph.IteratorShape.
func (s *shapeOf) SubIterators() []graph.IteratorShape { return nil }

// Stats is part of graph.IteratorShape. The size never claims to be exact: Cayley takes the least size of an
// intersection's parts for its size, and would not count where that claims to be exact.
func (s *shapeOf) Stats(ctx context.Context) (graph.IteratorCosts, error) {
	costs := graph.IteratorCosts{NextCost: costRow, ContainsCost: costCheck}
	if s.size == nil {
		size, err := s.qs.size(orBackground(ctx), s.sel)
		if err != nil {
			return costs, err
		}
		s.size = &size
	}
	costs.Size.Size = s.size.Size
	return costs, nil
}

// countUpTo is how many rows are counted; of more, the server's estimate is taken.
const countUpTo = 1000

// size is how many rows a select has.
func (qs *QuadStore) size(ctx context.Context, sel csql.Select) (graph.Size, error) {
	text, args := statement(sel)
	args = append([]any{pgx.QueryExecModeExec}, args...)
	var size graph.Size
	err := qs.from.ask(ctx, func(conn *pgx.Conn) error {
		if _, table := sel.From[0].(csql.Table); table && len(sel.From) == 1 {
			count := fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM (%s) AS a LIMIT %d) AS b`, text, countUpTo+1)
			if err := conn.QueryRow(ctx, count, args...).Scan(&size.Size); err != nil || size.Size <= countUpTo {
				size.Exact = true
				return err
			}
		}
		var plan []byte
		if err := conn.QueryRow(ctx, `EXPLAIN (FORMAT JSON) `+text, args...).Scan(&plan); err != nil {
			return err
		}
		var plans []struct {
			Plan struct {
				Rows float64 `json:"Plan Rows"`
			}
		}
		if err := json.Unmarshal(plan, &plans); err != nil || len(plans) == 0 {
			return fmt.Errorf("pgstore: a plan that is none: %q: %w", plan, err)
		}
		size = graph.Size{Size: max(size.Size, int64(plans[0].Plan.Rows))}
		return nil
	})
	return size, err
}

// Iterate is part of graph.IteratorShape.
func (s *shapeOf) Iterate() graph.Scanner {
	text, args := statement(s.sel)
	return &scanner{results: s.results(), walk: s.qs.from.walk(text, args), text: text}
}

// Lookup is part of graph.IteratorShape.
func (s *shapeOf) Lookup() graph.Index { return &index{results: s.results(), sel: s.sel} }

func (s *shapeOf) results() results {
	return results{qs: s.qs, columns: columnsIn(s.sel), ctx: s.asked}
}

// column says what stands in a column of a select.
type column struct {
	tag   string // or nothing
	node  bool
	place int // in the quad, -1 for none
}

func columnsIn(sel csql.Select) []column {
	var found []column
	for _, name := range sel.Columns() {
		c := column{place: -1}
		if !strings.HasPrefix(name, noTag) {
			c.tag = name
		}
		c.node = name == nodeName
		for i, d := range quad.Directions {
			if name == noTag+d.String() {
				c.place = i
			}
		}
		found = append(found, c)
	}
	return found
}

// result is a value or a quad with the values of tags.
type result struct {
	ref  graph.Ref
	tags map[string]graph.Ref
}

// results are what scanners and lookups have in common: what was found and not given yet, the first error, and the context
// of the last call, so that who was stopped by it says so.
type results struct {
	qs      *QuadStore
	columns []column
	found   []result // what was given last, and what follows
	has     bool     // the first of found is the one that was given
	done    bool
	fail    error
	ctx     context.Context
}

func orBackground(ctx context.Context) context.Context {
	if ctx == nil { // as some of Cayley's callers pass
		return context.Background()
	}
	return ctx
}

// begin says whether there is anything left to do.
func (r *results) begin(ctx context.Context) bool {
	r.ctx = orBackground(ctx)
	if r.fail == nil {
		r.fail = r.ctx.Err()
	}
	return r.fail == nil
}

// Err is part of graph.IteratorBase. A walk that has not come to its end when its context has is in error even if it was
// not asked to go on: Cayley's loops look at the context by themselves and then ask for the error.
func (r *results) Err() error {
	if r.fail == nil && !r.done && r.ctx != nil {
		return r.ctx.Err()
	}
	return r.fail
}

// Result is part of graph.IteratorBase.
func (r *results) Result() graph.Ref {
	if !r.has {
		return nil
	}
	return r.found[0].ref
}

// TagResults is part of graph.IteratorBase.
func (r *results) TagResults(into map[string]graph.Ref) {
	if r.has {
		for tag, ref := range r.found[0].tags {
			into[tag] = ref
		}
	}
}

// scan reads a row.
func (r *results) scan(rows pgx.Rows) error {
	parts := make([][]byte, len(r.columns))
	pointers := make([]any, len(parts))
	for i := range parts {
		pointers[i] = &parts[i]
	}
	if err := rows.Scan(pointers...); err != nil {
		return err
	}
	var found result
	var q row
	isQuad := false
	for i, c := range r.columns {
		var h hash
		copy(h[:], parts[i])
		switch {
		case c.node:
			found.ref = csql.NodeHash{ValueHash: h}
		case c.place >= 0:
			isQuad, q[c.place] = true, h
		case c.tag != "" && h != (hash{}):
			if found.tags == nil {
				found.tags = map[string]graph.Ref{}
			}
			found.tags[c.tag] = csql.NodeHash{ValueHash: h}
		}
	}
	if isQuad {
		found.ref = q.hashes()
	}
	r.found = append(r.found, found)
	return nil
}

// fetch reads the values of what was found into the cache, all in one round trip: most who get them ask for their names.
func (r *results) fetch(ctx context.Context) error {
	known := map[hash]quad.Value{}
	for _, found := range r.found {
		if h, ok := hashRef(found.ref); ok {
			known[h] = nil
		}
		for _, ref := range found.tags {
			if h, ok := hashRef(ref); ok {
				known[h] = nil
			}
		}
	}
	if len(known) > cacheSize {
		return nil
	}
	return r.qs.from.values(ctx, known)
}

// scanner gives the rows of a shape.
type scanner struct {
	results
	walk walk
	text string
	end  bool // there is no part after this one
}

// more reads the next part.
func (s *scanner) more() bool {
	s.found = nil
	further, err := s.walk.next(s.ctx, s.scan)
	if err == nil {
		err = s.fetch(s.ctx)
	}
	s.fail, s.end = err, !further
	return err == nil
}

// Next is part of graph.Scanner.
func (s *scanner) Next(ctx context.Context) bool {
	if !s.begin(ctx) || s.done {
		s.has = false
		return false
	}
	if s.has {
		s.found = s.found[1:]
	}
	for s.has = len(s.found) > 0; !s.has; s.has = len(s.found) > 0 {
		if s.end || !s.more() {
			s.done = s.fail == nil
			return false
		}
	}
	return true
}

// NextPath is part of graph.Scanner. Another path to the same value is another row, and comes with Next: an intersection
// would not combine it with every path of its other parts, if it came here.
func (s *scanner) NextPath(context.Context) bool { return false }

// String is part of graph.Scanner.
func (s *scanner) String() string { return s.text }

// Close is part of graph.Scanner.
func (s *scanner) Close() error {
	s.walk.close()
	s.has, s.end, s.done = false, true, true
	return nil
}

// index checks whether a shape has a value or a quad.
type index struct {
	results
	sel csql.Select
}

// Contains is part of graph.Index.
func (s *index) Contains(ctx context.Context, ref graph.Ref) bool {
	s.has, s.found = false, nil
	if !s.begin(ctx) {
		return false
	}
	sel, ok := s.narrow(ref)
	if !ok {
		return false
	}
	text, args := statement(sel)
	s.fail = s.qs.from.ask(s.ctx, func(conn *pgx.Conn) error {
		rows, err := conn.Query(s.ctx, text, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
		if err != nil {
			return err
		}
		_, err = scanAll(rows, s.scan)
		return err
	})
	s.has = s.fail == nil && len(s.found) > 0
	return s.has
}

// narrow is the select with what it is asked for alone.
func (s *index) narrow(ref graph.Ref) (csql.Select, bool) {
	sel := s.sel.Clone()
	if sel.Limit > 0 || sel.Offset > 0 { // the limit comes first
		page := csql.Select{From: []csql.Source{csql.Subquery{Query: sel, Alias: "page"}}}
		for _, name := range sel.Columns() {
			page.Fields = append(page.Fields, csql.Field{Table: "page", Name: name, Alias: name})
		}
		sel = page
	}
	q, isQuad := ref.(csql.QuadHashes)
	h, isNode := hashRef(ref)
	matched := false
	for i, c := range s.columns {
		field := sel.Fields[i]
		switch {
		case c.node && isNode:
			sel.WhereEq(field.Table, field.Name, csql.NodeHash{ValueHash: h})
			matched = true
		case c.place >= 0 && isQuad:
			matched = true
			if part := rowOf(q.QuadHash)[c.place]; part != (hash{}) {
				sel.WhereEq(field.Table, field.Name, csql.NodeHash{ValueHash: part})
			} else {
				sel.Where = append(sel.Where, csql.Where{Table: field.Table, Field: field.Name, Op: csql.OpIsNull})
			}
		}
	}
	return sel, matched
}

// NextPath is part of graph.Index.
func (s *index) NextPath(ctx context.Context) bool {
	if !s.has || !s.begin(ctx) || len(s.found) < 2 {
		return false
	}
	s.found = s.found[1:]
	return true
}

// String is part of graph.Index.
func (s *index) String() string {
	text, _ := statement(s.sel)
	return text
}

// Close is part of graph.Index.
func (s *index) Close() error {
	s.has, s.found, s.done = false, nil, true
	return nil
}
