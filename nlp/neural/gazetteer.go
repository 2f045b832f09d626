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
	s.keys, s.ends = s.keys[:0], grow(s.ends, len(tokens))
	for i := range tokens {
		if i > 0 {
			s.keys = append(s.keys, ' ')
		}
		start := len(s.keys)
		s.keys = appendKey(s.keys, plain(tokens[i].Form))
		s.ends[i] = len(s.keys)
		s.bits[i] = g.bits[string(s.keys[start:])]
	}
	start := 0
	for i := 0; i < len(tokens); {
		n, bits := g.nameAt(s.keys[start:], s.ends[i:], start)
		for k := i; k < i+n; k++ {
			s.bits[k] |= bits
		}
		i += n
		start = s.ends[i-1] + 1
	}
}

// nameAt is the longest name of two words or more that the keys begin with: its length, 1 for none, and its lists. The
// keys end at ends, less start.
func (g *gazetteer) nameAt(keys []byte, ends []int, start int) (int, uint32) {
	for n := min(g.longest[string(keys[:ends[0]-start])], len(ends)); n > 1; n-- {
		if bits := g.bits[string(keys[:ends[n-1]-start])]; bits != 0 {
			return n, bits
		}
	}
	return 1, 0
}
