package loaders

import (
	"context"
	"errors"
	"fmt"

	"newsgraph/graph"
	"newsgraph/loaders/format"
)

// process reads one article, unless the store has it already.
func (l *Loader) process(ctx context.Context, j *job) {
	if j.item.Err != nil || j.told != nil || j.end {
		return
	}
	if j.err = l.identify(ctx, j); j.err != nil || j.known {
		return
	}
	j.reading, j.words, j.err = l.Read(ctx, j.item.Article)
}

// commit stores a group of articles and says what became of each item. The error is one of the store, after which the
// items are those that it has; what is wrong with an article itself is in its Item.
func (l *Loader) commit(ctx context.Context, group []*job) ([]Item, error) {
	var items []Item
	for len(group) > 0 {
		n := 0
		for n < len(group) && (n == 0 || !group[n].alone() && !group[0].alone()) {
			n++
		}
		done, err := l.commitSome(ctx, group[:n])
		if items = append(items, done...); err != nil {
			return items, err
		}
		group = group[n:]
	}
	return items, nil
}

// alone says whether a job is to be stored by itself, so that those behind it find what it changes: which article a text
// belongs to.
func (j *job) alone() bool { return j.item.Article.Of != "" || j.replaces != "" }

func (l *Loader) commitSome(ctx context.Context, group []*job) ([]Item, error) {
	for _, j := range group {
		if err := l.again(ctx, j); err != nil {
			return nil, fmt.Errorf("loaders: %s: %w", j.item.Name, err)
		}
	}
	items := make([]Item, len(group))
	var b graph.Batch
	var places []int // of what is put
	for i, j := range group {
		var put bool
		if items[i], put = l.settled(j); put {
			b.Put, places = append(b.Put, j.reading), append(places, i)
		}
		if j.replaces != "" && items[i].ID != "" {
			b.Delete = append(b.Delete, j.replaces)
		}
	}
	l.book(&b, group, items)
	if len(b.Put)+len(b.Delete)+len(b.Ledger)+len(b.Sources)+len(b.Done) == 0 {
		return told(group, items), nil
	}
	applied, err := l.opt.Store.Apply(ctx, b)
	if bad := (*graph.ReadingError)(nil); err != nil && errors.As(err, &bad) {
		if len(group) > 1 {
			return l.commitEach(ctx, group)
		}
		if group[0].err == nil { // the fault is of the article alone: it fails, and the books say so
			group[0].err = err
			return l.commitSome(ctx, group)
		}
	}
	if err != nil {
		return failed(group, items, places, err)
	}
	for n, i := range places {
		done := applied.Articles[n]
		items[i].ID, items[i].Outcome, items[i].Statements = done.ID, Outcome(done.Outcome), done.Statements
	}
	return told(group, items), nil
}

// again looks once more at what was decided before those before it were stored, and reads the article again where that
// holds no more.
func (l *Loader) again(ctx context.Context, j *job) error {
	if j.item.Err != nil || j.err != nil || j.told != nil || j.end || !j.known && j.item.Article.URL != "" && j.replaces == "" {
		return nil
	}
	before := *j
	if err := l.identify(ctx, j); err != nil {
		return err
	}
	if !j.known && (before.known || before.item.Article.Of != j.item.Article.Of) {
		j.reading, j.words, j.err = l.Read(ctx, j.item.Article)
	}
	return nil
}

// commitEach stores the articles of a group one by one: one of them cannot be stored.
func (l *Loader) commitEach(ctx context.Context, group []*job) ([]Item, error) {
	var items []Item
	for _, j := range group {
		item, err := l.commitSome(ctx, []*job{j})
		items = append(items, item...)
		if err != nil {
			return items, err
		}
	}
	return items, nil
}

// failed says of the first article of a group that it could not be stored, with those before it that need not be.
func failed(group []*job, items []Item, places []int, err error) ([]Item, error) {
	if len(places) == 0 {
		return nil, fmt.Errorf("loaders: %w", err)
	}
	first := places[0]
	item := &items[first]
	item.Outcome, item.Err = Failed, fmt.Errorf("loaders: %s: %w", item.Name, err)
	return told(group[:first+1], items[:first+1]), item.Err
}

// told are the items without those that only end a source.
func told(group []*job, items []Item) []Item {
	var kept []Item
	for i, j := range group {
		if !j.end {
			kept = append(kept, items[i])
		}
	}
	return kept
}

// settled is the item of a job, and whether it is still to be stored.
func (l *Loader) settled(j *job) (item Item, put bool) {
	a := j.item.Article
	item = Item{Name: j.item.Name, Title: a.Title, Words: j.words, Place: j.item.Next}
	if j.from != nil {
		item.Size = j.from.size
		if j.last {
			item.Place = item.Size
		}
	}
	switch {
	case j.end:
	case j.told != nil:
		item.Remembered = true
		item.ID, item.Outcome, item.Err = j.told.Article, remembered(j.told.Outcome), rememberedError(j.told)
	case errors.Is(j.item.Err, format.ErrRefused):
		item.Outcome, item.Err = Refused, j.item.Err
	case j.item.Err != nil:
		item.Outcome, item.Err = Failed, j.item.Err
	case j.err != nil:
		item.Outcome, item.Err = Failed, j.err
	case j.known:
		item.ID, item.Outcome = graph.ArticlePrefix+a.ID(), Unchanged
		item.Note = l.note(j)
	default:
		item.ID, item.Note = graph.ArticlePrefix+a.ID(), l.note(j)
		return item, true
	}
	return item, false
}

// note is what there is to say of an article that is stored.
func (l *Loader) note(j *job) string {
	if a := j.item.Article; l.unread(a) {
		return fmt.Sprintf("stored without statements: its language is %q, for which there is no model", a.Language)
	}
	return ""
}
