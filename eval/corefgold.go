package eval

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

// GoldChains reads the coreference chains of a CoNLL-U document from the Entity= fields of its MISC column, as CorefUD
// and GUM write them: "(7" or "(7-person-..." opens a mention of the thing 7, "7)" closes the one opened last, and
// "(7)" does both. Chains stand in order of their first mention and have one mention or more; a span that a chain names
// twice counts once. Heads are not in the file: Mention.Head is the span's first token. A bracket that is never closed,
// or was never opened, is an error that names its place.
func GoldChains(d *conllu.Doc) ([]nlp.Chain, error) {
	r := goldReader{open: map[string][]int{}, at: map[string]int{}}
	for s, sentence := range d.Sentences {
		for i := sentence.Start; i < sentence.End && i < len(d.Misc); i++ {
			for field := range strings.SplitSeq(d.Misc[i], "|") {
				value, ok := strings.CutPrefix(field, "Entity=")
				if !ok {
					continue
				}
				if err := r.brackets(value, i); err != nil {
					return nil, fmt.Errorf("eval: sentence %d (%s): %w", s+1, d.SentenceIDs[s], err)
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.open)) {
		if starts := r.open[id]; len(starts) > 0 {
			return nil, fmt.Errorf("eval: the mention of %q that opens at token %d is never closed", id, starts[0])
		}
	}
	for i := range r.chains {
		r.chains[i].Mentions = sortedMentions(r.chains[i].Mentions)
	}
	slices.SortStableFunc(r.chains, func(a, b nlp.Chain) int { return compareMentions(a.Mentions[0], b.Mentions[0]) })
	return r.chains, nil
}

// sortedMentions are the mentions in order of the text, each span once.
func sortedMentions(ms []nlp.Mention) []nlp.Mention {
	slices.SortFunc(ms, compareMentions)
	return slices.CompactFunc(ms, func(a, b nlp.Mention) bool { return a.Span == b.Span })
}

func compareMentions(a, b nlp.Mention) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// goldReader gathers mentions as brackets open and close.
type goldReader struct {
	open   map[string][]int // the starts of the mentions of a thing that are not closed yet
	at     map[string]int   // the chain of a thing
	chains []nlp.Chain
}

// brackets reads the value of one field: "(4-a-b(5)3)".
func (r *goldReader) brackets(value string, token int) error {
	for value != "" {
		opens := value[0] == '('
		body := value
		if opens {
			body = value[1:]
		}
		end := strings.IndexAny(body, "()")
		closes := end >= 0 && body[end] == ')'
		if end < 0 {
			end = len(body)
		}
		id, _, _ := strings.Cut(body[:end], "-")
		value = body[end:]
		if closes {
			value = value[1:]
		}
		if id == "" || !opens && !closes {
			return fmt.Errorf("the brackets of token %d cannot be read", token)
		}
		if opens {
			r.open[id] = append(r.open[id], token)
		}
		if !closes {
			continue
		}
		starts := r.open[id]
		if len(starts) == 0 {
			return fmt.Errorf("token %d closes %q, which is not open", token, id)
		}
		start := starts[len(starts)-1]
		r.open[id] = starts[:len(starts)-1]
		r.add(id, nlp.Span{Start: start, End: token + 1})
	}
	return nil
}

func (r *goldReader) add(id string, span nlp.Span) {
	c, ok := r.at[id]
	if !ok {
		c = len(r.chains)
		r.at[id] = c
		r.chains = append(r.chains, nlp.Chain{})
	}
	r.chains[c].Mentions = append(r.chains[c].Mentions, nlp.Mention{Span: span, Head: span.Start})
}
