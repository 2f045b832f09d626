package loaders

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"

	"newsgraph/graph"
	"newsgraph/loaders/fetch"
	"newsgraph/loaders/format"
	"newsgraph/news"
)

// origin is what an item is of: a source that is being read.
type origin struct {
	key          string // of the ledger; empty where nothing is to be written there
	digest       string // of its bytes; empty where they are not known beforehand
	size         int64
	etag         string
	lastModified string

	path bool // the key stands for the same thing the next time: a text that changes is of the same article
	keep bool // that it was read is remembered
	job  string
	task int // -1 for none
}

// book writes into a batch what the ledger is to say of a group.
func (l *Loader) book(b *graph.Batch, group []*job, items []Item) {
	if l.opt.Books == nil {
		return
	}
	for i, j := range group {
		o := j.from
		if o == nil || o.key == "" {
			continue
		}
		if e := l.entry(j, items[i]); e != nil {
			b.Ledger = append(b.Ledger, *e)
		}
		for _, name := range j.forget {
			b.Forget = append(b.Forget, graph.LedgerEntry{Source: o.key, Name: name})
		}
		if j.last && o.job != "" && o.task >= 0 {
			b.Done = append(b.Done, graph.TaskID{Job: o.job, Number: o.task})
		}
		if !o.keep || !j.last && (j.item.Next == 0 || i+1 < len(group) && group[i+1].from == o) {
			continue
		}
		source := graph.LedgerSource{
			Name: o.key, Whole: j.last, Digest: o.digest, Reader: l.reader, Size: o.size, Items: j.number, ETag: o.etag, LastModified: o.lastModified,
		}
		if !j.last {
			source.Position = j.item.Next
		}
		b.Sources = append(b.Sources, source)
	}
}

// entry is the ledger's entry of an item; nil where it says so already.
func (l *Loader) entry(j *job, item Item) *graph.LedgerEntry {
	o := j.from
	if j.end {
		return nil
	}
	if j.told != nil {
		if o.job == "" || j.told.Job == o.job {
			return nil
		}
		e := *j.told
		e.Job, e.Outcome = o.job, graph.Outcome(item.Outcome)
		return &e
	}
	e := &graph.LedgerEntry{
		Source: o.key, Name: j.name, Outcome: graph.Outcome(item.Outcome), Article: item.ID, Size: o.size, Digest: o.digest, Reader: l.reader, Job: o.job,
	}
	if j.name != "" {
		e.Size = int64(len(j.item.Article.Text))
	}
	switch {
	case item.Err != nil:
		e.Code, e.Why = Code(item.Err), strings.Join(strings.Fields(item.Err.Error()), " ")
	case item.Note != "":
		e.Code, e.Why = CodeUnread, item.Note
	}
	return e
}

// remembered is the outcome of an item that is not read because it was read before.
func remembered(before graph.Outcome) Outcome {
	switch before {
	case graph.Refused:
		return Refused
	case graph.Failed:
		return Failed
	}
	return Unchanged
}

// toldError is why something was refused or failed when it was read.
type toldError struct {
	code, why string
	refused   bool
}

func (e *toldError) Error() string        { return e.why }
func (e *toldError) Is(target error) bool { return e.refused && target == format.ErrRefused }

func rememberedError(e *graph.LedgerEntry) error {
	if e.Outcome != graph.Refused && e.Outcome != graph.Failed {
		return nil
	}
	return &toldError{e.Code, e.Why, e.Outcome == graph.Refused}
}

// codeLink is the code of an item that is only a link.
const codeLink = "LINK"

// Code is the kind of what was wrong with an item, in capitals.
func Code(err error) string {
	var before *toldError
	if errors.As(err, &before) {
		return before.code
	}
	if code := fetch.Code(err); code != "" {
		return code
	}
	for _, known := range []struct {
		err  error
		code string
	}{
		{format.ErrLanguage, "LANGUAGE"}, {format.ErrLink, codeLink}, {format.ErrRDF, "RDF"}, {format.ErrNotArticle, "NOT_AN_ARTICLE"},
		{format.ErrEmpty, "EMPTY"}, {format.ErrTooLarge, "TOO_LARGE"}, {format.ErrBinary, "BINARY"}, {format.ErrCharset, "CHARSET"},
		{format.ErrGzip, "GZIP"}, {format.ErrPacked, "PACKED"}, {format.ErrBomb, "BOMB"}, {format.ErrNested, "NESTED"},
		{format.ErrUnsafe, "UNSAFE"}, {format.ErrInvalid, "INVALID"}, {format.ErrRefused, "REFUSED"},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return "UNREADABLE"
}

// counted are names of items that say where they stand in their source and not what they are: the next time another item
// may stand there.
var counted = regexp.MustCompile(`[:#]\d+$`)

// identify says which article a text belongs to, and whether the store has it. An article with an address is what that
// says. Without one it is named after its words, as they were when it was first seen: where the ledger knows an article of
// the same place, and no other place has it, this is its text now.
func (l *Loader) identify(ctx context.Context, j *job) error {
	a := &j.item.Article
	a.Of, j.replaces, j.known = "", "", false
	if l.opt.Books == nil {
		known, err := l.opt.Store.Known(ctx, graph.ArticlePrefix+a.ID(), a.ContentHash(), l.version)
		j.known = known
		return err
	}
	own := graph.ArticlePrefix + a.ID()
	before, err := l.before(ctx, j, own)
	if err != nil {
		return err
	}
	switch {
	case before != "" && a.URL == "":
		a.Of = strings.TrimPrefix(before, graph.ArticlePrefix)
	case before != "":
		j.replaces = before
	}
	known, err := l.opt.Books.Text(ctx, graph.ArticlePrefix+a.ID())
	if err != nil || known == nil {
		return err
	}
	if before == "" && a.URL == "" && known.Words != "" && known.Words != own {
		// The article of these words has come to say something else: it is another file's, which has changed.
		a.Of = otherID(own, a.ContentHash())
		if known, err = l.opt.Books.Text(ctx, graph.ArticlePrefix+a.ID()); err != nil || known == nil {
			return err
		}
	}
	j.known = known.ContentHash == a.ContentHash() && known.Extractor == l.version
	return nil
}

// before is the article without an address that the same place had, where no other place has it; empty where that is own.
func (l *Loader) before(ctx context.Context, j *job, own string) (string, error) {
	if j.from == nil || !j.from.path || counted.MatchString(j.name) {
		return "", nil
	}
	e, err := l.opt.Books.Item(ctx, j.from.key, j.name)
	if err != nil || e == nil || e.Article == "" || e.Article == own {
		return "", err
	}
	known, err := l.opt.Books.Text(ctx, e.Article)
	if err != nil || known == nil || known.URL != "" || known.Origins > 1 {
		return "", err
	}
	return e.Article, nil
}

// otherID is the id of an article whose words are those by which another article was named once.
func otherID(own, contentHash string) string {
	sum := sha256.Sum256([]byte("again\x00" + own + "\x00" + contentHash))
	return hex.EncodeToString(sum[:])[:len(news.Article{}.ID())]
}
