package graph

import (
	"context"
	"math"
	"slices"
)

// textLimit is how many statements or articles the index of words may give before a list does better to go through its
// own order: words that are that common are soon met there.
const textLimit = 5000

// textSeeks is how often one answer may look a word up among the articles.
const textSeeks = 300_000

// eachTextWith gives the articles that have all these words in title, text or quotes, in order of their ids, and of each
// word what textWords has; seeks counts down, and below 0 there may be more. There must be a word.
func (v *View) eachTextWith(ctx context.Context, wanted []string, seeks *int, yield func(article string, found []string) (more bool, err error)) error {
	words := make([]string, len(wanted))
	for at, aligned := "", 0; ; {
		for aligned = 0; aligned < len(wanted); aligned++ {
			if *seeks--; *seeks < 0 {
				return nil
			}
			article, found, ok, err := v.seekText(ctx, wanted[aligned], at)
			if err != nil || !ok {
				return err
			}
			words[aligned] = found
			if article != at {
				at = article
				if aligned > 0 {
					break
				}
			}
		}
		if aligned < len(wanted) {
			continue
		}
		if more, err := yield(ArticlePrefix+at, words); err != nil || !more {
			return err
		}
		at += "\x00"
	}
}

// seekText is the first article from an id on that has a word.
func (v *View) seekText(ctx context.Context, word, from string) (article, found string, ok bool, err error) {
	prefix := textWordKey(word)
	for rec, err := range v.snap.scan(ctx, prefix+from, prefixEnd(prefix), false) {
		if err != nil {
			return "", "", false, err
		}
		return rec.key[len(prefix):], rec.value, true, nil
	}
	return "", "", false, nil
}

// eachQuoteWith gives the statements that have a quote with all these words, one after the other and some more than
// once; those of earlier texts too where they are asked for. Seeks are those of eachTextWith. There must be a word.
func (v *View) eachQuoteWith(ctx context.Context, wanted []string, earlier bool, seeks *int, yield func(statement string) (more bool)) error {
	return v.eachTextWith(ctx, wanted, seeks, func(article string, found []string) (bool, error) {
		now, before := make([][]string, len(found)), make([][]string, len(found))
		for i := range found {
			now[i], before[i] = quoteStarts(found[i])
		}
		more, err := v.eachQuoteAt(ctx, quotedKind.under(article), common(now), yield)
		if more && err == nil && earlier {
			more, err = v.eachQuoteAt(ctx, vanishedKind.under(article), common(before), yield)
		}
		return more, err
	})
}

func (v *View) eachQuoteAt(ctx context.Context, prefix string, starts []string, yield func(statement string) (more bool)) (more bool, err error) {
	for _, start := range starts {
		for rec, err := range v.snap.scan(ctx, prefix+start, prefixEnd(prefix+start), false) {
			if err != nil {
				return false, err
			}
			if !yield(StatementPrefix + rec.value) {
				return false, nil
			}
		}
	}
	return true, nil
}

// common is what all lists have, each once.
func common(lists [][]string) []string {
	var all []string
	for i, list := range lists {
		slices.Sort(list)
		list = slices.Compact(list)
		if i > 0 {
			list = slices.DeleteFunc(list, func(s string) bool { return !slices.Contains(all, s) })
		}
		all = list
	}
	return all
}

// textSource is the statements with a quote that has the words, where those are no more than the limit.
func (v *View) textSource(ctx context.Context, text string, limit int) (source, error) {
	wanted := words(text)
	if len(wanted) == 0 {
		return source{}, nil
	}
	s, seeks := source{set: true, ids: []string{}}, textSeeks
	err := v.eachQuoteWith(ctx, wanted, true, &seeks, func(id string) bool {
		s.ids = append(s.ids, id)
		return len(s.ids) <= limit
	})
	if err != nil || len(s.ids) > limit || seeks < 0 {
		return source{}, err
	}
	s.cost = len(s.ids)
	return s, nil
}

// textLimitBeside is the limit of a textSource beside another source.
func textLimitBeside(s source) int {
	if !s.set {
		return textLimit
	}
	return int(math.Min(float64(s.cost), textLimit))
}

// articlesWith are the articles, without their prefix, that have the words of a filter, where those are no more than the
// limit and nothing else narrows the list.
func (v *View) articlesWith(ctx context.Context, f *ArticleFilter) (ids []string, narrow bool, err error) {
	if f.Text == nil || f.Mentions != nil || len(words(*f.Text)) == 0 {
		return nil, false, nil
	}
	seeks := textSeeks
	err = v.eachTextWith(ctx, words(*f.Text), &seeks, func(article string, _ []string) (bool, error) {
		ids = append(ids, bare(article))
		return len(ids) <= textLimit, nil
	})
	if err != nil || len(ids) > textLimit || seeks < 0 {
		return nil, false, err
	}
	return ids, true, nil
}
