package graph

import (
	"context"
	"slices"
	"strconv"
)

// Facet is a value and how many statements have it.
type Facet struct {
	Value string // what a filter takes
	Label string // how it is shown, where that is another text
	Count int
}

// Facets count the statements of a filter by what they have; most statements first, then in order of the values.
// Predicates and Sources are the MaxFacets most frequent.
type Facets struct {
	Predicates  []Facet // value: the id, label: the label
	EntityTypes []Facet // statements with the type at one end or both
	Sources     []Facet // statements with evidence of the source that is all that the filter itself asks of evidence
	Modalities  []Facet
	Years       []Facet // statements with such evidence published in the year
}

// MaxFacets is how many predicates and sources Facets has.
const MaxFacets = 100

// Facets counts the statements that the filter lets through.
func (v *View) Facets(ctx context.Context, f *StatementFilter) (*Facets, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Facets, error) { return v.Facets(ctx, f) })
	}
	c := &facetCounts{look: newLookups(v)}
	for _, count := range c.all() {
		*count = map[string]int{}
	}
	c.holds = c.look.evidenceTest(f)
	if err := v.eachMatching(ctx, c.look, f, func(r *statementRow) error { return c.add(ctx, r) }); err != nil {
		return nil, err
	}
	out := &Facets{
		Predicates: mostFacets(c.predicates), Sources: mostFacets(c.sources), EntityTypes: facetsOf(c.types),
		Modalities: facetsOf(c.modalities), Years: facetsOf(c.years),
	}
	for i := range out.Predicates {
		row, err := readPredicate(ctx, v.snap, out.Predicates[i].Value)
		if err != nil {
			return nil, err
		}
		if row != nil {
			out.Predicates[i].Label = row.Label
		}
	}
	return out, nil
}

// facetCounts are the counts by value.
type facetCounts struct {
	look                                          *lookups
	holds                                         test[*evidenceRow] // nil where all evidence counts
	predicates, types, sources, modalities, years map[string]int
}

func (c *facetCounts) all() []*map[string]int {
	return []*map[string]int{&c.predicates, &c.types, &c.sources, &c.modalities, &c.years}
}

func (c *facetCounts) add(ctx context.Context, r *statementRow) error {
	c.predicates[r.Predicate]++
	c.modalities[string(r.Modality)]++
	var types []EntityType
	for _, end := range r.ends() {
		row, err := c.look.entity(ctx, end)
		if err != nil {
			return err
		}
		if !slices.Contains(types, row.Type) {
			types = append(types, row.Type)
			c.types[string(row.Type)]++
		}
	}
	var sources, years []string
	err := c.look.eachEvidence(ctx, r.ID, c.holds, func(e *evidenceRow) error {
		a, err := c.look.article(ctx, e.article)
		if err != nil {
			return err
		}
		if a.Source != "" && !slices.Contains(sources, a.Source) {
			sources = append(sources, a.Source)
			c.sources[a.Source]++
		}
		if year := strconv.Itoa(e.published.UTC().Year()); !e.published.IsZero() && !slices.Contains(years, year) {
			years = append(years, year)
			c.years[year]++
		}
		return nil
	})
	return err
}

// eachEvidence gives the evidence of a statement that a test lets through; nil lets all through.
func (l *lookups) eachEvidence(ctx context.Context, statement string, holds test[*evidenceRow], yield func(*evidenceRow) error) error {
	rows, err := readEvidenceRows(ctx, l.view.snap, statement)
	if err != nil {
		return err
	}
	for _, e := range rows {
		if holds != nil {
			ok, err := holds(ctx, e)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	return nil
}

func facetsOf(counts map[string]int) []Facet {
	var list []counted
	for value, n := range counts {
		list = append(list, counted{value, n})
	}
	sortCounted(list)
	facets := make([]Facet, len(list))
	for i, c := range list {
		facets[i] = Facet{Value: c.text, Count: c.count}
	}
	return facets
}

func mostFacets(counts map[string]int) []Facet {
	facets := facetsOf(counts)
	return facets[:min(len(facets), MaxFacets)]
}

// eachMatching gives every statement that a filter lets through, in no order that means anything.
func (v *View) eachMatching(ctx context.Context, look *lookups, f *StatementFilter, yield func(*statementRow) error) error {
	matches, err := look.matchStatements(ctx, "filter", f)
	if err != nil {
		return err
	}
	offer := func(row *statementRow) error {
		ok, err := matches(ctx, row)
		if err != nil || !ok {
			return err
		}
		return yield(row)
	}
	from, err := v.sourceOf(ctx, "filter", f)
	if err != nil {
		return err
	}
	if from.set {
		return v.offerFrom(ctx, from, offer)
	}
	for rec, err := range v.snap.scan(ctx, string(statementKind), prefixEnd(string(statementKind)), false) {
		if err != nil {
			return err
		}
		row, err := decodeStatement(rec.key[len(statementKind):], rec.value)
		if err != nil {
			return err
		}
		if err := offer(row); err != nil {
			return err
		}
	}
	return nil
}

func (v *View) offerFrom(ctx context.Context, from source, offer func(*statementRow) error) error {
	ids, err := v.idsFrom(ctx, from)
	if err != nil {
		return err
	}
	for _, id := range ids {
		row, err := readStatement(ctx, v.snap, StatementPrefix+id)
		if err != nil {
			return err
		}
		if row == nil {
			continue
		}
		if err := offer(row); err != nil {
			return err
		}
	}
	return nil
}
