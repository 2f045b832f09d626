package openie

import (
	"newsgraph/extract"
	"newsgraph/nlp"
)

// nouns makes the relations that noun phrases state without a verb.
func (r *relator) nouns() {
	for si, s := range r.d.Sentences {
		for i := s.Start; i < s.End; i++ {
			switch r.upos(i) {
			case "NOUN", "PROPN":
				r.appositives(i, si)
				r.title(i, si)
				r.placeComma(i, si)
				r.possessor(i, si)
				r.placeOwner(i, si)
				r.nationality(i, si)
				r.kinds(i, si)
				r.event(i, si)
				r.between(i, si)
				r.particulars(i, si)
			}
		}
	}
}

// static is a frame that is stated and not told: no verb, no time.
func (r *relator) static(n, sentence int, tokens []int) frame {
	f := frame{
		speaker: r.quoteSpeaker(n), verb: n, tokens: tokens, label: "be", subject: -1, object: -1, receiver: -1, agent: -1, nominal: n, sentence: sentence,
	}
	return f
}

// quoteSpeaker is the speaker of the quotation that a token stands in, or nil.
func (r *relator) quoteSpeaker(i int) *extract.Mention {
	if q := r.quoteOf(i); q != nil {
		return r.speaker(r.headIn(q.Speaker.Start, q.Speaker.End))
	}
	return nil
}

// appositives makes "Mark Warner, vice chairman of the committee" a role of Mark Warner, whichever comes first.
func (r *relator) appositives(head, sentence int) {
	for _, a := range r.all(head, "appos") {
		if r.xpos(head) == "NNS" && r.child(a, "conj") >= 0 {
			continue // examples of a group
		}
		if r.titled(a) >= 0 && r.titled(a) != head {
			continue // "Berg and minister Paul Lind": the title is another's
		}
		if a > 0 && r.lower(a-1) == "(" || r.lower(a) == "ticker" {
			continue // a symbol or an aside
		}
		name, noun := head, a
		if r.kindOf(head) == extract.Description && r.kindOf(a) == extract.Name {
			name, noun = a, head
		}
		if name = r.nearer(name, noun); name < 0 {
			continue
		}
		if r.kindOf(name) != extract.Name || r.upos(noun) == "PROPN" && r.label(noun) != "" || r.kindOf(noun) == extract.Quantity || r.temporal(noun) {
			continue
		}
		if !roleNouns[r.lemma(noun)] && (r.capital(noun) || !r.parted(head, a)) || r.label(name) == nlp.Person && !isPersonNoun(r.lemma(noun)) {
			continue
		}
		r.roleOfName(name, noun, sentence, "appositive")
	}
}

// nearer is the name right before an appositive, where that fits it and the one that the parser took does not: "Anna
// Berg, 41, of Bergen, a city on the coast", "Berg of Nokia, a maker of phones".
func (r *relator) nearer(name, noun int) int {
	if r.label(name) != nlp.Person || noun < name {
		return name
	}
	want := ""
	switch {
	case placeNouns[r.lemma(noun)]:
		want = nlp.Location
	case bodyNouns[r.lemma(noun)]:
		want = nlp.Organization
	default:
		return name
	}
	k := r.subtree(noun).Start
	for k > name && r.upos(k) == "PUNCT" {
		k++
	}
	for k--; k > name && r.upos(k) == "PUNCT"; k-- {
	}
	if k > name && r.label(k) == want {
		e := r.d.Entities[r.name[k]]
		return r.headIn(e.Start, e.End)
	}
	return -1
}

// parted says whether a comma, dash or bracket stands between a noun and its appositive.
func (r *relator) parted(head, appositive int) bool {
	for i := head + 1; i < appositive; i++ {
		if r.upos(i) == "PUNCT" && r.lower(i) != "-" && r.lower(i) != "'" {
			return true
		}
	}
	return false
}

// roleOfName makes the relations of a noun that says what a name is.
func (r *relator) roleOfName(name, noun, sentence int, rule string) {
	var last []oblique
	r.eachConjunct(noun, func(n int) {
		if found := r.complementsOf(n); len(found) > 0 {
			last = found
		}
	})
	r.eachConjunct(noun, func(n int) {
		if r.upos(n) != "NOUN" && !(r.upos(n) == "PROPN" && r.label(n) == "") {
			return
		}
		f := r.static(n, sentence, []int{n})
		f.tokens = r.roleTokens(n)
		made := false
		complements := r.complementsOf(n)
		if len(complements) == 0 && roleNouns[r.lemma(n)] { // "founder and chief executive of Nokia"
			complements = last
		}
		for _, o := range complements {
			p := place{o.head, o.tokens, "be " + r.roleLabel(n) + o.via + " " + o.prep}
			r.emit(f, rule+"/role", name, p, 0.75)
			made = true
		}
		if !made {
			r.isNoun(f, rule+"/noun", name, n)
		}
	})
}

// isNoun makes "Lind is minister" of a name and the noun beside it.
func (r *relator) isNoun(f frame, rule string, name, noun int) {
	o := extract.Mention{Span: r.core(noun), Head: noun, Kind: r.kindOf(noun), Label: r.label(noun)}
	for _, s := range r.subjects(name) {
		r.out = append(r.out, r.relation(f, rule, s, o, place{noun, nil, "be"}, 0.6))
	}
}

// placeComma makes "Houston, Texas" a place in a place.
func (r *relator) placeComma(head, sentence int) {
	if r.label(head) != "LOC" {
		return
	}
	for _, a := range r.all(head, "appos", "nmod", "flat", "list", "dep", "parataxis") {
		if a <= head+1 || r.label(a) != "LOC" || r.caseOf(a) != "" || r.name[a] == r.name[head] || r.lower(a-1) != "," ||
			r.d.Entities[r.name[head]].End != a-1 && r.d.Entities[r.name[head]].End != r.d.Entities[r.name[a]].Start-1 {
			continue
		}
		f := r.static(a, sentence, []int{a})
		r.emit(f, "place/comma", head, place{a, nil, "be in"}, 0.7)
	}
}

// placeOwner makes "Cleveland's Public Auditorium" an auditorium in Cleveland, "Nokia's Network Division" a part of
// Nokia, and says that Jeff Bezos has "Jeff Bezos's Blue Origin".
func (r *relator) placeOwner(head, sentence int) {
	if r.kindOf(head) != extract.Name || r.label(head) == nlp.Person {
		return
	}
	owner := r.child(head, "nmod:poss")
	if owner < 0 || r.name[owner] >= 0 && r.name[owner] == r.name[head] {
		return
	}
	if end := r.subtree(owner).End; end != r.nameSpan(head).Start && end != r.core(head).Start && !r.only(end, head, "ADJ") {
		return
	}
	f := r.static(head, sentence, []int{head})
	switch {
	case r.label(head) == nlp.Product || r.label(head) == nlp.Work || r.label(head) == nlp.Event:
	case r.label(owner) == nlp.Location, r.upos(owner) == "NOUN" && placeNouns[r.lemma(owner)]:
		r.emitOf(f, "place/owner", []extract.Mention{r.mention(head)}, place{owner, nil, "be in"}, 0.6)
	case r.label(owner) == nlp.Organization && r.label(head) == nlp.Organization:
		r.emitOf(f, "name/part", []extract.Mention{r.mention(head)}, place{owner, nil, "be part of"}, 0.55)
	case r.label(owner) == nlp.Person && r.label(head) == nlp.Organization:
		r.emitOf(f, "name/have", []extract.Mention{r.mention(owner)}, place{head, nil, "have"}, 0.55)
	}
}

// only says whether between two tokens there stand only words of one part of speech.
func (t *tree) only(from, to int, upos string) bool {
	for i := from; i < to; i++ {
		if t.upos(i) != upos && t.name[i] < 0 {
			return false
		}
	}
	return from <= to
}

// nationality makes "the Portuguese coach" somebody who is Portuguese and "a New York man" somebody from there. Whether the words stand for somebody with a name
// is not known here. "The Portuguese president" is that of Portugal and tells nothing of anybody else whom coreference
// takes for him.
func (r *relator) nationality(head, sentence int) {
	if officeNouns[r.lemma(head)] && r.mention(head).Kind != extract.Name {
		return
	}
	if r.upos(head) != "NOUN" || !roleNouns[r.lemma(head)] && !personNouns[r.lemma(head)] || r.xpos(head) == "NNS" || r.label(head) != "" {
		return
	}
	for _, c := range r.all(head, "compound", "nmod:unmarked", "nmod:desc") {
		if r.label(c) == nlp.Location && c == head-1 && personNouns[r.lemma(head)] { // "a New York man"
			f := r.static(c, sentence, []int{c})
			r.emit(f, "noun/home", head, place{c, nil, "be from"}, 0.55)
		}
	}
	for _, c := range r.all(head, "amod") {
		if r.label(c) == nlp.Group {
			f := r.static(c, sentence, []int{c})
			r.emit(f, "noun/nationality", head, place{c, nil, "be"}, 0.55)
		}
	}
}

// ended says whether a noun is the object of a verb that ends it: of "ended its agreement with X" it is not said that
// there is one.
func (r *relator) ended(noun int) bool {
	h := r.head(noun)
	return h >= 0 && r.is(noun, "obj", "nsubj:pass") && (endVerbs[r.lemma(h)] || cessationVerbs[r.lemma(h)])
}

// possessor makes "Facebook's agreement with Huawei" an agreement that Facebook has with Huawei.
func (r *relator) possessor(noun, sentence int) {
	if r.upos(noun) != "NOUN" || r.label(noun) != "" {
		return
	}
	owner := r.child(noun, "nmod:poss")
	if owner < 0 || r.ended(noun) {
		return
	}
	for c := range r.children(noun) {
		if c < noun || !r.is(c, "nmod") || r.label(c) == "" || r.temporal(c) {
			continue
		}
		switch prep := r.caseOf(c); prep {
		case "with", "to", "against", "for", "over", "from", "in", "on":
			f := r.static(noun, sentence, append([]int{noun}, r.caseTokens(c)...))
			f.dated = r.dateModifiers(noun, 2)
			r.emit(f, "possessor/noun", owner, place{c, nil, "have " + r.nounLabel(noun) + " " + prep}, 0.6)
		}
	}
}
