package graph

import (
	"context"
	"slices"

	"newsgraph/news"
)

// FindArticles lists articles: PUBLISHED (default, descending), LOADED, TITLE. What has no date is last in either
// direction.
func (v *View) FindArticles(ctx context.Context, f *ArticleFilter, o Order, p PageRequest) (*Page[*Article], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Article], error) { return v.FindArticles(ctx, f, o, p) })
	}
	order, o, err := choose(articleOrders, o, ByPublished)
	if err != nil {
		return nil, err
	}
	if f == nil {
		f = &ArticleFilter{}
	}
	prefixes, err := v.articlePrefixes(ctx, f)
	if err != nil {
		return nil, err
	}
	ids, narrow, err := v.articlesWith(ctx, f)
	if err != nil {
		return nil, err
	}
	matches := v.matchArticles(f)
	load := func(id string) (*Article, bool, error) {
		a, err := readArticle(ctx, v.snap, ArticlePrefix+id)
		if err != nil || a == nil {
			return nil, false, err
		}
		ok, err := matches(ctx, a)
		return a, ok, err
	}
	var list *listing
	if narrow {
		list, err = sortedArticles(ids, order, o, load)
	} else {
		list, err = v.articleList(ctx, prefixes, order, o, load)
	}
	if err != nil {
		return nil, err
	}
	if isEmpty(f) {
		list.total = v.counted(ctx, func(c counters) int { return c.articles })
	}
	return v.articlePage(ctx, list, p)
}

func (v *View) articlePage(ctx context.Context, list *listing, p PageRequest) (*Page[*Article], error) {
	w, err := list.cut(p, v.countLimit)
	if err != nil {
		return nil, err
	}
	return page(w, func(id string) (*Article, error) { return v.article(ctx, ArticlePrefix+id) })
}

// articlePrefixes are the lists in which all that a filter lets through is to be found.
func (v *View) articlePrefixes(ctx context.Context, f *ArticleFilter) ([]string, error) {
	if f.Mentions == nil {
		return []string{string(articlesKind)}, nil
	}
	set, err := v.refers(ctx, "filter.mentions", *f.Mentions)
	if err != nil {
		return nil, err
	}
	var prefixes []string
	for _, id := range set.list() {
		prefixes = append(prefixes, articlesOfKind.under(id))
	}
	return prefixes, nil
}

func (v *View) articleList(ctx context.Context, prefixes []string, order ordering[*Article], o Order, load func(id string) (*Article, bool, error)) (*listing, error) {
	sign := articlesSign(o)
	if len(prefixes) == 1 && o.Field == ByPublished && !o.Ascending {
		return streamed(ctx, v.snap, sign, prefixes[0], order.id, func(id string) (bool, error) {
			_, ok, err := load(id)
			return ok, err
		}), nil
	}
	seen := map[string]bool{}
	var ids []string
	for _, prefix := range prefixes {
		for rec, err := range v.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
			if err != nil {
				return nil, err
			}
			id := articleOrders[ByPublished].id(rec.key[len(prefix):])
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return sortedArticles(ids, order, o, load)
}

func articlesSign(o Order) string { return "articles " + string(o.Field) + direction(o) }

// sortedArticles is the list of those of some articles that are let through.
func sortedArticles(ids []string, order ordering[*Article], o Order, load func(id string) (*Article, bool, error)) (*listing, error) {
	var places []place
	for _, id := range ids {
		a, ok, err := load(id)
		if err != nil {
			return nil, err
		}
		if ok {
			places = append(places, place{order.key(a, o.Ascending) + id, id})
		}
	}
	return sorted(articlesSign(o), places), nil
}

func (v *View) matchArticles(f *ArticleFilter) test[*Article] {
	var tests []test[*Article]
	must := func(holds func(*Article) bool) { tests = append(tests, plain(holds)) }
	if f.IDs != nil {
		must(func(a *Article) bool { return slices.Contains(f.IDs, a.ID) })
	}
	if f.URL != nil {
		matches, canonical := f.URL.test(), f.URL.canonical().test()
		must(func(a *Article) bool { return matches(a.URL) || canonical(news.CanonicalURL(a.URL)) })
	}
	if f.Title != nil {
		matches := f.Title.test()
		must(func(a *Article) bool { return matches(a.Title) })
	}
	if f.Source != nil {
		must(func(a *Article) bool { return oneOf(f.Source, a.Source) })
	}
	if f.PublishedAt != nil {
		must(func(a *Article) bool { return f.PublishedAt.holds(publishedTime(a)) })
	}
	if f.Text != nil {
		wanted := words(*f.Text)
		tests = append(tests, func(ctx context.Context, a *Article) (bool, error) {
			text, err := readText(ctx, v.snap, a.ID)
			return err == nil && hasWords(a.Title+"\n"+text, wanted), err
		})
	}
	return all(tests)
}

// canonical is the filter with whole addresses in their canonical form.
func (f *StringFilter) canonical() *StringFilter {
	form := func(raw string) string {
		if url := news.CanonicalURL(raw); url != "" {
			return url
		}
		return raw
	}
	c := *f
	if f.Eq != nil {
		eq := form(*f.Eq)
		c.Eq = &eq
	}
	if f.In != nil {
		c.In = make([]string, len(f.In))
		for i, raw := range f.In {
			c.In[i] = form(raw)
		}
	}
	return &c
}

// ArticlesOf lists the articles that speak of an entity; last published first.
func (v *View) ArticlesOf(ctx context.Context, entity string, p PageRequest) (*Page[*Article], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Article], error) { return v.ArticlesOf(ctx, entity, p) })
	}
	entity, err := v.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	list := streamed(ctx, v.snap, "articles of", articlesOfKind.under(entity), articleOrders[ByPublished].id, nil)
	row, err := readEntity(ctx, v.snap, entity)
	if err != nil {
		return nil, err
	}
	if row != nil {
		list.total = func() (int, bool) { return row.ArticleCount, true }
	}
	return v.articlePage(ctx, list, p)
}
