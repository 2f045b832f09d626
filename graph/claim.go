package graph

import (
	"context"
	"strings"
)

// claim is what statements of one claim have in common. Corroboration is counted over it, whoever says it and as long
// as the times do not exclude each other.
type claim struct {
	triple   string
	polarity Polarity
	modality Modality
}

func (c core) claim() claim { return claim{c.triple(), c.polarity, c.modality} }

// member is a statement of a claim that is being folded.
type member struct {
	before, now *statementRow // nil where there is none
	period      period
	evidence    []*evidenceRow
	touched     bool
}

func (f *folder) foldStatements(ctx context.Context) error {
	claims := map[claim][]*member{}
	for id, c := range f.statements {
		m, err := f.refold(ctx, id, c)
		if err != nil {
			return err
		}
		claims[c.claim()] = append(claims[c.claim()], m)
		key := tripleKind.under(c.triple()) + bare(id)
		if m.now != nil {
			f.d.put(key, string(c.polarity)+" "+string(c.modality))
		} else {
			f.d.remove(key)
		}
	}
	for c, touched := range claims {
		members, err := f.siblings(ctx, c, touched)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.touched || m.meetsTouched(members) {
				m.corroborate(members)
				f.write(m)
			}
		}
	}
	return nil
}

// refold folds a statement that was touched.
func (f *folder) refold(ctx context.Context, id string, c core) (*member, error) {
	before, err := readStatement(ctx, f.d, id)
	if err != nil {
		return nil, err
	}
	evidence, err := f.evidence(ctx, f.since(before != nil), id)
	if err != nil {
		return nil, err
	}
	now := foldEvidence(id, c, evidence)
	reviewed, err := f.keyed.any(ctx)
	if err != nil {
		return nil, err
	}
	if now != nil && reviewed {
		if now.Review, err = readReview(ctx, f.d, id); err != nil {
			return nil, err
		}
	}
	return &member{before: before, now: now, period: periodOf(c.edtf), evidence: evidence, touched: true}, nil
}

// evidence are the rows of the evidence that counts for a statement, each with its story.
func (f *folder) evidence(ctx context.Context, from reader, id string) ([]*evidenceRow, error) {
	rows, err := readEvidenceRows(ctx, from, id)
	for _, row := range rows {
		if err == nil {
			row.story, err = f.story(ctx, row.article)
		}
	}
	return rows, err
}

// siblings are the touched statements of a claim and all its others.
func (f *folder) siblings(ctx context.Context, c claim, members []*member) ([]*member, error) {
	known := map[string]bool{}
	for _, m := range members {
		if m.now != nil {
			known[m.now.ID] = true
		}
	}
	ids, err := statementsOfTriple(ctx, f.d, c.triple, func(p Polarity, m Modality) bool { return p == c.polarity && m == c.modality })
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if known[id] {
			continue
		}
		row, err := readStatement(ctx, f.d, id)
		if err != nil {
			return nil, err
		}
		if row == nil && guessing(ctx) {
			continue
		}
		if row == nil {
			return nil, damage(errDamaged, id)
		}
		evidence, err := f.evidence(ctx, f.d, id)
		if err != nil {
			return nil, err
		}
		now := *row
		members = append(members, &member{before: row, now: &now, period: row.period(), evidence: evidence})
	}
	return members, nil
}

// statementsOfTriple are the ids of the statements of a triple with a polarity and modality that is wanted.
func statementsOfTriple(ctx context.Context, r reader, triple string, wanted func(Polarity, Modality) bool) ([]string, error) {
	var ids []string
	prefix := tripleKind.under(triple)
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		polarity, modality, _ := strings.Cut(rec.value, " ")
		if wanted(Polarity(polarity), Modality(modality)) {
			ids = append(ids, StatementPrefix+rec.key[len(prefix):])
		}
	}
	return ids, nil
}

func (m *member) meetsTouched(members []*member) bool {
	for _, other := range members {
		if other.touched && !m.period.excludes(other.period) {
			return true
		}
	}
	return false
}

// corroborate counts the articles that make the claim, and the different stories among them.
func (m *member) corroborate(members []*member) {
	if m.now == nil {
		return
	}
	articles, stories := map[string]bool{}, map[string]bool{}
	for _, other := range members {
		if m.period.excludes(other.period) {
			continue
		}
		for _, e := range other.evidence {
			if e.revision > 0 {
				continue
			}
			articles[e.article], stories[e.story] = true, true
		}
	}
	m.now.ArticleCount, m.now.IndependentSourceCount = len(articles), len(stories)
}

// write stores a statement, moves it in the lists and counts it.
func (f *folder) write(m *member) {
	f.move(statementListKeys(m.before), statementListKeys(m.now))
	if m.now != nil {
		f.d.put(statementKind.key(m.now.ID), m.now.encode())
	} else if m.before != nil {
		f.d.remove(statementKind.key(m.before.ID))
	}
	for sign, r := range map[int]*statementRow{-1: m.before, 1: m.now} {
		if r == nil {
			continue
		}
		f.counters.statements += sign
		f.predicates[r.Predicate] += 0
		if !r.visible() {
			continue
		}
		f.counters.visible += sign
		f.predicates[r.Predicate] += sign
		for _, end := range r.ends() {
			f.entity(end).statements += sign
		}
	}
}

func statementListKeys(r *statementRow) []string {
	if r == nil {
		return nil
	}
	order := statementOrders[ByPublished].key(r, false) + bare(r.ID)
	keys := []string{predicatedKind.under(r.Predicate) + order}
	for o, list := range statementLists {
		keys = append(keys, string(list)+statementOrders[o.Field].key(r, o.Ascending)+bare(r.ID))
	}
	for _, end := range r.ends() {
		keys = append(keys, statementsOf.under(end)+order)
	}
	if r.AttributedTo != "" {
		keys = append(keys, spokenKind.under(r.AttributedTo)+order)
	}
	for _, place := range r.places {
		keys = append(keys, placedKind.under(place)+order)
	}
	return keys
}
