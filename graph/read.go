package graph

import (
	"context"
	"iter"
	"slices"
	"strings"
)

// These read rows. Each gives nil where there is none.

func readStatement(ctx context.Context, r reader, id string) (*statementRow, error) {
	return readRow(ctx, r, statementKind, StatementPrefix, id, decodeStatement)
}

func readEntity(ctx context.Context, r reader, id string) (*entityRow, error) {
	return readRow(ctx, r, entityKind, EntityPrefix, id, decodeEntity)
}

func readPredicate(ctx context.Context, r reader, id string) (*predicateRow, error) {
	return readRow(ctx, r, predicateKind, PredicatePrefix, id, decodePredicate)
}

// readArticle gives an article without its text.
func readArticle(ctx context.Context, r reader, id string) (*Article, error) {
	return readRow(ctx, r, articleKind, ArticlePrefix, id, decodeArticle)
}

// readFullArticle gives an article with its text.
func readFullArticle(ctx context.Context, r reader, id string) (*Article, error) {
	a, err := readArticle(ctx, r, id)
	if a == nil || err != nil {
		return nil, err
	}
	a.Text, err = readText(ctx, r, id)
	return a, err
}

// readText is the text of an article or of a revision.
func readText(ctx context.Context, r reader, article string) (string, error) {
	if id, number := cutRevision(article); number > 0 {
		value, ok, err := r.get(ctx, revisionKey(id, number))
		if err != nil || !ok {
			return "", err
		}
		old, err := decodeRevision(id, number, value)
		if err != nil {
			return "", err
		}
		return old.article.Text, nil
	}
	text, _, err := r.get(ctx, textKind.key(article))
	return text, err
}

func readRow[R any](ctx context.Context, r reader, k kind, prefix, id string, decode func(id, value string) (*R, error)) (*R, error) {
	if !strings.HasPrefix(id, prefix) {
		return nil, ctx.Err()
	}
	value, ok, err := r.get(ctx, k.key(id))
	if err != nil || !ok {
		return nil, err
	}
	return decode(id, value)
}

// readEvidenceRows are the rows of the evidence that counts for a statement, in order of publication, article and start:
// the current, or where there is none, all that was withdrawn.
func readEvidenceRows(ctx context.Context, r reader, statement string) ([]*evidenceRow, error) {
	var rows []*evidenceRow
	prefix := evidenceKind.under(statement)
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		row, err := decodeEvidence(rec.key[len(prefix):], rec.value)
		if err != nil {
			return nil, damage(err, statement)
		}
		rows = append(rows, row)
	}
	if slices.ContainsFunc(rows, func(r *evidenceRow) bool { return r.revision == 0 }) {
		rows = slices.DeleteFunc(rows, func(r *evidenceRow) bool { return r.revision > 0 })
	}
	return rows, nil
}

// counted is a text and how often it is used.
type counted struct {
	text  string
	count int
}

// readCounted are the texts under a prefix by one of their n counts: most used first, then in order of bytes.
func readCounted(ctx context.Context, r reader, prefix string, n, which int) ([]counted, error) {
	var list []counted
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		counts, err := decodeCounts(rec.key, rec.value, n)
		if err != nil {
			return nil, err
		}
		list = append(list, counted{rec.key[len(prefix):], counts[which]})
	}
	sortCounted(list)
	return list, nil
}

// sortCounted puts the most used first; of several in order of bytes.
func sortCounted(list []counted) {
	slices.SortFunc(list, func(a, b counted) int {
		if a.count != b.count {
			return b.count - a.count
		}
		return strings.Compare(a.text, b.text)
	})
}

func texts(list []counted) []string {
	var found []string
	for _, c := range list {
		found = append(found, c.text)
	}
	return found
}

// materialise completes an entity with its names and descriptions.
func (r *entityRow) materialise(ctx context.Context, from reader) (*Entity, error) {
	e := r.Entity
	names, err := readCounted(ctx, from, nameKind.under(e.ID), 3, 2)
	if err != nil {
		return nil, err
	}
	e.Aliases = slices.DeleteFunc(texts(names), func(name string) bool { return name == e.Name })
	if len(e.Aliases) == 0 {
		e.Aliases = nil
	}
	descriptions, err := readCounted(ctx, from, descriptionKind.under(e.ID), 1, 0)
	if err != nil {
		return nil, err
	}
	e.Descriptions = texts(descriptions)
	return &e, nil
}

// materialise completes a predicate with its surface forms.
func (r *predicateRow) materialise(ctx context.Context, from reader) (*Predicate, error) {
	p := r.Predicate
	forms, err := readCounted(ctx, from, surfaceKind.under(p.ID), 1, 0)
	if err != nil {
		return nil, err
	}
	p.SurfaceForms = texts(forms)
	return &p, nil
}

// primaryReader sees of a state only what was loaded.
type primaryReader struct{ reader }

func (p primaryReader) get(ctx context.Context, key string) (string, bool, error) {
	if !primary(key) {
		return "", false, ctx.Err()
	}
	return p.reader.get(ctx, key)
}

func (p primaryReader) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for rec, err := range p.reader.scan(ctx, lo, hi, reverse) {
			if (err != nil || primary(rec.key)) && !yield(rec, err) {
				return
			}
		}
	}
}
