package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"newsgraph/news"
)

// The outcomes of items that brought no article. Refused: it could be read and is no article that is taken. Failed: it
// could not be read.
const (
	Refused Outcome = "REFUSED"
	Failed  Outcome = "FAILED"
)

// LedgerEntry says what became of one item of a load. The last word on an item stands.
type LedgerEntry struct {
	Source string // what was read: a path, an address, "-"
	Name   string `json:",omitempty"` // of the item in its source, with what parts them: ":7", "#512"; empty where the source is one item

	// Outcome is empty in a Batch where it is to be that of the Put whose article Article is; the entries of an article
	// that is put more than once take them in order.
	Outcome Outcome
	Article string    `json:",omitempty"` // its id; empty where there is none
	Code    string    `json:",omitempty"` // of Why, in capitals: "TOO_LARGE"
	Why     string    `json:",omitempty"` // it was refused or failed, or what else is to be said of it; one line
	At      time.Time // when; set by the store
	Size    int64     `json:",omitempty"` // bytes of the source or, of one of many items, of its text
	Digest  string    `json:",omitempty"` // of the bytes of the source, in hex
	Reader  string    `json:",omitempty"` // name and version of what read it

	Job string `json:",omitempty"` // the job that did it, whose counts change in the same commit
}

// FullName is the item's name for people.
func (e *LedgerEntry) FullName() string { return e.Source + e.Name }

// LedgerSource is what is known of something that was read, so that it need not be read again, or not from its beginning.
type LedgerSource struct {
	Name   string
	Whole  bool      // it was read to its end
	Digest string    `json:",omitempty"` // of its bytes, in hex
	Reader string    `json:",omitempty"` // name and version of what read it
	Size   int64     `json:",omitempty"` // bytes
	Items  int       // that it had
	At     time.Time // when it was read; set by the store
	// Position is where to go on in its bytes where it was not read to its end; 0 is the beginning.
	Position int64 `json:",omitempty"`

	// Of what was fetched: for asking whether there is anything new.
	ETag         string `json:",omitempty"`
	LastModified string `json:",omitempty"`

	// Of a feed that is watched.
	AskAt    time.Time `json:",omitzero"`  // when it is to be asked again
	Failures int       `json:",omitempty"` // in a row
}

// LedgerFilter says which entries are listed; the zero value takes all.
type LedgerFilter struct {
	Outcomes []Outcome
	Source   string // entries of sources that begin so
	Article  string // entries of this article
	Job      string // entries of this job
}

// longName is how many bytes of a name a key has; of a longer one it has the beginning and a hash.
const longName = 600

// keyName is a name as a part of a key.
func keyName(name string) string {
	name = strings.ReplaceAll(name, "\x00", "\uFFFD")
	if len(name) <= longName {
		return name
	}
	cut := longName
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + "\uFFFD" + hash(keyDigits*2, "name", name)
}

// The keys of records whose names are no ids.
func sourceKey(name string) string          { return string(sourceKind) + keyName(name) }
func itemsUnder(source string) string       { return string(itemKind) + keyName(source) + "\x00" }
func itemKey(source, name string) string    { return itemsUnder(source) + keyName(name) }
func originKey(article, item string) string { return originKind.under(article) + item[len(itemKind):] }

// Source is what is known of a source; nil where it was never read.
func (s *Store) Source(ctx context.Context, name string) (*LedgerSource, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	value, ok, err := snap.get(ctx, sourceKey(name))
	if err != nil || !ok {
		return nil, err
	}
	source := &LedgerSource{}
	return source, unmarshal(value, source, name)
}

// Item is the entry of an item; nil where there is none.
func (s *Store) Item(ctx context.Context, source, name string) (*LedgerEntry, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	return readItem(ctx, snap, itemKey(source, name))
}

// Items are the entries of all items of a source, in order of their names.
func (s *Store) Items(ctx context.Context, source string) ([]LedgerEntry, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	var items []LedgerEntry
	for e, err := range entries(ctx, snap, itemsUnder(source)) {
		if err != nil {
			return nil, err
		}
		items = append(items, *e)
	}
	return items, nil
}

// KnownText is what a store knows of an article's text.
type KnownText struct {
	ContentHash, Extractor string
	URL                    string
	Words                  string // the id that its words alone give it now; empty where it has a URL
	Origins                int    // items of the ledger that brought the article last
}

// Text is what the store knows of an article's text; nil where it has no such article.
func (s *Store) Text(ctx context.Context, articleID string) (*KnownText, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	a, err := readFullArticle(ctx, snap, articleID)
	if err != nil || a == nil {
		return nil, err
	}
	known := &KnownText{ContentHash: a.ContentHash, Extractor: a.Extractor, URL: a.URL}
	if a.URL == "" {
		known.Words = ArticlePrefix + news.Article{Title: a.Title, Text: a.Text}.ID()
	}
	prefix := originKind.under(articleID)
	for _, err := range snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		known.Origins++
	}
	return known, nil
}

// Ledger gives the entries that a filter takes, in order of source and name. An error is its last element.
func (v *View) Ledger(ctx context.Context, f LedgerFilter) iter.Seq2[*LedgerEntry, error] {
	wanted := map[Outcome]bool{}
	for _, outcome := range f.Outcomes {
		wanted[outcome] = true
	}
	return func(yield func(*LedgerEntry, error) bool) {
		for e, err := range entries(ctx, v.snap, string(itemKind)+keyName(f.Source)) {
			takes := err == nil && (len(wanted) == 0 || wanted[e.Outcome]) && (f.Article == "" || f.Article == e.Article) && (f.Job == "" || f.Job == e.Job)
			if (err != nil || takes) && !yield(e, err) {
				return
			}
		}
	}
}

// entries are those under a prefix.
func entries(ctx context.Context, r reader, prefix string) iter.Seq2[*LedgerEntry, error] {
	return func(yield func(*LedgerEntry, error) bool) {
		for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
			e := &LedgerEntry{}
			if err == nil {
				err = e.decode(rec)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// decode reads a record. The names are those of its key where that has them whole: JSON keeps no bytes that are no UTF-8,
// and the names of files may have such.
func (e *LedgerEntry) decode(rec record) error {
	if err := unmarshal(rec.value, e, rec.key); err != nil {
		return err
	}
	source, name := cutZero(rec.key[len(itemKind):])
	if !strings.Contains(source, "\uFFFD") {
		e.Source = source
	}
	if !strings.Contains(name, "\uFFFD") {
		e.Name = name
	}
	return nil
}

func unmarshal(value string, into any, what string) error {
	if err := json.Unmarshal([]byte(value), into); err != nil {
		return damage(errDamaged, fmt.Sprintf("%.100q", what))
	}
	return nil
}

func readItem(ctx context.Context, r reader, key string) (*LedgerEntry, error) {
	value, ok, err := r.get(ctx, key)
	if err != nil || !ok {
		return nil, err
	}
	e := &LedgerEntry{}
	return e, e.decode(record{key, value})
}

// putJSON puts a record that is JSON.
func (w *writing) putJSON(key string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	w.noted = true
	w.draft.put(key, string(text))
	return nil
}

// keepBooks writes the ledger of a batch whose articles have been put.
func (w *writing) keepBooks(ctx context.Context, b Batch, put []AppliedArticle) error {
	outcomes := map[string][]Outcome{}
	for _, a := range put {
		outcomes[a.ID] = append(outcomes[a.ID], a.Outcome)
	}
	for i := range b.Forget {
		if err := w.strike(ctx, &b.Forget[i]); err != nil {
			return err
		}
	}
	for i := range b.Ledger {
		e := b.Ledger[i]
		e.At = w.now
		if left := outcomes[e.Article]; e.Outcome == "" && len(left) > 0 {
			e.Outcome, outcomes[e.Article] = left[0], left[1:]
		}
		if err := w.enter(ctx, &e); err != nil {
			return err
		}
		if err := w.count(ctx, &e); err != nil {
			return err
		}
	}
	for i := range b.Sources {
		source := b.Sources[i]
		source.At = w.now
		if err := w.putJSON(sourceKey(source.Name), &source); err != nil {
			return err
		}
	}
	for _, t := range b.Done {
		if err := w.endTask(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// enter writes an entry.
func (w *writing) enter(ctx context.Context, e *LedgerEntry) error {
	key := itemKey(e.Source, e.Name)
	before, err := readItem(ctx, w.draft, key)
	if err != nil {
		return err
	}
	if before != nil && e.Article == "" && (e.Outcome == Refused || e.Outcome == Failed) {
		e.Article = before.Article // which stays as it was
	}
	if before != nil && before.Article != "" && before.Article != e.Article {
		w.draft.remove(originKey(before.Article, key))
	}
	if e.Article != "" {
		w.draft.put(originKey(e.Article, key), "")
	}
	return w.putJSON(key, e)
}

// strike takes an entry away.
func (w *writing) strike(ctx context.Context, e *LedgerEntry) error {
	key := itemKey(e.Source, e.Name)
	before, err := readItem(ctx, w.draft, key)
	if err != nil || before == nil {
		return err
	}
	w.noted = true
	w.draft.remove(key)
	if before.Article != "" {
		w.draft.remove(originKey(before.Article, key))
	}
	return nil
}

// deletedCode is the code of entries whose article was deleted.
const deletedCode = "DELETED"

// disown has the entries of an article that is deleted say so. What they are of is then read again where it is loaded
// again.
func (w *writing) disown(ctx context.Context, article string) error {
	prefix := originKind.under(article)
	var items []string
	for rec, err := range w.draft.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return err
		}
		items = append(items, rec.key[len(prefix):])
	}
	for _, item := range items {
		w.draft.remove(prefix + item)
		e, err := readItem(ctx, w.draft, string(itemKind)+item)
		if err != nil || e == nil {
			return err
		}
		e.Article, e.Digest, e.Reader = "", "", ""
		e.Code, e.Why = deletedCode, "its article was deleted from the graph"
		if err := w.putJSON(string(itemKind)+item, e); err != nil {
			return err
		}
		w.draft.remove(sourceKey(e.Source))
	}
	return nil
}
