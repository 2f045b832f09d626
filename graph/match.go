package graph

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
)

// test says whether a row is let through.
type test[R any] func(ctx context.Context, row R) (bool, error)

// all lets through what every test lets through.
func all[R any](tests []test[R]) test[R] {
	return func(ctx context.Context, row R) (bool, error) {
		for _, t := range tests {
			if ok, err := t(ctx, row); err != nil || !ok {
				return false, err
			}
		}
		return true, ctx.Err()
	}
}

// anyOf lets through what one of the tests lets through.
func anyOf[R any](tests []test[R]) test[R] {
	return func(ctx context.Context, row R) (bool, error) {
		for _, t := range tests {
			if ok, err := t(ctx, row); err != nil || ok {
				return ok, err
			}
		}
		return false, ctx.Err()
	}
}

func not[R any](t test[R]) test[R] {
	return func(ctx context.Context, row R) (bool, error) {
		ok, err := t(ctx, row)
		return !ok && err == nil, err
	}
}

// plain makes a test of what needs nothing but the row.
func plain[R any](holds func(row R) bool) test[R] {
	return func(_ context.Context, row R) (bool, error) { return holds(row), nil }
}

// stringTest is nil where nothing is asked for.
func (f *StringFilter) test() func(string) bool {
	if f == nil {
		return nil
	}
	one := *f
	one.In = nil
	for _, s := range f.In {
		one.In = append(one.In, lower(s))
	}
	fixed := func(s *string) string {
		if s == nil {
			return ""
		}
		return lower(*s)
	}
	eq, starts, contains := fixed(f.Eq), fixed(f.StartsWith), fixed(f.Contains)
	return func(s string) bool {
		s = lower(s)
		return (f.Eq == nil || s == eq) && (f.In == nil || slices.Contains(one.In, s)) &&
			strings.HasPrefix(s, starts) && strings.Contains(s, contains)
	}
}

// oneOf says whether text is one of a list, without regard to case.
func oneOf(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return lower(s) == lower(text) })
}

// holds says whether an instant that is known lies in the range.
func (r *DateTimeRange) holds(t time.Time) bool {
	return r == nil || !t.IsZero() && !t.Before(r.From) && (r.To.IsZero() || t.Before(r.To))
}

// period is the time that an EDTF range covers.
func (r *EDTFRange) period(field string) (period, error) {
	var p period
	var err error
	if r.From != "" {
		if p.start, _, err = ParseEDTF(r.From); err != nil {
			return p, &RequestError{field + ".from", plainMessage(err)}
		}
	}
	if r.To != "" {
		if _, p.end, err = ParseEDTF(r.To); err != nil {
			return p, &RequestError{field + ".to", plainMessage(err)}
		}
	}
	return p, nil
}

func plainMessage(err error) string { return strings.TrimPrefix(err.Error(), "graph: ") }

// words are the words of a text in lower case.
func words(text string) []string {
	return strings.FieldsFunc(lower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// hasWords says whether a text has all of these words.
func hasWords(text string, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	there := words(text)
	for _, word := range wanted {
		if !slices.Contains(there, word) {
			return false
		}
	}
	return true
}

// idSet is a set of ids.
type idSet map[string]bool

func (s idSet) list() []string {
	list := make([]string, 0, len(s))
	for id := range s {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// refers are the entities that a reference stands for: none where there is none of that id or name.
func (v *View) refers(ctx context.Context, field string, ref EntityRef) (idSet, error) {
	if (ref.ID == "") == (ref.Name == "") {
		return nil, &RequestError{field, "give exactly one of id and name"}
	}
	set := idSet{}
	if ref.ID != "" {
		id, err := v.follow(ctx, ref.ID)
		set[id] = true
		return set, err
	}
	ids, err := v.idsNamed(ctx, ref.Name)
	for _, id := range ids {
		set[id] = true
	}
	return set, err
}

// lookups keeps rows while one list is made.
type lookups struct {
	view     *View
	entities map[string]*entityRow
	articles map[string]*Article
	texts    textCache
}

func newLookups(v *View) *lookups {
	return &lookups{view: v, entities: map[string]*entityRow{}, articles: map[string]*Article{}, texts: textCache{}}
}

func (l *lookups) entity(ctx context.Context, id string) (*entityRow, error) {
	row, known := l.entities[id]
	if known {
		return row, nil
	}
	row, err := readEntity(ctx, l.view.snap, id)
	if err != nil {
		return nil, err
	}
	if row == nil && guessing(ctx) {
		return &entityRow{}, nil
	}
	if row == nil {
		return nil, damage(errDamaged, id)
	}
	l.entities[id] = row
	return row, nil
}

func (l *lookups) article(ctx context.Context, id string) (*Article, error) {
	a, known := l.articles[id]
	if known {
		return a, nil
	}
	a, err := readArticle(ctx, l.view.snap, id)
	if err != nil {
		return nil, err
	}
	if a == nil && guessing(ctx) {
		return &Article{}, nil
	}
	if a == nil {
		return nil, damage(errDamaged, id)
	}
	l.articles[id] = a
	return a, nil
}

// isEmpty says that a filter asks for nothing.
func isEmpty[F any](f *F) bool { return f == nil || reflect.ValueOf(*f).IsZero() }

func fieldOf(path, name string) string { return path + "." + name }

func indexed(path, name string, i int) string { return fmt.Sprintf("%s.%s[%d]", path, name, i) }
