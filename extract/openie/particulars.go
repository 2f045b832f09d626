package openie

import (
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// kinds makes "Huawei is a device maker" of what a group names as its examples: "device makers such as Huawei",
// "Huawei and other device makers". Of somebody's group it is a role: "its partners, including Huawei".
func (r *relator) kinds(head, sentence int) {
	if r.upos(head) != "NOUN" || !r.plural(head) || vagueGroups[r.lemma(head)] || r.label(head) != "" {
		return
	}
	members := append(r.namedExamples(head), r.othersOf(head)...)
	for _, m := range members {
		f := r.static(head, sentence, []int{head})
		made := false
		for _, o := range r.complementsOf(head) {
			if r.upos(o.head) == "PRON" || r.label(o.head) != "" {
				f.tokens = r.roleTokens(head)
				r.emitOf(f, "example/role", []extract.Mention{m}, place{o.head, o.tokens, "be " + r.roleLabel(head) + o.via + " " + o.prep}, 0.6)
				made = true
			}
		}
		if !made {
			o := r.mention(head)
			if o.Text = r.oneOf(head); placeNouns[o.Text] || plainKinds[o.Text] {
				continue // that Oslo is a city is not told by "cities such as Oslo", but known
			}
			r.out = append(r.out, r.relation(f, "example/kind", m, o, place{head, nil, "be"}, 0.6))
		}
	}
}

// namedExamples are the names among the examples of a group.
func (r *relator) namedExamples(head int) []extract.Mention {
	var out []extract.Mention
	for _, h := range r.examples(head) {
		if r.label(h) != "" && r.kindOf(h) == extract.Name && r.child(h, "det") < 0 {
			out = append(out, r.mention(h))
		}
	}
	return out
}

// othersOf are the names that a group with "other" is joined to: "Huawei and other device makers".
func (r *relator) othersOf(head int) []extract.Mention {
	if other := r.child(head, "amod"); other < 0 || r.lower(other) != "other" {
		return nil
	}
	first := head
	if h := r.head(head); r.is(head, "conj") && h >= 0 {
		first = h
	}
	var out []extract.Mention
	r.eachConjunct(first, func(h int) {
		if h < head && r.label(h) != "" && r.kindOf(h) == extract.Name {
			out = append(out, r.mention(h))
		}
	})
	return out
}

// oneOf is what one of a group is: "leading device maker" of "many other leading device makers".
func (r *relator) oneOf(head int) string {
	s := r.core(head)
	for i := s.Start; i < head; i++ {
		switch r.upos(i) {
		case "DET", "NUM", "PRON", "PUNCT":
			s.Start = i + 1
			continue
		}
		switch r.lower(i) {
		case "other", "many", "several", "few", "such", "various", "different":
			s.Start = i + 1
		}
	}
	words := strings.Fields(r.d.TextOf(nlp.Span{Start: s.Start, End: head}))
	if s.Start < head && r.upos(s.Start) != "PROPN" && r.label(s.Start) == "" {
		words[0] = strings.ToLower(words[0]) // it may begin the sentence
	}
	return strings.Join(append(words, r.lemma(head)), " ")
}

// particulars makes statements of what follows a person's name between commas: the age, the home, party and state.
func (r *relator) particulars(head, sentence int) {
	e := r.name[head]
	if e < 0 || r.label(head) != nlp.Person || r.headIn(r.d.Entities[e].Start, r.d.Entities[e].End) != head {
		return
	}
	end := r.d.Sentences[sentence].End
	k := r.d.Entities[e].End
	if k+1 >= end || r.lower(k) != "," && r.lower(k) != "(" {
		return
	}
	k++
	if r.age(k) && r.closes(k+1, end) {
		r.simple(head, sentence, "person/age", k, "be aged")
		if k++; k < end && (r.lower(k) == "," || r.lower(k) == ")") {
			k++
		}
	}
	if k+1 < end && (r.lower(k) == "of" || r.lower(k) == "from") && r.label(k+1) == nlp.Location {
		home := r.d.Entities[r.name[k+1]]
		f := r.static(k+1, sentence, []int{k})
		r.emitOf(f, "person/home", []extract.Mention{r.mention(head)}, place{r.headIn(home.Start, home.End), nil, "be from"}, 0.65)
	}
	r.party(head, sentence, k, end)
}

// simple makes a relation of a name with a literal of one token.
func (r *relator) simple(head, sentence int, rule string, token int, label string) {
	o := extract.Mention{Span: nlp.Span{Start: token, End: token + 1}, Head: token, Kind: extract.Quantity}
	f := r.static(token, sentence, []int{token})
	r.out = append(r.out, r.relation(f, rule, r.mention(head), o, place{token, nil, label}, 0.7))
}

// age says whether a token is a number of years that a person can have.
func (r *relator) age(i int) bool {
	word := r.lower(i)
	if r.upos(i) != "NUM" || len(word) > 3 || word == "" {
		return false
	}
	for _, digit := range word {
		if digit < '0' || digit > '9' {
			return false
		}
	}
	return len(word) < 3 && word != "0" || word >= "100" && word < "120"
}

// closes says whether token i ends an aside: a comma, a bracket, the sentence's end.
func (r *relator) closes(i, end int) bool {
	return i >= end || r.lower(i) == "," || r.lower(i) == ")" || r.lower(i) == "." || r.lower(i) == ";"
}

// parties are the letters that stand for a party in American news: "Jane Doe, D-Minn.".
var parties = map[string]string{"d": "Democrat", "r": "Republican", "i": "independent"}

// party reads "D-Minn." and "R-Texas" after a legislator's name.
func (r *relator) party(head, sentence, k, end int) {
	if k >= end {
		return
	}
	letter, state, whole := strings.Cut(r.token(k).Form, "-")
	last := k
	if !whole && k+2 < end && r.token(k+1).Form == "-" {
		state, last = r.token(k+2).Form, k+2
	}
	name, ok := parties[strings.ToLower(letter)]
	full := states[strings.ToLower(strings.TrimSuffix(state, "."))]
	if !ok || full == "" || len(letter) != 1 {
		return
	}
	span := nlp.Span{Start: k, End: last + 1}
	f := r.static(last, sentence, tokensOf(span))
	o := extract.Mention{Span: span, Head: last, Text: name}
	r.out = append(r.out, r.relation(f, "person/party", r.mention(head), o, place{last, nil, "be"}, 0.7))
	o.Text, o.Label, o.Kind = full, nlp.Location, extract.Name
	r.out = append(r.out, r.relation(f, "person/state", r.mention(head), o, place{last, nil, "represent"}, 0.65))
}

// states are the American states by the short forms that news uses for them.
var states = func() map[string]string {
	out := map[string]string{}
	for _, pair := range strings.Split(`ala:Alabama alaska:Alaska ariz:Arizona ark:Arkansas calif:California colo:Colorado conn:Connecticut
del:Delaware fla:Florida ga:Georgia hawaii:Hawaii idaho:Idaho ill:Illinois ind:Indiana iowa:Iowa kan:Kansas ky:Kentucky la:Louisiana
maine:Maine md:Maryland mass:Massachusetts mich:Michigan minn:Minnesota miss:Mississippi mo:Missouri mont:Montana neb:Nebraska
nev:Nevada ohio:Ohio okla:Oklahoma ore:Oregon pa:Pennsylvania tenn:Tennessee texas:Texas utah:Utah vt:Vermont va:Virginia
wash:Washington wis:Wisconsin wyo:Wyoming`, " ") {
		for _, p := range strings.Fields(pair) {
			short, full, _ := strings.Cut(p, ":")
			out[short] = full
		}
	}
	for short, full := range map[string]string{"n.h": "New Hampshire", "n.j": "New Jersey", "n.m": "New Mexico", "n.y": "New York",
		"n.c": "North Carolina", "n.d": "North Dakota", "r.i": "Rhode Island", "s.c": "South Carolina", "s.d": "South Dakota", "w.va": "West Virginia"} {
		out[short] = full
	}
	return out
}()
