package openie

import (
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// title makes "Senator Mark Warner" and "Facebook founder Mark Zuckerberg" a role of the person. It reads the words
// before the name and not the tree: parsers disagree about the inside of such runs.
func (r *relator) title(head, sentence int) {
	e := r.name[head]
	if e < 0 || r.label(head) != nlp.Person && r.label(head) != nlp.Organization || r.headIn(r.d.Entities[e].Start, r.d.Entities[e].End) != head {
		return
	}
	name := r.d.Entities[e]
	run := r.titleRun(name.Start, r.d.Sentences[sentence].Start)
	if run.Len() == 0 {
		return
	}
	owner := r.ownerBefore(run.Start)
	for _, part := range r.titleParts(run) {
		owner = r.titlePart(head, sentence, part, owner)
	}
}

// ownerBefore is the head of what stands before a title as its possessor: of "Nokia's chairman Risto Berg" it is Nokia,
// of "his sister Anna Berg" he; -1 for none.
func (r *relator) ownerBefore(i int) int {
	if i > 0 && r.xpos(i-1) == "PRP$" {
		return i - 1
	}
	if i < 2 || r.xpos(i-1) != "POS" {
		return -1
	}
	if e := r.name[i-2]; e >= 0 {
		return r.headIn(r.d.Entities[e].Start, r.d.Entities[e].End)
	}
	if r.upos(i-2) == "NOUN" {
		return i - 2
	}
	return -1
}

// titleParts parts a run at its "and": "founder and former chief executive".
func (r *relator) titleParts(run nlp.Span) []nlp.Span {
	var out []nlp.Span
	start := run.Start
	for i := run.Start; i < run.End; i++ {
		if r.lower(i) == "and" || r.lower(i) == "," {
			out = append(out, nlp.Span{Start: start, End: i})
			start = i + 1
		}
	}
	return append(out, nlp.Span{Start: start, End: run.End})
}

// titlePart makes the relation of one role; before is the owner of the role before it, which is that of this one too
// where it names none. It answers the owner.
func (r *relator) titlePart(head, sentence int, run nlp.Span, before int) int {
	role, owner := r.splitTitle(run)
	if owner < 0 {
		owner = before
	}
	if owner >= 0 && role.Len() == 0 { // a nationality: "American Kevin King"
		f := r.static(owner, sentence, []int{owner})
		r.emitOf(f, "title/nationality", []extract.Mention{r.mention(head)}, place{owner, nil, "be"}, 0.6)
		return -1
	}
	if role.Len() == 0 {
		return owner
	}
	last := role.End - 1
	f := r.static(last, sentence, tokensOf(role))
	label := strings.ToLower(r.d.TextOf(role))
	if full := roleShorts[strings.TrimSuffix(r.lower(last), ".")]; full != "" {
		label = strings.TrimSuffix(label, r.lower(last)) + full
	}
	people := []extract.Mention{r.mention(head)}
	if r.plural(last) { // "members Anna Berg and Paul Lind"
		label = strings.TrimSuffix(label, r.lower(last)) + r.lemma(last)
		people = r.tree.mentions(head)
	}
	if owner >= 0 && r.label(owner) == nlp.Group && !officeNouns[r.lemma(last)] { // "French engineer": no engineer of France
		r.emitOf(f, "title/nationality", people, place{owner, nil, "be"}, 0.6)
		owner = -1
	}
	if owner >= 0 {
		r.emitOf(f, "title/role", people, place{owner, nil, "be " + label + " of"}, 0.75)
		return owner
	}
	if r.lemma(last) == "member" {
		return -1 // of what is not said
	}
	for _, person := range people {
		o := r.mention(last)
		o.Span, o.Head, o.Text, o.Kind = role, last, label, 0
		r.out = append(r.out, r.relation(f, "title/noun", person, o, place{last, nil, "be"}, 0.6))
	}
	return -1
}

// plural says whether a token is a noun in the plural.
func (t *tree) plural(i int) bool { return t.xpos(i) == "NNS" || t.xpos(i) == "NNPS" }

// titleRun is the run of nouns and adjectives right before a name that ends in a role or a nationality; empty for none.
func (r *relator) titleRun(end, floor int) nlp.Span {
	start := end
	for start > floor && end-start < 8 && (r.inTitle(start-1) || r.joinsTitles(start-1)) {
		start--
	}
	for start < end && (r.lower(start) == "of" || r.upos(start) == "DET") {
		start++
	}
	if start == end {
		return nlp.Span{}
	}
	if start-1 >= floor && r.label(start-1) == nlp.Person && r.upos(start) == "NOUN" {
		start = max(floor, r.d.Entities[r.name[start-1]].Start) // "Berg adviser Jane Doe"
	}
	if r.label(end) == nlp.Organization {
		if !bodyNouns[r.lemma(end-1)] || r.label(end-1) != "" {
			return nlp.Span{}
		}
		return nlp.Span{Start: start, End: end}
	}
	if last := end - 1; !r.roleWord(last) && r.label(last) != nlp.Group && !r.officeOf(start, end) {
		return nlp.Span{}
	}
	return nlp.Span{Start: start, End: end}
}

// roleWord says whether a token is the noun of a role, or its abbreviation: "Rep.".
func (t *tree) roleWord(i int) bool {
	return roleNouns[t.lemma(i)] || roleNouns[t.lower(i)] || roleShorts[strings.TrimSuffix(t.lower(i), ".")] != "" && t.upos(i) == "PROPN"
}

// officeOf says whether a run is a title with "of": "Secretary of State".
func (r *relator) officeOf(start, end int) bool {
	return end-start == 3 && r.lower(start+1) == "of" && roleNouns[r.lemma(start)]
}

// joinsTitles says whether a token is the "and" or comma between two roles.
func (r *relator) joinsTitles(i int) bool {
	if r.lower(i) == "," {
		return i > 0 && roleNouns[r.lemma(i-1)] && r.inTitle(i+1) && r.coordinated(i+1)
	}
	return r.lower(i) == "and" && i > 0 && roleNouns[r.lemma(i-1)] && r.xpos(i-1) != "NNS" && r.xpos(i-1) != "NNPS"
}

// coordinated says whether an "and" between roles follows before the name: "chairman, founder and president Anna Berg".
func (r *relator) coordinated(i int) bool {
	for end := min(i+4, len(r.d.Tokens)-1); i < end; i++ {
		if r.lower(i) == "and" {
			return true
		}
	}
	return false
}

func (t *tree) inTitle(i int) bool {
	if t.label(i) == nlp.Person {
		return false
	}
	if t.hyphened(i) {
		return true
	}
	switch t.upos(i) {
	case "NOUN", "PROPN", "ADJ":
		return !timeNouns[t.lower(i)]
	case "ADV":
		return t.xpos(i) == "RBS" || t.lower(i) == "second" || t.lower(i) == "third"
	}
	return t.lower(i) == "of" && i+1 < len(t.d.Tokens) && t.upos(i+1) == "PROPN" && t.label(i+1) == ""
}

// hyphened says whether a token is an inner part of a word with hyphens, or such a hyphen: "editor-in-chief",
// "co-founder".
func (t *tree) hyphened(i int) bool {
	if i < 0 || i+1 >= len(t.d.Tokens) || t.d.Tokens[i].End != t.d.Tokens[i+1].Start {
		return false
	}
	if t.token(i).Form == "-" {
		return i > 0 && t.d.Tokens[i-1].End == t.d.Tokens[i].Start
	}
	return t.token(i+1).Form == "-" && i+2 < len(t.d.Tokens) && t.d.Tokens[i+1].End == t.d.Tokens[i+2].Start && t.upos(i) != "NUM" && t.upos(i) != "PUNCT"
}

// splitTitle parts the name of what somebody has a role of from the role itself; the owner is its head token, or -1.
func (r *relator) splitTitle(run nlp.Span) (role nlp.Span, owner int) {
	owner, role = -1, run
	for i := run.Start; i < run.End; i++ {
		switch r.label(i) {
		case nlp.Organization, nlp.Location, nlp.Group, nlp.Product, nlp.Work, nlp.Person:
			if r.roleWord(i) && i == run.End-1 {
				continue
			}
			e := r.d.Entities[r.name[i]]
			owner = r.headIn(e.Start, e.End)
			role = nlp.Span{Start: min(max(e.End, i+1), run.End), End: run.End}
			i = max(i, e.End-1)
		}
	}
	if owner < 0 && r.upos(run.End-1) == "NOUN" {
		for i := run.Start; i < run.End-1 && r.upos(i) == "PROPN" && r.label(i) == "" && !r.roleWord(i); i++ {
			owner, role.Start = i, i+1
		}
	}
	for role.Start < role.End && (r.upos(role.Start) == "PUNCT" || r.lower(role.Start) == "of") {
		role.Start++
	}
	return role, owner
}

func tokensOf(s nlp.Span) []int {
	out := make([]int, 0, s.Len())
	for i := s.Start; i < s.End; i++ {
		out = append(out, i)
	}
	return out
}
