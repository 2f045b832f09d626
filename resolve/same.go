package resolve

import (
	"slices"
	"strings"
	"unicode"

	"newsgraph/graph"
)

// Names of one thing are joined here that coreference left apart: a last name and the only full name that ends with it,
// a company's name with and without what kind of company it is, and an acronym with the only name that it abbreviates.

// nameGroup are names of one thing, as indices into Document.Entities.
type nameGroup struct {
	names []int
	chain int // -1 for none
	kind  graph.EntityType
	words []string // of the fullest name
}

// nameGroups are the names of the article by their chains, in order of the text.
func (l *local) nameGroups() []nameGroup {
	var out []nameGroup
	at := map[int]int{}
	for e := range l.d.Entities {
		if l.people[e] {
			continue
		}
		c, chained := l.chainOf[l.headOf(l.d.Entities[e].Span)]
		if i, seen := at[c]; chained && seen {
			out[i].names = append(out[i].names, e)
			continue
		}
		if chained {
			at[c] = len(out)
		} else {
			c = -1
		}
		out = append(out, nameGroup{names: []int{e}, chain: c})
	}
	for i := 0; i < len(out); i++ { // what is parted from a group is looked at in its turn
		kind, founding := l.fullest(out[i].names)
		out[i].kind, out[i].words = kind, strings.Fields(founding)
		if same, others := l.part(out[i]); len(others) > 0 {
			out[i].names = same
			out = append(out, nameGroup{names: others, chain: -1})
		}
	}
	return out
}

// part takes the names out of a group that cannot be those of the thing that its fullest name is of: coreference may take
// one committee for another.
func (l *local) part(g nameGroup) (same, others []int) {
	for _, e := range g.names {
		words := strings.Fields(Normalise(l.nameText(e), g.kind == graph.Person))
		if len(words) > 1 && len(g.words) > 1 && differ(words, g.words, g.kind) {
			others = append(others, e)
		} else {
			same = append(same, e)
		}
	}
	if len(same) == 0 {
		return g.names, nil
	}
	return same, others
}

// differ says whether two names of several words cannot be of one thing: persons with other first or last names, others
// that share less than half of their words.
func differ(a, b []string, kind graph.EntityType) bool {
	if kind == graph.Person {
		if x, y := a[len(a)-1], b[len(b)-1]; generations[x] && generations[y] && x != y {
			return true
		}
		a, b = withoutGeneration(a), withoutGeneration(b)
		if len(a) < 2 || len(b) < 2 {
			return false
		}
		return a[len(a)-1] != b[len(b)-1] || a[0][:1] != b[0][:1]
	}
	common := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			common++
		}
	}
	if common == len(a) || common == len(b) {
		return false
	}
	return 2*common <= min(len(a), len(b)) || len(a) == len(b) && a[len(a)-1] == b[len(b)-1] // two committees of one senate
}

// join puts each group with a short name into that of its full name, where there is only one.
func (l *local) join(groups []nameGroup) []nameGroup {
	into := make([]int, len(groups))
	for i := range groups {
		into[i] = i
		if full := l.fullNameOf(groups, i); full >= 0 {
			into[i] = full
		}
	}
	chains := make([]nameGroup, 0, len(groups))
	for i, g := range groups {
		root := i
		for steps := 0; into[root] != root && steps < len(groups); steps++ {
			root = into[root]
		}
		if root != i {
			groups[root].names = append(groups[root].names, g.names...)
			chains = append(chains, nameGroup{chain: g.chain, names: groups[root].names[:1]})
		}
	}
	var out []nameGroup
	for i, g := range groups {
		if into[i] == i {
			slices.Sort(g.names)
			out = append(out, g)
		}
	}
	return append(out, chains...)
}

// fullNameOf is the only group whose name group i has the short form of, or -1.
func (l *local) fullNameOf(groups []nameGroup, i int) int {
	short := groups[i]
	for _, is := range []func(short, full nameGroup) bool{isLastName, isFirstName, isCompany, l.isAcronym} {
		found, plain, n := -1, -1, 0
		for k, full := range groups {
			if k == i || len(full.words) < 2 || len(full.words) <= len(short.words) || !is(short, full) {
				continue
			}
			if found >= 0 && slices.Equal(groups[found].words, full.words) {
				continue // the same name once more
			}
			found, n = k, n+1
			if last := full.words[len(full.words)-1]; !generations[last] {
				plain = k
			}
		}
		if n == 1 {
			return found
		}
		if n == 2 && plain >= 0 && is(short, groups[plain]) && sameButGeneration(groups, i, plain, is) {
			return plain // of a father and his son, the name alone is that of the one without "Jr."
		}
		if n > 0 {
			return -1
		}
	}
	return -1
}

// sameButGeneration says whether all full names of a short one differ from the plain one by "Jr." and its like alone.
func sameButGeneration(groups []nameGroup, i, plain int, is func(short, full nameGroup) bool) bool {
	for k, full := range groups {
		if k != i && k != plain && len(full.words) > len(groups[i].words) && is(groups[i], full) && !slices.Equal(withoutGeneration(full.words), groups[plain].words) {
			return false
		}
	}
	return true
}

var generations = list("jr sr ii iii iv")

func withoutGeneration(words []string) []string {
	for len(words) > 1 && generations[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	return words
}

// isLastName says whether a person's short name ends the full one.
func isLastName(short, full nameGroup) bool {
	words := withoutGeneration(full.words)
	n := len(words) - len(short.words)
	return short.kind == graph.Person && full.kind == graph.Person && len(short.words) > 0 && n > 0 && slices.Equal(words[n:], short.words)
}

// isFirstName says whether a person's short name is the first one of the full name.
func isFirstName(short, full nameGroup) bool {
	return short.kind == graph.Person && full.kind == graph.Person && len(short.words) == 1 && full.words[0] == short.words[0]
}

// companyKinds are words at the end of a company's name that may be left out.
var companyKinds = list(`media capital technologies technology systems energy airlines motors bank partners international entertainment pictures
	studios networks network solutions pharmaceuticals industries financial communications foods stores brands enterprises ventures records
	publishing motor automotive steel oil petroleum electric electronics software semiconductor insurance corporation telecom mobile inc corp`)

// isCompany says whether an organisation's short name is the full one without what kind of company it is.
func isCompany(short, full nameGroup) bool {
	if short.kind != graph.Organization && len(short.words) != 1 || short.kind == graph.Place || full.kind != graph.Organization || len(short.words) == 0 || !slices.Equal(full.words[:len(short.words)], short.words) {
		return false
	}
	for _, w := range full.words[len(short.words):] {
		if !companyKinds[w] {
			return false
		}
	}
	return true
}

// isAcronym says whether an organisation's short name are the first letters of the full one, as written.
func (l *local) isAcronym(short, full nameGroup) bool {
	if len(short.words) != 1 || len(full.words) < 2 || full.kind == graph.Person || short.kind == graph.Person || short.kind == graph.Group {
		return false
	}
	letters := strings.ReplaceAll(l.nameText(short.names[0]), ".", "")
	if n := len(letters); n < 2 || n > 6 || strings.IndexFunc(letters, func(r rune) bool { return !unicode.IsUpper(r) }) >= 0 {
		return false
	}
	var all, content strings.Builder
	for _, w := range full.words {
		first := strings.ToUpper(w)[:1]
		all.WriteString(first)
		if !acronymSkips[w] {
			content.WriteString(first)
		}
	}
	return letters == all.String() || letters == content.String()
}

var acronymSkips = list("of the and for in on de &")
