package export

import (
	"context"

	"newsgraph/graph"
)

// groupSize is how many statements are read at a time.
const groupSize = 256

// cacheSize is how many things of a kind are kept between groups.
const cacheSize = 4096

// reading reads what is selected, group by group. It may be gone through more than once.
type reading struct {
	view       *graph.View
	selection  Selection
	entities   cache[*graph.Entity]
	predicates cache[*graph.Predicate]
	articles   cache[*graph.Article]
}

func newReading(v *graph.View, s Selection) *reading {
	return &reading{
		view: v, selection: s,
		entities: newCache(v.Entities), predicates: newCache(v.Predicates), articles: newCache(withoutTexts(v)),
	}
}

// whole says that everything is selected.
func (r *reading) whole() bool { return r.selection == Selection{} }

// withoutTexts looks articles up and lets their texts go, of which no more than a group's are held.
func withoutTexts(v *graph.View) func(context.Context, []string) ([]*graph.Article, error) {
	return func(ctx context.Context, ids []string) ([]*graph.Article, error) {
		found, err := v.Articles(ctx, ids)
		for i, a := range found {
			if a != nil {
				short := *a
				short.Text = ""
				found[i] = &short
			}
		}
		return found, err
	}
}

// cache keeps what was looked up last.
type cache[T any] struct {
	known map[string]T
	find  func(context.Context, []string) ([]T, error)
}

func newCache[T any](find func(context.Context, []string) ([]T, error)) cache[T] {
	return cache[T]{map[string]T{}, find}
}

// load makes these known, and whatever it forgets for them unknown.
func (c *cache[T]) load(ctx context.Context, ids []string) error {
	missing := c.missing(ids)
	if len(c.known)+len(missing) > cacheSize {
		clear(c.known)
		missing = c.missing(ids)
	}
	found, err := c.find(ctx, missing)
	if err != nil {
		return err
	}
	for i, id := range missing {
		c.known[id] = found[i]
	}
	return nil
}

func (c *cache[T]) missing(ids []string) []string {
	var missing []string
	asked := map[string]bool{"": true}
	for _, id := range ids {
		if _, known := c.known[id]; !known && !asked[id] {
			asked[id] = true
			missing = append(missing, id)
		}
	}
	return missing
}

// statements gives the statements in groups.
func (r *reading) statements(ctx context.Context, yield func([]*graph.Statement) error) error {
	if r.selection.Subgraph == nil {
		return r.view.EachStatement(ctx, r.selection.Filter, groupSize, yield)
	}
	all := r.selection.Subgraph.Statements
	for len(all) > 0 {
		n := min(groupSize, len(all))
		if err := yield(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return ctx.Err()
}

// told is a statement with all that it refers to. Whatever is not there any more is an empty thing and never nil.
type told struct {
	*graph.Statement
	subject, object, speaker, place *graph.Entity   // object is empty where there is a literal
	arguments                       []*graph.Entity // what each of Arguments names
	predicate                       *graph.Predicate
	evidence                        []source
}

// source is a piece of evidence with its article.
type source struct {
	*graph.Evidence
	article *graph.Article
}

// each gives the statements one by one with all that they refer to.
func (r *reading) each(ctx context.Context, yield func(*told) error) error {
	return r.statements(ctx, func(group []*graph.Statement) error {
		evidence, err := r.evidence(ctx, group)
		if err != nil {
			return err
		}
		var entities, predicates []string
		for _, s := range group {
			entities = append(entities, s.Subject, s.Object, s.AttributedTo, s.Place)
			for _, a := range s.Arguments {
				entities = append(entities, a.Entity)
			}
			predicates = append(predicates, s.Predicate)
		}
		for _, load := range []func() error{
			func() error { return r.entities.load(ctx, entities) },
			func() error { return r.predicates.load(ctx, predicates) },
			func() error { return r.loadArticles(ctx, evidence) },
		} {
			if err := load(); err != nil {
				return err
			}
		}
		for i, s := range group {
			if err := yield(r.tell(s, evidence[i])); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *reading) tell(s *graph.Statement, evidence []*graph.Evidence) *told {
	t := &told{
		Statement: s, subject: r.entity(s.Subject), object: r.entity(s.Object), speaker: r.entity(s.AttributedTo),
		place: r.entity(s.Place), predicate: r.predicates.known[s.Predicate],
	}
	if t.predicate == nil {
		t.predicate = &graph.Predicate{ID: s.Predicate}
	}
	for _, a := range s.Arguments {
		t.arguments = append(t.arguments, r.entity(a.Entity))
	}
	t.evidence = r.sources(evidence)
	return t
}

// loadArticles makes the articles of evidence known.
func (r *reading) loadArticles(ctx context.Context, evidence [][]*graph.Evidence) error {
	var articles []string
	for _, of := range evidence {
		for _, e := range of {
			articles = append(articles, e.Article)
		}
	}
	return r.articles.load(ctx, articles)
}

// sources are evidence with its articles, which are known.
func (r *reading) sources(evidence []*graph.Evidence) []source {
	var all []source
	for _, e := range evidence {
		a := r.articles.known[e.Article]
		if a == nil {
			a = &graph.Article{ID: e.Article}
		}
		all = append(all, source{e, a})
	}
	return all
}

func (r *reading) entity(id string) *graph.Entity {
	if e := r.entities.known[id]; e != nil {
		return e
	}
	return &graph.Entity{ID: id}
}

// evidence is all evidence of each statement.
func (r *reading) evidence(ctx context.Context, group []*graph.Statement) ([][]*graph.Evidence, error) {
	ids := make([]string, len(group))
	for i, s := range group {
		ids[i] = s.ID
	}
	pages, err := r.view.EvidenceOf(ctx, ids, "", graph.PageRequest{First: graph.MaxPage})
	if err != nil {
		return nil, err
	}
	all := make([][]*graph.Evidence, len(group))
	for i, page := range pages {
		all[i] = page.Items
		for page.HasNext {
			more, err := r.view.EvidenceOf(ctx, ids[i:i+1], "", graph.PageRequest{First: graph.MaxPage, After: page.Cursors[len(page.Cursors)-1]})
			if err != nil {
				return nil, err
			}
			page = more[0]
			all[i] = append(all[i], page.Items...)
		}
	}
	return all, nil
}
