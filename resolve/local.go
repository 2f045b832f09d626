package resolve

import (
	"slices"
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/nlp"
)

// local is what one article speaks of: its things, and which of them each token names.
type local struct {
	article   news.Article
	articleID string
	d         *nlp.Document
	nameOf    []int             // from a token to the index in d.Entities of the name that it lies in, -1 for none
	chainOf   map[int]int       // from the head token of a mention to its chain
	clusters  map[int]graph.Key // from the index of a name in d.Entities to its key
	chainKey  map[int]graph.Key // from a chain to the key of the name in it
	things    map[graph.Key]*thing
	employer  map[graph.Key]graph.Key       // from a person to the organisation or country that they hold a role of
	used      map[graph.Key]bool            // keys that a claim speaks of
	surnames  map[string]graph.Key          // of the persons that are named in full, by their last name; empty where two share it
	several   map[int][]graph.Key           // what a description or pronoun stands for that is several, or named later
	spoken    map[graph.Key]extract.Mention // the first words for each described thing
	people    map[int]bool                  // names of nationalities that stand for a person: "the Australian"
	stands    map[int]graph.Key             // the person that a nationality or an age stands for, by its token
}

// thing is a local entity that is being gathered.
type thing struct {
	entity graph.LocalEntity
	names  map[string]int
	types  map[graph.EntityType]int
}

func newLocal(a news.Article, d *nlp.Document) *local {
	l := &local{
		article: a, articleID: a.ID(), d: d, nameOf: make([]int, len(d.Tokens)), chainOf: map[int]int{}, clusters: map[int]graph.Key{},
		chainKey: map[int]graph.Key{}, things: map[graph.Key]*thing{}, employer: map[graph.Key]graph.Key{}, used: map[graph.Key]bool{},
		surnames: map[string]graph.Key{}, several: map[int][]graph.Key{}, spoken: map[graph.Key]extract.Mention{},
		people: map[int]bool{}, stands: map[int]graph.Key{},
	}
	for i := range l.nameOf {
		l.nameOf[i] = -1
	}
	for e, entity := range d.Entities {
		for i := entity.Start; i < entity.End; i++ {
			l.nameOf[i] = e
		}
	}
	for c, chain := range d.Chains {
		for _, m := range chain.Mentions {
			l.chainOf[m.Head] = c
		}
	}
	l.nationals()
	l.nameClusters()
	l.lastNames()
	l.standIns()
	l.groups()
	return l
}

// nameClusters gives every name its key: names of one thing share that of the fullest among them.
func (l *local) nameClusters() {
	for _, g := range l.join(l.nameGroups()) {
		key := l.clusters[g.names[0]]
		if key == "" {
			key = l.addCluster(g.names)
		}
		if g.chain >= 0 {
			l.chainKey[g.chain] = key
		}
	}
}

// lastNames notes the last names of persons, for where the recogniser did not see one that stands alone.
func (l *local) lastNames() {
	for key, t := range l.things {
		first, last := "", strings.Join(withoutGeneration(strings.Fields(t.entity.Founding)), " ")
		if at := strings.LastIndex(last, " "); at >= 0 {
			first, last = last[:at], last[at+1:]
		}
		if t.entity.Type != graph.Person || first == "" {
			continue
		}
		if _, shared := l.surnames[last]; shared {
			key = ""
		}
		l.surnames[last] = key
	}
}

// officeOf is whose office a mention is: "the office of the mayor" speaks and is spoken to as the mayor.
func (l *local) officeOf(m extract.Mention) (graph.Key, bool) {
	if m.Text != "" || m.Head < 0 || !strings.EqualFold(l.d.Tokens[m.Head].Lemma, "office") {
		return "", false
	}
	for i := m.Start; i < m.End; i++ {
		e := l.nameOf[i]
		if e < 0 || i == m.Head || l.d.Tokens[i].Head != m.Head || l.headOf(l.d.Entities[e].Span) != i {
			continue
		}
		if rel := l.d.Tokens[i].Deprel; rel != "nmod" && rel != "nmod:poss" {
			continue
		}
		switch l.d.Entities[e].Label {
		case nlp.Person, nlp.Organization:
			return l.clusters[e], true
		}
	}
	return "", false
}

// lastName is the person whose last name a token without a label is: false for none.
func (l *local) lastName(m extract.Mention) (graph.Key, bool) {
	if m.Text != "" || m.Len() != 1 || m.Head < 0 || m.Head >= len(l.d.Tokens) || l.nameOf[m.Head] >= 0 {
		return "", false
	}
	tok := l.d.Tokens[m.Head]
	if tok.UPOS != "PROPN" && tok.UPOS != "NOUN" || tok.Form == "" || tok.Form[0] < 'A' || tok.Form[0] > 'Z' {
		return "", false
	}
	key := l.surnames[Normalise(l.textOf(m), true)]
	return key, key != ""
}

// headOf is the token of a span whose head lies outside of it.
func (l *local) headOf(s nlp.Span) int {
	for i := s.Start; i < s.End; i++ {
		if h := l.d.Tokens[i].Head; h < s.Start || h >= s.End {
			return i
		}
	}
	return s.Start
}

// addCluster makes names one thing and answers its key.
func (l *local) addCluster(names []int) graph.Key {
	kind, founding := l.fullest(names)
	key := graph.NamedKey(kind, founding)
	t := l.thing(key, founding, kind, true)
	for _, e := range names {
		l.clusters[e] = key
	}
	for _, e := range l.usualNames(names) {
		t.names[l.nameText(e)]++
	}
	t.types[kind] += len(names)
	return key
}

// fullest is the type that most of these names have, and the fullest of them, normalised.
func (l *local) fullest(names []int) (kind graph.EntityType, founding string) {
	labels := map[graph.EntityType]int{}
	for _, e := range names {
		labels[typeOf(l.d.Entities[e].Label)]++
	}
	kind = majority(labels)
	for _, e := range l.usualNames(names) {
		if n := Normalise(l.nameText(e), kind == graph.Person); fuller(n, founding) {
			founding = n
		}
	}
	if founding == "" {
		founding = strings.ToLower(l.nameText(names[0]))
	}
	return kind, founding
}

// usualNames are the names of a cluster without those that only once add words to one that stands often: nearly always
// the recogniser took in a word too many.
func (l *local) usualNames(names []int) []int {
	count := map[string]int{}
	for _, e := range names {
		count[strings.ToLower(l.nameText(e))]++
	}
	var out []int
	for _, e := range names {
		text := strings.ToLower(l.nameText(e))
		long := false
		for other, n := range count {
			long = long || n >= 4*count[text] && strings.HasPrefix(text, other+" ")
		}
		if !long {
			out = append(out, e)
		}
	}
	return out
}

// fuller says whether name a tells more than name b: more words, then more letters, then by bytes.
func fuller(a, b string) bool {
	wa, wb := strings.Count(a, " "), strings.Count(b, " ")
	switch {
	case b == "":
		return a != ""
	case wa != wb:
		return wa > wb
	case len(a) != len(b):
		return len(a) > len(b)
	}
	return a < b
}

// nameText is a name as the article writes it, without determiners and possessive endings at its ends.
func (l *local) nameText(e int) string {
	s := l.d.Entities[e].Span
	for s.Len() > 1 && determiners[strings.ToLower(l.d.Tokens[s.Start].Form)] {
		s.Start++
	}
	if l.d.Entities[e].Label == nlp.Person {
		s = l.withoutTitle(s)
	}
	text := tidy(l.d.TextOf(s))
	for _, ending := range []string{"'s", "’s", "'", "’"} {
		text = strings.TrimSuffix(text, ending)
	}
	return text
}

// withoutTitle leaves the title off a person's name: "Secretary of State Mike Pompeo".
func (l *local) withoutTitle(s nlp.Span) nlp.Span {
	word := func(i int) string { return strings.ToLower(strings.TrimSuffix(l.d.Tokens[i].Form, ".")) }
	if first := strings.ReplaceAll(l.d.Tokens[s.Start].Form, ".", ""); s.Len() > 3 && len(first) <= 5 && first == strings.ToUpper(first) && titles[word(s.Start+1)] {
		s.Start++ // "US Secretary of State Mike Pompeo"
	}
	for s.Len() > 1 && titles[word(s.Start)] {
		if s.Len() > 3 && word(s.Start+1) == "of" {
			s.Start += 2
		}
		s.Start++
	}
	return s
}

// tidy puts text on one line.
func tidy(text string) string { return strings.Join(strings.Fields(text), " ") }

func (l *local) thing(key graph.Key, founding string, kind graph.EntityType, named bool) *thing {
	t, ok := l.things[key]
	if !ok {
		t = &thing{
			entity: graph.LocalEntity{Key: key, Founding: founding, Type: kind, Named: named}, names: map[string]int{}, types: map[graph.EntityType]int{},
		}
		l.things[key] = t
	}
	return t
}

func typeOf(label string) graph.EntityType {
	switch label {
	case nlp.Person:
		return graph.Person
	case nlp.Organization:
		return graph.Organization
	case nlp.Location:
		return graph.Place
	case nlp.Product:
		return graph.Product
	case nlp.Event:
		return graph.Event
	case nlp.Work:
		return graph.Work
	case nlp.Law:
		return graph.Law
	case nlp.Group:
		return graph.Group
	}
	return graph.Other
}

func majority(counts map[graph.EntityType]int) graph.EntityType {
	best, most := graph.Other, 0
	for kind, n := range counts {
		if n > most || n == most && kind < best {
			best, most = kind, n
		}
	}
	return best
}

// entities are the things that claims speak of, in order of their keys.
func (l *local) entities() []graph.LocalEntity {
	var out []graph.LocalEntity
	for key := range l.used {
		t := l.things[key]
		if t == nil {
			continue
		}
		e := t.entity
		for name, n := range t.names {
			e.Aliases = append(e.Aliases, graph.NameCount{Name: name, Count: n})
		}
		sort.Slice(e.Aliases, func(a, b int) bool {
			if e.Aliases[a].Count != e.Aliases[b].Count {
				return e.Aliases[a].Count > e.Aliases[b].Count
			}
			return e.Aliases[a].Name < e.Aliases[b].Name
		})
		if e.Named {
			e.AliasKeys = aliasKeys(&e)
		}
		for _, alias := range e.Aliases {
			if e.Name == "" || !shouted(alias.Name) && (shouted(e.Name) || len(nameWords(alias.Name)) > len(nameWords(e.Name))) {
				e.Name = alias.Name
			}
		}
		out = append(out, e)
	}
	sort.Slice(out, func(a, b int) bool { return out[a].Key < out[b].Key })
	return out
}

// shouted says whether a name of several words is in capitals throughout, as in a headline.
func shouted(name string) bool { return strings.Contains(name, " ") && name == strings.ToUpper(name) }

// aliasKeys are the keys that the names of a thing would have by themselves, without its own.
func aliasKeys(e *graph.LocalEntity) []graph.Key {
	var keys []graph.Key
	names := make([]string, 0, len(e.Aliases)+1)
	for _, alias := range e.Aliases {
		names = append(names, Normalise(alias.Name, e.Type == graph.Person))
	}
	if e.Type == graph.Person { // who is called "Jr." here may be named without it elsewhere
		names = append(names, strings.Join(withoutGeneration(strings.Fields(e.Founding)), " "))
	}
	for _, founding := range names {
		if key := graph.NamedKey(e.Type, founding); founding != "" && key != e.Key && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// employers notes who holds a role of which organisation, so that their "we" can be understood.
func (l *local) employers(relations []extract.Relation) {
	for _, r := range relations {
		if _, company, ok := l.office(r); ok {
			if person, _ := l.named(r.Subject); l.employer[person] == "" {
				l.employer[person] = company
			}
		}
		if !strings.HasSuffix(r.Rule, "/role") {
			continue
		}
		person, ok := l.named(r.Subject)
		if !ok || l.things[person].entity.Type != graph.Person {
			continue
		}
		if org, ok := l.named(r.Object); ok && l.employer[person] == "" {
			switch l.things[org].entity.Type {
			case graph.Organization, graph.Place:
				l.employer[person] = org
			}
		}
	}
}

// named is the key of the name that a mention is or stands for.
func (l *local) named(m extract.Mention) (graph.Key, bool) {
	if m.Text == "" {
		if key := l.stands[m.Head]; key != "" {
			return key, true
		}
		if e := l.nameOf[m.Head]; e >= 0 && l.people[e] {
			return "", false
		}
		if key, ok := l.government(m.Head); ok && m.Kind == extract.Name {
			return key, true
		}
		if e := l.nameOf[m.Head]; e >= 0 && m.Kind == extract.Name {
			return l.clusters[e], true
		}
	}
	if key, ok := l.officeOf(m); ok {
		return key, true
	}
	if key, ok := l.lastName(m); ok {
		return key, true
	}
	if m.Text != "" || m.Kind == extract.Name {
		return "", false
	}
	if c, ok := l.chainOf[m.Head]; ok {
		if key, ok := l.chainKey[c]; ok && l.agrees(m.Head, key) {
			return key, true
		}
	}
	return "", false
}

// subjectIs says whether a thing is the subject of the verb that a pronoun or noun is an object of, which then stands for
// something else: in "the league called it an error" the league is not "it" (principle B of Chomsky, Lectures on Government
// and Binding, 1981).
func (l *local) subjectIs(i int, key graph.Key) bool {
	tok := l.d.Tokens[i]
	if key == "" || strings.HasSuffix(strings.ToLower(tok.Form), "self") || strings.HasSuffix(strings.ToLower(tok.Form), "selves") {
		return false
	}
	switch rel, _, _ := strings.Cut(tok.Deprel, ":"); rel {
	case "obj", "iobj", "obl":
	default:
		return false
	}
	s := l.d.Sentences[l.d.SentenceOf(i)]
	for k := s.Start; k < s.End; k++ {
		if l.d.Tokens[k].Head != tok.Head || l.d.Tokens[k].Deprel != "nsubj" || k == i {
			continue
		}
		if e := l.nameOf[k]; e >= 0 {
			return l.clusters[e] == key
		}
		if c, ok := l.chainOf[k]; ok {
			return l.chainKey[c] == key
		}
	}
	return false
}

// agrees says whether a pronoun or a description can stand for a thing: "he" and "the suspect" for no company, "it" for
// nobody.
func (l *local) agrees(i int, key graph.Key) bool {
	t := l.things[key]
	if t != nil && l.personNoun(i) {
		return t.entity.Type == graph.Person || t.entity.Type == graph.Other || t.entity.Type == graph.Group
	}
	if t == nil || l.d.Tokens[i].UPOS != "PRON" {
		return true
	}
	switch word := strings.ToLower(l.d.Tokens[i].Form); {
	case personPronouns[word]:
		return t.entity.Type == graph.Person || t.entity.Type == graph.Other || t.entity.Type == graph.Group
	case word == "it" || word == "its" || word == "itself":
		return t.entity.Type != graph.Person
	}
	return true
}

// topic is the organisation that the article names most; the one with the least key of several, empty for none.
func (l *local) topic() graph.Key {
	best, most := graph.Key(""), 0
	for key, t := range l.things {
		if t.entity.Type != graph.Organization || !t.entity.Named {
			continue
		}
		n := 0
		for _, count := range t.names {
			n += count
		}
		if n > most || n == most && key < best {
			best, most = key, n
		}
	}
	return best
}
