package graph

import (
	"context"
	"encoding/binary"
	"math"
)

// text moves the words of an article and of its quotes.
func (x *indexer) text(ctx context.Context, id string, _ bool) error {
	before, err := textWords(ctx, x.draft.base, id)
	if err != nil {
		return err
	}
	now, err := textWords(ctx, x.draft, id)
	if err != nil {
		return err
	}
	for word := range before {
		if _, stays := now[word]; !stays {
			x.draft.remove(textWordKey(word) + id)
		}
	}
	for word, starts := range now {
		if old, there := before[word]; !there || old != starts {
			x.draft.put(textWordKey(word)+id, starts)
		}
	}
	return nil
}

// textWordKey is what stands before the article.
func textWordKey(word string) string { return string(textWord) + shortWord(word) + "\x00" }

// The first byte of what is kept of a word in an article.
const (
	inText   = "+" // the word is in the title or the text
	inQuotes = "-" // it is only in quotes of earlier texts
)

// wordPlaces is what is kept of a word in an article.
type wordPlaces struct {
	quoted       string   // inText or inQuotes
	now, earlier []uint32 // starts of quotes of the current text and of earlier ones that have the word
}

// encode is what quoteStarts reads.
func (p *wordPlaces) encode() string {
	if len(p.now)+len(p.earlier) == 0 {
		return p.quoted
	}
	b := make([]byte, 0, len(p.quoted)+numberSize*(len(p.now)+1+len(p.earlier)))
	b = append(b, p.quoted...)
	for _, start := range p.now {
		b = binary.BigEndian.AppendUint32(b, start)
	}
	if len(p.earlier) > 0 {
		b = append(b, noStart...)
	}
	for _, start := range p.earlier {
		b = binary.BigEndian.AppendUint32(b, start)
	}
	return string(b)
}

// textWords are the words of an article's title and text and of quotes of its earlier texts.
func textWords(ctx context.Context, r reader, id string) (map[string]string, error) {
	a, err := listedArticle(ctx, r, id)
	if err != nil || a == nil {
		return nil, err
	}
	texts := textCache{}
	text, err := texts.text(ctx, r, a.ID)
	if err != nil {
		return nil, err
	}
	places := map[string]*wordPlaces{}
	for _, word := range words(a.Title + "\n" + text) {
		if word = shortWord(word); places[word] == nil {
			places[word] = &wordPlaces{quoted: inText}
		}
	}
	rows, err := quotesIn(ctx, r, a)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		text, err := texts.text(ctx, r, row.textID())
		if err != nil {
			return nil, err
		}
		if row.start <= row.end && row.end <= len(text) {
			addStarts(places, words(text[row.start:row.end]), row)
		}
	}
	found := make(map[string]string, len(places))
	for word, p := range places {
		found[word] = p.encode()
	}
	return found, nil
}

// quotesIn is the evidence in an article, that of earlier texts behind the rest.
func quotesIn(ctx context.Context, r reader, a *Article) ([]*evidenceRow, error) {
	var rows []*evidenceRow
	for _, k := range []kind{quotedKind, vanishedKind} {
		prefix := k.under(a.ID)
		for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
			if err != nil {
				return nil, err
			}
			order := ascendingTime(publishedTime(a)) + bare(a.ID) + "\x00" + rec.key[len(prefix):]
			value, there, err := r.get(ctx, evidenceKind.under(rec.value)+order)
			if err != nil {
				return nil, err
			}
			if !there {
				continue
			}
			row, err := decodeEvidence(order, value)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// addStarts notes where a quote starts with each of its words.
func addStarts(places map[string]*wordPlaces, quote []string, row *evidenceRow) {
	start := uint32(min(max(row.start, 0), math.MaxUint32))
	for _, word := range quote {
		word = shortWord(word)
		p := places[word]
		if p == nil {
			p = &wordPlaces{quoted: inQuotes}
			places[word] = p
		}
		starts := &p.now
		if row.revision > 0 {
			starts = &p.earlier
		}
		if n := len(*starts); n == 0 || (*starts)[n-1] != start {
			*starts = append(*starts, start)
		}
	}
}

// noStart is where no quote starts.
const noStart = "\xff\xff\xff\xff"

// quoteStarts are the starts with a word in the current text and in earlier ones, of what textWords has of it.
func quoteStarts(kept string) (now, earlier []string) {
	for kept = kept[min(1, len(kept)):]; len(kept) >= numberSize; kept = kept[numberSize:] {
		switch start := kept[:numberSize]; {
		case start == noStart:
			earlier = []string{}
		case earlier != nil:
			earlier = append(earlier, start)
		default:
			now = append(now, start)
		}
	}
	return now, earlier
}
