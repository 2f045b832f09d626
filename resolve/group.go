package resolve

import (
	"sort"
	"strconv"
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/nlp"
)

// Some words stand for names that are told only after them, or for several names at once: "Two climbers were rescued.
// Anna Berg and Paul Lind ...", "the men", "they". groups finds those that coreference, which joins one to one, leaves
// without a name.

// peopleTold is a list of persons that a sentence names.
type peopleTold struct {
	head     int // the token of the first
	sentence int
	keys     []graph.Key
	isNew    bool // none of them was named before
}

const (
	// Sentences from the beginning in which somebody may be told of without a name that follows.
	leadSentences = 2
	// Sentences after such a description in which the name has to follow.
	nameSentences = 3
	// Sentences back in which "the men" look for their names.
	groupSentences = 6
)

// groups fills l.several: the keys that a description or pronoun stands for, by the token of its head.
func (l *local) groups() {
	lists := l.peopleLists()
	l.leads(lists)
	for i := range l.d.Tokens {
		if l.several[i] != nil || l.nameOf[i] >= 0 || !l.peopleNoun(i) || !l.definite(i) {
			continue
		}
		if _, named := l.chainKey[l.chainAt(i)]; named {
			continue
		}
		if list := l.listBefore(i, lists); list != nil {
			l.standsFor(i, list.keys)
		}
	}
}

// standsFor notes that a description and all that refers to it stands for these.
func (l *local) standsFor(head int, keys []graph.Key) {
	l.several[head] = keys
	c := l.chainAt(head)
	if c < 0 {
		return
	}
	for _, m := range l.d.Chains[c].Mentions {
		if l.nameOf[m.Head] < 0 {
			l.several[m.Head] = keys
		}
	}
}

// chainAt is the chain that a token heads a mention of, or -1.
func (l *local) chainAt(i int) int {
	if c, ok := l.chainOf[i]; ok {
		return c
	}
	return -1
}

// peopleLists are the persons that each sentence names, joined by "and" or alone.
func (l *local) peopleLists() []peopleTold {
	var out []peopleTold
	seen := map[graph.Key]bool{}
	joined := map[int][]graph.Key{} // to the head of the first
	for e, entity := range l.d.Entities {
		if head := l.headOf(entity.Span); entity.Label == nlp.Person && l.d.Tokens[head].Deprel == "conj" {
			joined[l.d.Tokens[head].Head] = append(joined[l.d.Tokens[head].Head], l.clusters[e])
		}
	}
	for e, entity := range l.d.Entities {
		head := l.headOf(entity.Span)
		if entity.Label != nlp.Person || l.d.Tokens[head].Deprel == "conj" && l.nameOf[max(l.d.Tokens[head].Head, 0)] >= 0 {
			continue
		}
		list := peopleTold{head: head, sentence: l.d.SentenceOf(head), keys: []graph.Key{l.clusters[e]}, isNew: !seen[l.clusters[e]]}
		for _, key := range joined[head] {
			list.keys = append(list.keys, key)
			list.isNew = list.isNew && !seen[key]
		}
		for _, key := range list.keys {
			seen[key] = true
		}
		out = append(out, list)
	}
	return out
}

// leads joins what the first sentences tell of somebody without a name with the name that follows: "A Bergen man was
// jailed. Paul Lind, 40, ..."
func (l *local) leads(lists []peopleTold) {
	for si := 0; si < min(leadSentences, len(l.d.Sentences)); si++ {
		s := l.d.Sentences[si]
		for i := s.Start; i < s.End; i++ {
			n := l.indefinite(i)
			if n == 0 || l.namedBefore(lists, si) {
				continue
			}
			if _, named := l.chainKey[l.chainAt(i)]; named {
				continue
			}
			for k := range lists {
				list := &lists[k]
				if list.sentence > si && list.sentence <= si+nameSentences && list.isNew && len(list.keys) == n && l.introduces(list.head, i) {
					l.standsFor(i, list.keys)
					break
				}
			}
		}
	}
}

// namedBefore says whether persons are named in the first sentences already.
func (l *local) namedBefore(lists []peopleTold, sentence int) bool {
	for _, list := range lists {
		if list.sentence <= sentence && strings.HasPrefix(l.d.Tokens[list.head].Deprel, "nsubj") {
			return true
		}
	}
	return false
}

// indefinite is how many people a subject without a name speaks of: "a man", "two climbers"; 0 where it is none.
func (l *local) indefinite(i int) int {
	tok := l.d.Tokens[i]
	if !strings.HasPrefix(tok.Deprel, "nsubj") && tok.Deprel != "root" || !l.personNoun(i) {
		return 0
	}
	n := 0
	for k := max(0, i-8); k < i; k++ {
		if l.d.Tokens[k].Head != i {
			continue
		}
		word := strings.ToLower(l.d.Tokens[k].Form)
		switch l.d.Tokens[k].Deprel {
		case "det":
			if word == "a" || word == "an" {
				n = 1
			}
		case "nummod":
			n = numbers[word]
			if n == 0 {
				n, _ = strconv.Atoi(word)
			}
		}
	}
	return n
}

// introduces says whether a name is told as that of somebody told of before: it is the subject, with an age or a home
// behind it or with the same verb.
func (l *local) introduces(name, description int) bool {
	tok := l.d.Tokens[name]
	if !strings.HasPrefix(tok.Deprel, "nsubj") {
		return false
	}
	if e := l.nameOf[name]; e >= 0 {
		if end := l.d.Entities[e].End; end+1 < len(l.d.Tokens) && l.d.Tokens[end].Form == "," && l.d.Tokens[end+1].UPOS == "NUM" {
			return true
		}
	}
	before := l.d.Tokens[description]
	if before.Head < 0 || tok.Head < 0 {
		return before.Head < 0 && l.numbered(description)
	}
	return strings.EqualFold(l.d.Tokens[before.Head].Lemma, l.d.Tokens[tok.Head].Lemma) || l.numbered(description)
}

// numbered says whether a noun says how many.
func (l *local) numbered(i int) bool { return l.d.Tokens[i].XPOS == "NNS" }

// listBefore is the list of persons that "the men" or "both women" stand for, or nil.
func (l *local) listBefore(i int, lists []peopleTold) *peopleTold {
	sentence := l.d.SentenceOf(i)
	last := sort.Search(len(lists), func(k int) bool { return lists[k].head >= i }) - 1
	for ; last >= 0 && sentence-lists[last].sentence <= groupSentences; last-- {
		if len(lists[last].keys) > 1 {
			return &lists[last]
		}
	}
	return nil
}

// definite says whether a plural is one that was told of: "the men", "both women", "the two".
func (l *local) definite(i int) bool {
	for k := max(0, i-4); k < i; k++ {
		if l.d.Tokens[k].Head == i {
			switch strings.ToLower(l.d.Tokens[k].Form) {
			case "the", "both", "these", "those":
				return true
			}
		}
	}
	return false
}

// peopleNoun says whether a token is a plural that stands for persons and says nothing else of them.
func (l *local) peopleNoun(i int) bool {
	switch strings.ToLower(l.d.Tokens[i].Form) {
	case "men", "women", "boys", "girls", "brothers", "sisters", "siblings", "teenagers", "teens", "pair", "duo", "couple", "suspects", "victims",
		"defendants":
		return true
	}
	return false
}

var personNouns = list(`man woman boy girl teen teenager student teacher worker resident driver officer soldier hostage climber tourist
	suspect victim brother sister couple child mother father doctor nurse lawyer prisoner passenger pilot journalist reporter farmer player
	cyclist hiker skier swimmer guard lawmaker politician banker executive businessman scientist engineer nurse priest immigrant migrant refugee
	protester activist person adult youth grandmother grandfather veteran singer actor actress athlete employee guard-man fisherman sailor`)

func (l *local) personNoun(i int) bool {
	return l.nameOf[i] < 0 && personNouns[strings.ToLower(l.d.Tokens[i].Lemma)]
}

// keysOf are the keys that a subject or object stands for where it is several, or one that is named only later.
func (l *local) keysOf(m extract.Mention) []graph.Key {
	if m.Text != "" || m.Kind == extract.Name || m.Head < 0 {
		return nil
	}
	return l.several[m.Head]
}
