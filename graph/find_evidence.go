package graph

import (
	"context"
	"slices"
	"strings"
)

// EvidenceOf gives one page of evidence per statement, in order of publication, article and start; what has no date is
// last. With an article only what stands in it is listed.
func (v *View) EvidenceOf(ctx context.Context, statements []string, article string, p PageRequest) ([]*Page[*Evidence], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Page[*Evidence], error) {
			return v.EvidenceOf(ctx, statements, article, p)
		})
	}
	texts := textCache{}
	pages := make([]*Page[*Evidence], len(statements))
	for i, statement := range statements {
		if !strings.HasPrefix(statement, StatementPrefix) {
			statement = StatementPrefix // which has no evidence
		}
		statement, err := v.followStatement(ctx, statement)
		if err != nil {
			return nil, err
		}
		list := v.evidenceList(ctx, statement, article)
		w, err := list.cut(p, v.countLimit)
		if err != nil {
			return nil, err
		}
		if pages[i], err = v.evidencePage(ctx, w, texts); err != nil {
			return nil, err
		}
	}
	return pages, ctx.Err()
}

func (v *View) evidenceList(ctx context.Context, statement, article string) *listing {
	var row evidenceRow
	id := func(orderKey string) string {
		row = evidenceRow{}
		row.decodeKey(orderKey)
		return bare(row.id)
	}
	var match func(string) (bool, error)
	if article != "" {
		match = func(string) (bool, error) { return row.article == article, nil }
	}
	return streamed(ctx, v.snap, "evidence of", evidenceKind.under(statement), id, match)
}

func (v *View) evidencePage(ctx context.Context, w *window, texts textCache) (*Page[*Evidence], error) {
	return page(w, func(id string) (*Evidence, error) { return v.evidence(ctx, EvidencePrefix+id, texts) })
}

// EvidenceIn lists the evidence in an article in order of the text.
func (v *View) EvidenceIn(ctx context.Context, article string, p PageRequest) (*Page[*Evidence], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Evidence], error) { return v.EvidenceIn(ctx, article, p) })
	}
	id := func(orderKey string) string { return orderKey[min(numberSize, len(orderKey)):] }
	list := streamed(ctx, v.snap, "evidence in", quotedKind.under(article), id, nil)
	w, err := list.cut(p, v.countLimit)
	if err != nil {
		return nil, err
	}
	return v.evidencePage(ctx, w, textCache{})
}

// FindPredicates lists predicates with a label or surface form that the filter lets through; most statements first.
func (v *View) FindPredicates(ctx context.Context, f *StringFilter, p PageRequest) (*Page[*Predicate], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Predicate], error) { return v.FindPredicates(ctx, f, p) })
	}
	var liked idSet
	var err error
	if f != nil {
		if liked, err = v.predicatesLike(ctx, f); err != nil {
			return nil, err
		}
	}
	var places []place
	for rec, err := range v.snap.scan(ctx, string(predicateKind), prefixEnd(string(predicateKind)), false) {
		if err != nil {
			return nil, err
		}
		id := rec.key[len(predicateKind):]
		row, err := decodePredicate(id, rec.value)
		if err != nil {
			return nil, err
		}
		if f == nil || liked[row.ID] {
			places = append(places, place{invert(ascendingNumber(row.StatementCount)) + id, id})
		}
	}
	w, err := sorted("predicates", places).cut(p, v.countLimit)
	if err != nil {
		return nil, err
	}
	return page(w, func(id string) (*Predicate, error) { return v.predicate(ctx, PredicatePrefix+id) })
}

// SameClaim are the other statements of the same claim: same subject, predicate, object, polarity and modality, times
// that do not exclude each other, any speaker; active and not rejected, last published first. First is 0 for DefaultPage.
func (v *View) SameClaim(ctx context.Context, statement string, first int) ([]*Statement, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Statement, error) { return v.SameClaim(ctx, statement, first) })
	}
	return v.related(ctx, statement, first, func(row *statementRow, p Polarity, m Modality) bool {
		return p == row.Polarity && m == row.Modality
	})
}

// ContradictedBy are the statements of the same subject, predicate and object and the opposite polarity whose times do
// not exclude this one's; active and not rejected, last published first. First is 0 for DefaultPage.
func (v *View) ContradictedBy(ctx context.Context, statement string, first int) ([]*Statement, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Statement, error) { return v.ContradictedBy(ctx, statement, first) })
	}
	return v.related(ctx, statement, first, func(row *statementRow, p Polarity, _ Modality) bool { return p != row.Polarity })
}

func (v *View) related(ctx context.Context, statement string, first int, wanted func(*statementRow, Polarity, Modality) bool) ([]*Statement, error) {
	if err := (PageRequest{First: first}).check(); err != nil {
		return nil, err
	}
	if first == 0 {
		first = DefaultPage
	}
	statement, err := v.followStatement(ctx, statement)
	if err != nil {
		return nil, err
	}
	row, err := readStatement(ctx, v.snap, statement)
	if err != nil || row == nil {
		return nil, err
	}
	ids, err := statementsOfTriple(ctx, v.snap, row.core().triple(), func(p Polarity, m Modality) bool { return wanted(row, p, m) })
	if err != nil {
		return nil, err
	}
	var found []*statementRow
	for _, id := range ids {
		other, err := readStatement(ctx, v.snap, id)
		if err != nil {
			return nil, err
		}
		if other != nil && id != statement && other.visible() && !other.period().excludes(row.period()) {
			found = append(found, other)
		}
	}
	order := statementOrders[ByPublished]
	slices.SortFunc(found, func(a, b *statementRow) int {
		return strings.Compare(order.key(a, false)+a.ID, order.key(b, false)+b.ID)
	})
	var statements []*Statement
	for _, r := range found[:min(first, len(found))] {
		statements = append(statements, &r.Statement)
	}
	return statements, nil
}
