package graph

import "reflect"

// difference is what an article told and tells no more, and what it tells and did not tell. Both are of the same text, and
// a statement whose evidence differs is in both.
func difference(before, now *told) (gone, come *told) {
	gone, come = before.frame(), now.frame()
	gone.entities, come.entities = differing(before.entities, now.entities, func(e *toldEntity) string { return e.id })
	gone.predicates, come.predicates = differing(before.predicates, now.predicates, func(p *toldPredicate) toldPredicate { return *p })
	gone.former, come.former = differing(before.former, now.former, func(f *formerID) formerID { return *f })
	gone.evidence, come.evidence = differing(before.evidence, now.evidence, func(e *toldEvidence) string { return e.id })
	ofStatement := func(s *toldStatement) string { return s.id }
	gone.statements, come.statements = differing(before.statements, now.statements, ofStatement)
	gone.statements = withEvidence(gone.statements, before.statements, gone.evidence)
	come.statements = withEvidence(come.statements, now.statements, come.evidence)
	return gone, come
}

// frame is what tells nothing, of the same text.
func (t *told) frame() *told {
	return &told{article: t.article, revision: t.revision, withdrawn: t.withdrawn}
}

// nothing says that nothing is told.
func (t *told) nothing() bool {
	return len(t.entities)+len(t.predicates)+len(t.statements)+len(t.evidence)+len(t.former) == 0
}

// differing are the parts of each list that the other one does not have just so.
func differing[T any, K comparable](before, now []T, key func(*T) K) (gone, come []T) {
	at := make(map[K]int, len(now))
	for i := range now {
		at[key(&now[i])] = i
	}
	same := make([]bool, len(now))
	for i := range before {
		if j, there := at[key(&before[i])]; there && reflect.DeepEqual(before[i], now[j]) {
			same[j] = true
			continue
		}
		gone = append(gone, before[i])
	}
	for i := range now {
		if !same[i] {
			come = append(come, now[i])
		}
	}
	return gone, come
}

// withEvidence adds the statements of some evidence to a list that lacks them.
func withEvidence(list, all []toldStatement, evidence []toldEvidence) []toldStatement {
	wanted := make(map[string]bool, len(evidence))
	for i := range evidence {
		wanted[evidence[i].statement] = true
	}
	for i := range list {
		delete(wanted, list[i].id)
	}
	for _, s := range all {
		if wanted[s.id] {
			list = append(list, s)
		}
	}
	return list
}
