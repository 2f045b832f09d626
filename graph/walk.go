package graph

import (
	"context"
	"slices"

	"github.com/cayleygraph/quad"
)

// EachStatement gives everything that FindStatements lists for a filter, in its default order, in groups of at most size
// (0 for DefaultPage), until yield gives an error. It reads the list once, and holds no more than a group of it; of a
// list that is not stored in that order it holds the ids too.
func (v *View) EachStatement(ctx context.Context, f *StatementFilter, size int, yield func([]*Statement) error) error {
	if size <= 0 {
		size = DefaultPage
	}
	if v.distant(ctx) {
		return v.eachPage(ctx, f, min(size, MaxPage), yield)
	}
	look := newLookups(v)
	list, err := v.listStatements(ctx, look, f, Order{})
	if err != nil {
		return err
	}
	var group []*Statement
	give := func() error {
		if len(group) == 0 {
			return nil
		}
		err := yield(group)
		group = nil
		clear(look.texts) // of a long list they would be all texts
		return err
	}
	for at, err := range list.walk("", "", false) {
		if err != nil {
			return err
		}
		s, err := v.statement(ctx, StatementPrefix+at.id)
		if err != nil {
			return err
		}
		if group = append(group, s); len(group) == size {
			if err := give(); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return give()
}

// eachPage is EachStatement where a page is read in few round trips.
func (v *View) eachPage(ctx context.Context, f *StatementFilter, size int, yield func([]*Statement) error) error {
	for p := (PageRequest{First: size}); ; {
		page, err := v.FindStatements(ctx, f, Order{}, p)
		if err != nil {
			return err
		}
		if len(page.Items) > 0 {
			if err := yield(page.Items); err != nil {
				return err
			}
		}
		if !page.HasNext {
			return nil
		}
		p.After = page.Cursors[len(page.Cursors)-1]
	}
}

// QuadsAbout are the quads of which these ids are the subject, as lines of N-Quads without their newlines: those of an id
// together, in order of bytes. What is not there has none.
func (v *View) QuadsAbout(ctx context.Context, ids []string) ([]string, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]string, error) { return v.QuadsAbout(ctx, ids) })
	}
	var lines []string
	for _, id := range ids {
		first := len(lines)
		for q, err := range v.snap.match(ctx, quad.Quad{Subject: quad.IRI(v.base + id)}) {
			if err != nil {
				return nil, err
			}
			lines = append(lines, nquad(q))
		}
		slices.Sort(lines[first:])
	}
	return lines, ctx.Err()
}

// Base is what stands before every identifier in the store's IRIs.
func (v *View) Base() string { return v.base }

// LineSorter puts lines in order of their bytes, each once. What does not fit into 32 MiB lies in temporary files
// meanwhile. It must be closed. The zero value is ready.
type LineSorter struct{ s sorter }

// Add takes a line, which has no newline in it.
func (l *LineSorter) Add(line string) error { return l.s.add(line) }

// Each gives the lines in order, until yield gives an error. Nothing may be added after it.
func (l *LineSorter) Each(ctx context.Context, yield func(line string) error) error {
	last, begun := "", false
	return l.s.sorted(ctx, func(line string) error {
		if begun && line == last {
			return nil
		}
		last, begun = line, true
		return yield(line)
	})
}

// Close removes the temporary files.
func (l *LineSorter) Close() error { return l.s.close() }
