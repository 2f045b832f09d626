package neural

import (
	"strings"

	"newsgraph/nlp"
)

// gazetteer is lists of names.
type gazetteer struct {
	bits    map[string]uint32 // for the keys of a name's words the lists it is in
	longest map[string]int    // for the first word of a name of several words the most words of such a name
}

func newGazetteer(l *lists) *gazetteer {
	g := &gazetteer{bits: l.Bits, longest: map[string]int{}}
	for name := range l.Bits {
		if first, _, several := strings.Cut(name, " "); several {
			g.longest[first] = max(g.longest[first], 1+strings.Count(name, " "))
		}
	}
	return g
}

// find writes to s.bits the lists of each token: those of the token alone and of the longest name around it, read from the
// left.
func (g *gazetteer) find(tokens []nlp.Token, s *space) {
	s.keys = grow(s.keys, len(tokens))
	for i := range tokens {
		s.keys[i] = keyOf(plain(tokens[i].Form))
		s.bits[i] = g.bits[s.keys[i]]
	}
	for i := 0; i < len(tokens); {
		n, bits := g.nameAt(s.keys[i:])
		for k := i; k < i+n; k++ {
			s.bits[k] |= bits
		}
		i += n
	}
}

// nameAt is the longest name of two words or more that the keys begin with: its length, 1 for none, and its lists.
func (g *gazetteer) nameAt(keys []string) (int, uint32) {
	var space [96]byte
	for n := min(g.longest[keys[0]], len(keys)); n > 1; n-- {
		joined := append(space[:0], keys[0]...)
		for _, k := range keys[1:n] {
			joined = append(append(joined, ' '), k...)
		}
		if bits := g.bits[string(joined)]; bits != 0 {
			return n, bits
		}
	}
	return 1, 0
}
