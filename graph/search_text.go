package graph

import (
	"context"
	"slices"
	"strings"
)

// endings is how many words are tried that begin like the last one of a search.
const endings = 30

// findTexts finds statements by their quotes and articles by their texts. The last word may be the beginning of one.
func (s *searching) findTexts(ctx context.Context, kinds []NodeKind) error {
	last := len(s.words) - 1
	whole, err := s.view.textWordsLike(ctx, s.words[last])
	if err != nil {
		return err
	}
	reads := 0
	spend := func() bool {
		reads++
		s.more = s.more || reads > textCandidates
		return reads <= textCandidates
	}
	for _, word := range whole {
		wanted := append(slices.Clone(s.words[:last]), word)
		if kinds == nil || slices.Contains(kinds, StatementNode) {
			if err := s.findQuotes(ctx, wanted, spend); err != nil {
				return err
			}
		}
		if kinds == nil || slices.Contains(kinds, ArticleNode) {
			if err := s.findArticles(ctx, wanted, spend); err != nil {
				return err
			}
		}
	}
	s.more = s.more || len(whole) == endings || s.seeks < 0
	return nil
}

// textWordsLike are words of texts that begin like that, in order; itself is the first where it is one.
func (v *View) textWordsLike(ctx context.Context, like string) ([]string, error) {
	var found []string
	for lo := string(textWord) + like; lo != ""; {
		from := lo
		lo = ""
		for rec, err := range v.snap.scan(ctx, from, prefixEnd(string(textWord)+like), false) {
			if err != nil {
				return nil, err
			}
			word, _ := cutZero(rec.key[len(textWord):])
			if found = append(found, word); len(found) < endings {
				lo = prefixEnd(string(textWord) + word + "\x00")
			}
			break
		}
	}
	return found, nil
}

func (s *searching) findQuotes(ctx context.Context, wanted []string, spend func() bool) error {
	var failed error
	err := s.view.eachQuoteWith(ctx, wanted, false, &s.seeks, func(id string) bool {
		if s.seen[id] {
			return true
		}
		row, err := readStatement(ctx, s.view.snap, id)
		if err != nil {
			failed = err
			return false
		}
		if row != nil && row.visible() {
			s.add(StatementNode, id, score(scoreQuote, rankOf(row.IndependentSourceCount)), "", nil)
		}
		return spend()
	})
	if failed != nil {
		return failed
	}
	return err
}

func (s *searching) findArticles(ctx context.Context, wanted []string, spend func() bool) error {
	return s.view.eachTextWith(ctx, wanted, &s.seeks, func(id string, found []string) (bool, error) {
		elsewhere := func(w string) bool { return !strings.HasPrefix(w, inText) }
		if s.seen[id] || slices.ContainsFunc(found, elsewhere) {
			return true, nil
		}
		a, err := readArticle(ctx, s.view.snap, id)
		if err != nil {
			return false, err
		}
		if a != nil {
			s.add(ArticleNode, id, score(scoreArticle, articleRank(a)), "", nil)
		}
		return spend(), nil
	})
}

// snippet is what shows that a hit is one.
func (s *searching) snippet(ctx context.Context, h *Hit) (string, error) {
	r := s.view.snap
	var texts []string
	switch h.Kind {
	case EntityNode:
		found, err := s.view.entity(ctx, h.ID)
		if err != nil || found == nil {
			return "", err
		}
		texts = append([]string{found.Name}, found.Aliases...)
	case PredicateNode:
		found, err := s.view.predicate(ctx, h.ID)
		if err != nil || found == nil {
			return "", err
		}
		texts = append([]string{found.Label}, found.SurfaceForms...)
	case ArticleNode:
		found, err := readFullArticle(ctx, r, h.ID)
		if err != nil || found == nil {
			return "", err
		}
		texts = []string{found.Title, found.Text}
	case StatementNode:
		var err error
		if texts, err = s.quotes(ctx, h.ID); err != nil {
			return "", err
		}
	}
	return s.mark(texts), nil
}

// quotes are the quotes of a statement, up to the first that has all the words.
func (s *searching) quotes(ctx context.Context, statement string) ([]string, error) {
	rows, err := readEvidenceRows(ctx, s.view.snap, statement)
	if err != nil {
		return nil, err
	}
	var quotes []string
	articles := textCache{}
	for _, e := range rows {
		text, err := articles.text(ctx, s.view.snap, e.textID())
		if err != nil {
			return nil, err
		}
		if e.start > e.end || e.end > len(text) {
			continue
		}
		quotes = append(quotes, text[e.start:e.end])
		if s.within(words(text[e.start:e.end]), false) {
			break
		}
	}
	return quotes, nil
}

// mark shows the text in which most of the words are, of several the first.
func (s *searching) mark(texts []string) string {
	best, most := "", -1
	for _, text := range texts {
		m, n := newMarker(s.words, text), 0
		there := words(text)
		for _, word := range s.words {
			n += 2 * exists(begins(there, word))
		}
		for _, word := range m.missing {
			n += exists(slices.ContainsFunc(there, func(w string) bool { _, near := alike(word, w); return near }))
		}
		if n > most {
			best, most = text, n
		}
		if n == 2*len(s.words) {
			break
		}
	}
	return newMarker(s.words, best).mark(best)
}
