package graph

import (
	"context"
	"errors"
	"slices"
	"strings"

	"newsgraph/internal/recent"
)

// Omission says what an answer leaves out: why, and how much of it.
type Omission struct {
	Reason string // one of the Omitted constants
	Count  int
}

// The reasons of omissions.
const (
	OmittedEntities   = "limit: maxEntities"    // entities that were found and are more than were asked for
	OmittedStatements = "limit: statements"     // statements beyond what one answer holds
	OmittedPaths      = "limit: first"          // chains that were found and are more than were asked for
	OmittedSearch     = "limit: work"           // entities whose statements were not looked at, for there were too many
	OmittedFilter     = "filter: does not hold" // statements that were met and that the filter does not let through
)

// tieBudget is how many records of ties one answer reads before it is given up.
const tieBudget = 2_000_000

// errSpent says that the budget is used up.
var errSpent = errors.New("graph: too much was read for one answer")

// ties finds the entities that share statements, as far as a filter lets those through. It belongs to one request. Its
// statements are ids without their prefix.
type ties struct {
	view    *View
	matches test[*statementRow] // nil where everything that lists show is let through
	hidden  bool                // the filter may let through what the index does not have
	budget  int
	rows    map[string]*statementRow // that were tested; nil for one that is not let through
	dropped int                      // visible statements that the filter does not let through

	known map[string][]tie // what of gave of some entities
	room  int              // for statements in known
}

// tie is what an entity shares with another one, itself perhaps.
type tie struct {
	other      string
	statements []string
}

// knownTies is how many statements of ties are kept in memory for one answer.
const knownTies = 100_000

func (v *View) newTies(ctx context.Context, f *StatementFilter) (*ties, error) {
	l := &ties{view: v, budget: tieBudget, rows: map[string]*statementRow{}, known: map[string][]tie{}, room: knownTies}
	if isEmpty(f) {
		return l, nil
	}
	var err error
	l.matches, err = newLookups(v).matchStatements(ctx, "filter", f)
	l.hidden = f.mentions(func(f *StatementFilter) bool { return f.Status != nil || f.Review != nil })
	return l, err
}

// gathered are ties in the making.
type gathered struct {
	list       []tie
	at         map[string]int // of the other ends in the list, where statements of one do not come one after the other; else nil
	statements []string       // of all in a row, where they do
	ends       []int          // of the statements of each tie in that row
}

func (l *ties) gather() *gathered {
	if l.hidden {
		return &gathered{at: map[string]int{}}
	}
	return &gathered{}
}

func (g *gathered) add(other, statement string) {
	if g.at != nil {
		i, met := g.at[other]
		if !met {
			i = len(g.list)
			g.list = append(g.list, tie{other: other})
			g.at[other] = i
		}
		g.list[i].statements = append(g.list[i].statements, statement)
		return
	}
	g.statements = append(g.statements, statement)
	if i := len(g.list) - 1; i >= 0 && g.list[i].other == other {
		g.ends[i]++
		return
	}
	g.list = append(g.list, tie{other: other})
	g.ends = append(g.ends, len(g.statements))
}

// ties are those that were gathered.
func (g *gathered) ties() []tie {
	from := 0
	for i, end := range g.ends {
		g.list[i].statements = g.statements[from:end:end]
		from = end
	}
	return g.list
}

// of is what an entity shares with each other one. Where the budget ends on the way, it gives what it has with errSpent.
func (l *ties) of(ctx context.Context, entity string) ([]tie, error) {
	if list, ok := l.known[entity]; ok {
		return list, nil
	}
	list, err := l.all(ctx, entity)
	if n := countTied(list); err == nil && n <= l.room {
		l.room -= n
		l.known[entity] = list
	}
	return list, err
}

// all is what of is. What was read before costs the same of the budget, so that the answer does not hang on it.
func (l *ties) all(ctx context.Context, entity string) ([]tie, error) {
	shared := l.shared()
	if shared != nil {
		if list, ok := shared.Get(entity); ok {
			if n := countTied(list); n <= l.budget {
				l.budget -= n
				return list, ctx.Err()
			}
		}
	}
	found := l.gather()
	err := l.each(ctx, entity, found.add)
	list := found.ties()
	if shared != nil && err == nil {
		shared.Add(entity, list, 1+countTied(list))
	}
	return list, err
}

// shared is what all answers from this state know, nil where the filter has something to test.
func (l *ties) shared() *recent.Cache[string, []tie] {
	if l.matches != nil || l.view.hot == nil {
		return nil
	}
	return l.view.hot.ties
}

// countTied is how many statements there are in a list.
func countTied(list []tie) (n int) {
	for _, t := range list {
		n += len(t.statements)
	}
	return n
}

// each gives the statements of an entity whose other end is an entity, itself perhaps. All of one other end come one
// after the other unless the filter speaks of what is hidden.
func (l *ties) each(ctx context.Context, entity string, yield func(other, statement string)) error {
	if l.hidden {
		return l.eachRow(ctx, entity, yield)
	}
	last, full := "", ""
	return l.eachUnder(ctx, tieKind.under(entity), func(other, statement string) {
		if other != last {
			last, full = other, EntityPrefix+other
		}
		yield(full, statement)
	})
}

// eachUnder gives what the index has under a prefix; the other end is an id without its prefix too.
func (l *ties) eachUnder(ctx context.Context, prefix string, yield func(other, statement string)) error {
	entity, _ := cutZero(prefix[len(tieKind):])
	skip := len(tieKind) + len(entity) + 1
	for rec, err := range l.view.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return err
		}
		if l.budget--; l.budget < 0 {
			return errSpent
		}
		other, id := cutZero(rec.key[skip:])
		ok, err := l.lets(ctx, id)
		if err != nil {
			return err
		}
		if ok {
			yield(other, id)
		}
	}
	return nil
}

// lets says whether the filter lets a statement through that the index has.
func (l *ties) lets(ctx context.Context, id string) (bool, error) {
	if l.matches == nil {
		return true, nil
	}
	if row, known := l.rows[id]; known {
		return row != nil, nil
	}
	row, err := l.view.mustStatement(ctx, StatementPrefix+id)
	if err != nil {
		return false, err
	}
	return l.test(ctx, row)
}

// test notes whether the filter lets a statement through.
func (l *ties) test(ctx context.Context, row *statementRow) (bool, error) {
	ok, err := l.matches(ctx, row)
	if err != nil {
		return false, err
	}
	id := bare(row.ID)
	l.rows[id] = row
	if !ok {
		l.rows[id] = nil
		l.dropped += exists(row.visible())
	}
	return ok, nil
}

// eachRow goes through all statements of an entity, with those that lists do not show.
func (l *ties) eachRow(ctx context.Context, entity string, yield func(other, statement string)) error {
	return l.view.eachStatementOf(ctx, entity, func(row *statementRow) (bool, error) {
		if l.budget--; l.budget < 0 {
			return false, errSpent
		}
		if row.Object == "" {
			return true, nil
		}
		id := bare(row.ID)
		if _, known := l.rows[id]; !known {
			if _, err := l.test(ctx, row); err != nil {
				return false, err
			}
		}
		if l.rows[id] == nil {
			return true, nil
		}
		other := row.Subject
		if other == entity {
			other = row.Object
		}
		yield(other, id)
		return true, nil
	})
}

// between are the statements with these two ends, in order of their ids.
func (l *ties) between(ctx context.Context, a, b string) ([]string, error) {
	var ids []string
	if l.hidden {
		err := l.eachRow(ctx, a, func(other, id string) {
			if other == b {
				ids = append(ids, id)
			}
		})
		slices.Sort(ids)
		return ids, err
	}
	err := l.eachUnder(ctx, tieKind.under(a)+bare(b)+"\x00", func(_, id string) { ids = append(ids, id) })
	return ids, err
}

// among is what an entity shares with some others, itself perhaps: with those that stand at a place in a list, from one
// on. Where the budget ends on the way, it gives what it has with errSpent.
func (l *ties) among(ctx context.Context, row *entityRow, list []string, places map[string]int, from int) ([]tie, error) {
	if known, met := l.known[row.ID]; met {
		return l.amongThese(known, row, list, places, from), nil
	}
	if l.seeks(row, len(list)-from) {
		if found, ok := l.sharedAmong(row, list, places, from); ok {
			return found, ctx.Err()
		}
		found := l.gather()
		for _, other := range list[from:] {
			prefix := tieKind.under(row.ID) + bare(other) + "\x00"
			if err := l.eachUnder(ctx, prefix, func(_, id string) { found.add(other, id) }); err != nil {
				return found.ties(), err
			}
		}
		return found.ties(), nil
	}
	all, err := l.all(ctx, row.ID)
	return l.amongThese(all, row, list, places, from), err
}

// sharedAmong is what looking up one by one gives, of what was read before; it costs the same.
func (l *ties) sharedAmong(row *entityRow, list []string, places map[string]int, from int) ([]tie, bool) {
	shared := l.shared()
	if shared == nil {
		return nil, false
	}
	all, ok := shared.Get(row.ID)
	if !ok {
		return nil, false
	}
	found := l.amongThese(all, row, list, places, from)
	n := countTied(found)
	if n > l.budget {
		return nil, false
	}
	l.budget -= n
	return found, true
}

// seeks says whether what an entity shares with n others is looked up one by one.
func (l *ties) seeks(row *entityRow, n int) bool {
	return !l.hidden && row.StatementCount > seekWorth*n
}

// amongThese are those of some ties that among gives, in its order.
func (l *ties) amongThese(all []tie, row *entityRow, list []string, places map[string]int, from int) []tie {
	var found []tie
	for _, t := range all {
		if place, in := places[t.other]; in && place >= from {
			found = append(found, t)
		}
	}
	if l.seeks(row, len(list)-from) {
		slices.SortFunc(found, func(a, b tie) int { return places[a.other] - places[b.other] })
	}
	return found
}

// seekWorth is how many records in a row are read in the time that looking one up takes.
const seekWorth = 20

// best puts the most relevant statements first: what most sources say, then what is surest, then what is newest.
func (l *ties) best(ctx context.Context, ids []string) ([]*statementRow, error) {
	type ranked struct {
		key string
		row *statementRow
	}
	order := statementOrders[ByRelevance]
	list := make([]ranked, len(ids))
	for i, id := range slices.Sorted(slices.Values(ids)) { // neighbours are read faster
		row := l.rows[id]
		if row == nil {
			var err error
			if row, err = l.view.mustStatement(ctx, StatementPrefix+id); err != nil {
				return nil, err
			}
		}
		list[i] = ranked{order.key(row, false) + id, row}
	}
	slices.SortFunc(list, func(a, b ranked) int { return strings.Compare(a.key, b.key) })
	rows := make([]*statementRow, len(list))
	for i := range list {
		rows[i] = list[i].row
	}
	return rows, nil
}

func (v *View) mustStatement(ctx context.Context, id string) (*statementRow, error) {
	row, err := v.statementRow(ctx, id)
	if err == nil && row == nil && guessing(ctx) {
		return &statementRow{}, nil
	}
	if err == nil && row == nil {
		err = damage(errDamaged, id)
	}
	return row, err
}
