package graph

import (
	"context"
	"errors"
	"slices"
	"strings"
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

// ties finds the entities that share statements, as far as a filter lets those through. It belongs to one request.
type ties struct {
	view    *View
	matches test[*statementRow] // nil where everything that lists show is let through
	hidden  bool                // the filter may let through what the index does not have
	budget  int
	rows    map[string]*statementRow // that were tested; nil for one that is not let through
	dropped int                      // visible statements that the filter does not let through
}

func (v *View) newTies(ctx context.Context, f *StatementFilter) (*ties, error) {
	l := &ties{view: v, budget: tieBudget, rows: map[string]*statementRow{}}
	if isEmpty(f) {
		return l, nil
	}
	var err error
	l.matches, err = newLookups(v).matchStatements(ctx, "filter", f)
	l.hidden = f.mentions(func(f *StatementFilter) bool { return f.Status != nil || f.Review != nil })
	return l, err
}

// each gives the statements of an entity whose other end is an entity, itself perhaps. All of one other end come one
// after the other unless the filter speaks of what is hidden.
func (l *ties) each(ctx context.Context, entity string, yield func(other, statement string)) error {
	if l.hidden {
		return l.eachRow(ctx, entity, yield)
	}
	return l.eachUnder(ctx, tieKind.under(entity), yield)
}

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
		ok, err := l.lets(ctx, StatementPrefix+id)
		if err != nil {
			return err
		}
		if ok {
			yield(EntityPrefix+other, StatementPrefix+id)
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
	row, err := l.view.mustStatement(ctx, id)
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
	l.rows[row.ID] = row
	if !ok {
		l.rows[row.ID] = nil
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
		if _, known := l.rows[row.ID]; !known {
			if _, err := l.test(ctx, row); err != nil {
				return false, err
			}
		}
		if l.rows[row.ID] == nil {
			return true, nil
		}
		other := row.Subject
		if other == entity {
			other = row.Object
		}
		yield(other, row.ID)
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

// among gives the statements between an entity and each of others, itself perhaps.
func (l *ties) among(ctx context.Context, entity string, others []string, yield func(other, statement string)) error {
	row, err := readEntity(ctx, l.view.snap, entity)
	if err != nil || row == nil {
		return err
	}
	if !l.hidden && row.StatementCount > seekWorth*len(others) {
		for _, other := range others {
			prefix := tieKind.under(entity) + bare(other) + "\x00"
			if err := l.eachUnder(ctx, prefix, yield); err != nil {
				return err
			}
		}
		return nil
	}
	wanted := make(map[string]bool, len(others))
	for _, other := range others {
		wanted[other] = true
	}
	return l.each(ctx, entity, func(other, id string) {
		if wanted[other] {
			yield(other, id)
		}
	})
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
	for i, id := range ids {
		row := l.rows[id]
		if row == nil {
			var err error
			if row, err = l.view.mustStatement(ctx, id); err != nil {
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
	row, err := readStatement(ctx, v.snap, id)
	if err == nil && row == nil && guessing(ctx) {
		return &statementRow{}, nil
	}
	if err == nil && row == nil {
		err = damage(errDamaged, id)
	}
	return row, err
}
