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
			if len(words) > 0 {
				g.entries[hashWords(words)] |= bit
			}
		}
	}
	return g, nil
}

// parts parts a name into the words that the segmenter makes of it: at spaces, hyphens, ampersands and the possessive.
func parts(name string) []string { return strings.Fields(partMarks.Replace(name)) }

var partMarks = strings.NewReplacer("-", " - ", "'s", " 's", "&", " & ", "!", " !")

func hashWords(words []string) uint64 {
	h := uint64(0)
	for _, w := range words {
		h = linear.Join(h, linear.String(form.Normal(w)))
	}
	return h
}

// bit is the bit of the list of this name.
func (g *gazetteer) bit(kind string) uint32 { return 1 << max(0, slices.Index(g.kinds, kind)) }

// has says whether the single word is in the list.
func (g *gazetteer) has(kind string, token nlp.Token) bool {
	return g.entries[hashWords([]string{token.Form})]&g.bit(kind) != 0
}
