package graph

import (
	"context"
	"slices"
	"strings"

	"newsgraph/news"
)

// View is one state of the store. It is safe for concurrent use until it is closed. Every call fails when its context
// ends.
type View struct {
	snap       snapshot
	revision   uint64
	base       string // of IRIs
	backend    string
	countLimit int
	hot        *hot // nil where answers come from afar, which has knowledge of its own
}

// Close lets the state go. It may be called more than once; nothing else may be called after it.
func (v *View) Close() { v.snap.release() }

// Revision counts the commits up to this state.
func (v *View) Revision() uint64 { return v.revision }

// Statistics are the sizes of the store. Statements are those that lists show: active and not rejected.
func (v *View) Statistics(ctx context.Context) (Statistics, error) {
	c, err := readCounters(ctx, v.snap)
	if err != nil {
		return Statistics{}, err
	}
	quads, err := v.snap.count(ctx)
	if err != nil {
		return Statistics{}, err
	}
	return Statistics{
		Articles: int64(c.articles), Entities: int64(c.entities), Statements: int64(c.visible), Evidence: int64(c.evidence),
		Predicates: int64(c.predicates), Quads: quads, Revision: v.revision, Backend: v.backend,
	}, nil
}

// Entities looks entities up: the result i belongs to ids[i] and is nil where there is none. Redirects are followed.
func (v *View) Entities(ctx context.Context, ids []string) ([]*Entity, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Entity, error) { return v.Entities(ctx, ids) })
	}
	return each(ctx, ids, v.entity)
}

// Statements looks statements up: the result i belongs to ids[i] and is nil where there is none. Redirects are followed.
func (v *View) Statements(ctx context.Context, ids []string) ([]*Statement, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Statement, error) { return v.Statements(ctx, ids) })
	}
	return each(ctx, ids, v.statement)
}

// Evidence looks evidence up: the result i belongs to ids[i] and is nil where there is none.
func (v *View) Evidence(ctx context.Context, ids []string) ([]*Evidence, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Evidence, error) { return v.Evidence(ctx, ids) })
	}
	texts := textCache{}
	return each(ctx, ids, func(ctx context.Context, id string) (*Evidence, error) { return v.evidence(ctx, id, texts) })
}

// Articles looks articles up: the result i belongs to ids[i] and is nil where there is none.
func (v *View) Articles(ctx context.Context, ids []string) ([]*Article, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Article, error) { return v.Articles(ctx, ids) })
	}
	return each(ctx, ids, v.article)
}

// Predicates looks predicates up: the result i belongs to ids[i] and is nil where there is none.
func (v *View) Predicates(ctx context.Context, ids []string) ([]*Predicate, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Predicate, error) { return v.Predicates(ctx, ids) })
	}
	return each(ctx, ids, v.predicate)
}

// each looks every id up once.
func each[T any](ctx context.Context, ids []string, load func(context.Context, string) (*T, error)) ([]*T, error) {
	found := make([]*T, len(ids))
	known := make(map[string]*T, len(ids))
	for i, id := range ids {
		item, seen := known[id]
		if !seen {
			var err error
			if item, err = load(ctx, id); err != nil {
				return nil, err
			}
			known[id] = item
		}
		found[i] = item
	}
	return found, ctx.Err()
}

func (v *View) entity(ctx context.Context, id string) (*Entity, error) {
	row, err := v.entityRow(ctx, id)
	if err == nil && row == nil {
		if id, err = v.follow(ctx, id); err == nil {
			row, err = v.entityRow(ctx, id)
		}
	}
	if err != nil || row == nil {
		return nil, err
	}
	return v.whole(ctx, row)
}

func (v *View) statement(ctx context.Context, id string) (*Statement, error) {
	row, err := v.statementRow(ctx, id)
	if err == nil && row == nil {
		if id, err = v.followStatement(ctx, id); err == nil {
			row, err = v.statementRow(ctx, id)
		}
	}
	if err != nil || row == nil {
		return nil, err
	}
	own := row.Statement
	return &own, nil
}

func (v *View) predicate(ctx context.Context, id string) (*Predicate, error) {
	read := func() (*Predicate, error) {
		row, err := readPredicate(ctx, v.snap, id)
		if err != nil || row == nil {
			return nil, err
		}
		return row.materialise(ctx, v.snap)
	}
	if v.hot == nil {
		return read()
	}
	p, err := remembered(ctx, v.hot.predicates, id, read)
	if err != nil || p == nil {
		return nil, err
	}
	own := *p
	return &own, nil
}

func (v *View) article(ctx context.Context, id string) (*Article, error) {
	return readFullArticle(ctx, v.snap, id)
}

// EntitiesNamed are the entities that have this name among theirs, ignoring case and white space, named or described;
// where none has, those that have it without its "the". The one with most statements comes first.
func (v *View) EntitiesNamed(ctx context.Context, name string) ([]*Entity, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Entity, error) { return v.EntitiesNamed(ctx, name) })
	}
	rows, err := v.rowsNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	found := make([]*Entity, len(rows))
	for i, row := range rows {
		if found[i], err = v.whole(ctx, row); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// rowsNamed are the rows of EntitiesNamed in its order.
func (v *View) rowsNamed(ctx context.Context, name string) ([]*entityRow, error) {
	ids, err := v.idsNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	var rows []*entityRow
	for _, id := range ids {
		row, err := v.entityRow(ctx, id)
		if err != nil {
			return nil, err
		}
		if row != nil {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b *entityRow) int { return b.StatementCount - a.StatementCount })
	return rows, nil
}

// idsNamed are the ids of the entities that have this name; where none has, of those that have it without its "the".
func (v *View) idsNamed(ctx context.Context, name string) ([]string, error) {
	name = fold(name)
	ids, err := v.idsUnder(ctx, string(byNameKind)+name+"\x00", EntityPrefix)
	if rest, ok := strings.CutPrefix(name, "the "); ok && err == nil && len(ids) == 0 {
		return v.idsUnder(ctx, string(byNameKind)+rest+"\x00", EntityPrefix)
	}
	return ids, err
}

// idsUnder are the ids that stand last in the keys with a prefix, in order.
func (v *View) idsUnder(ctx context.Context, prefix, idPrefix string) ([]string, error) {
	var ids []string
	for rec, err := range v.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		key := rec.key[len(prefix):]
		ids = append(ids, idPrefix+key[strings.LastIndexByte(key, 0)+1:])
	}
	return ids, nil
}

// ArticleByURL is the article of that address in any of its spellings, or nil.
func (v *View) ArticleByURL(ctx context.Context, url string) (*Article, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Article, error) { return v.ArticleByURL(ctx, url) })
	}
	if news.CanonicalURL(url) == "" {
		return nil, ctx.Err()
	}
	return v.article(ctx, ArticlePrefix+news.Article{URL: url}.ID())
}
