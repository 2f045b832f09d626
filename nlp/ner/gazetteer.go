package ner

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/form"
	"newsgraph/nlp/linear"
)

//go:embed gazetteer/*.txt
var lists embed.FS

// gazetteer has lists of names: the hash of a name's words to the set of the lists that have it.
type gazetteer struct {
	kinds   []string // names of the lists, sorted; their place is the bit
	entries map[uint64]uint32
	longest int // words of the longest name
}

// newGazetteer reads the lists that are part of the program.
func newGazetteer() (*gazetteer, error) {
	files, err := lists.ReadDir("gazetteer")
	if err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	g := &gazetteer{entries: map[uint64]uint32{}}
	for _, f := range files {
		text, err := lists.ReadFile(path.Join("gazetteer", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("ner: %w", err)
		}
		bit := uint32(1) << len(g.kinds)
		g.kinds = append(g.kinds, strings.TrimSuffix(f.Name(), ".txt"))
		for line := range strings.Lines(string(text)) {
			words := parts(strings.TrimSpace(line))
			g.longest = max(g.longest, len(words))
			if len(words) > 0 {
				g.entries[hashWords(words)] |= bit
			}
		}
	}
	return g, nil
}

// parts parts a name into the words that the segmenter makes of it: at spaces, hyphens, ampersands and the possessive.
func parts(name string) []string {
	name = strings.NewReplacer("-", " - ", "'s", " 's", "&", " & ", "!", " !").Replace(name)
	return strings.Fields(name)
}

func hashWords(words []string) uint64 {
	h := uint64(0)
	for _, w := range words {
		h = linear.Join(h, linear.String(form.Normal(w)))
	}
	return h
}

// bit is the bit of the list of this name.
func (g *gazetteer) bit(kind string) uint32 { return 1 << max(0, slices.Index(g.kinds, kind)) }

// mark finds the names among the words. begin[i] has the lists of the names that begin at word i, inside[i] of those that
// go on there; of names that begin at the same word the longest counts.
func (g *gazetteer) mark(words []word, begin, inside []uint32) {
	clear(begin)
	clear(inside)
	for i := range words {
		h, best, bits := uint64(0), 0, uint32(0)
		for n := 1; n <= g.longest && i+n <= len(words); n++ {
			h = linear.Join(h, words[i+n-1].normal)
			if b := g.entries[h]; b != 0 && words[i].capital {
				best, bits = n, b
			}
		}
		if best > 0 {
			begin[i] |= bits
		}
		for n := 1; n < best; n++ {
			inside[i+n] |= bits
		}
	}
}

// has says whether the single word is in the list.
func (g *gazetteer) has(kind string, token nlp.Token) bool {
	return g.entries[hashWords([]string{token.Form})]&g.bit(kind) != 0
}
