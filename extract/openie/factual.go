package openie

import (
	"slices"

	"newsgraph/extract"
)

// What hangs on some words is told without having happened: "unable to sell", "instead of selling", "ruled out selling".
// Karttunen (Implicative Verbs, 1971) and Saurí and Pustejovsky (FactBank, 2009) say of which words that is so; these are
// closed lists of the frequent ones of news. A verb that is told as a part of the predicate ("refused to sell") says it
// itself.
var (
	// Words before a gerund that say that it did not happen.
	insteadOf = list(`without instead_of rather_than as_opposed_to in_lieu_of`)
	// Adjectives that say that the infinitive or gerund behind them is not so,
	unableAdjectives = list(`unable incapable powerless`)
	// that it is not meant to be,
	unwillingAdjectives = list(`unwilling averse opposed loath resistant allergic`)
	// and that it may be or not.
	openAdjectives = list(`reluctant hesitant wary afraid tempted free eligible entitled welcome close near capable able`)
	// Verbs, some with a particle, of which one keeps from what stands behind.
	forgoVerbs = list(`rule_out give_up put_off hold_off call_off swear_off stave_off back_out avoid resist oppose forgo forego postpone delay
		shelve balk refrain abstain shy shun baulk`)
	// Verbs that speak of what may be done.
	mullVerbs = list(`consider contemplate mull mull_over weigh discuss debate explore think talk dream fantasize fantasise float imagine
		worry toy flirt speculate joke warn study negotiate suggest recommend advocate`)
	mulledBy = list(`of about with`)
	// Nouns of what may be, and of what is meant to be.
	openNouns = list(`idea possibility prospect option chance hope dream risk threat danger likelihood fear thought notion talk question
		potential concept debate discussion`)
	meantNouns = list(`plan proposal goal aim intention purpose promise task job hope`)
	// Verbs of whose infinitives one is told that they came to be.
	implicativeVerbs = list(`manage happen proceed begin start continue help`)
	almost           = list(`almost nearly`)
	// Verbs of amounts, of which "nearly" says how far and not whether.
	amountVerbs = list(`double triple quadruple halve finish complete fill empty exhaust cover reach match equal`)
)

// factual gives a clause that is told by itself the polarity and the modality of the words that it hangs on.
func (t *tree) factual(f *frame, i int) {
	if adverb := t.child(i, "advmod"); adverb >= 0 && almost[t.lower(adverb)] && adverb < i && !amountVerbs[t.lemma(i)] && f.nominal < 0 {
		f.doubt(extract.Possible)
	}
	at := i
	for depth := 0; depth < 5; depth++ {
		h := t.head(at)
		if h < 0 || t.child(at, "nsubj", "nsubj:pass") >= 0 || t.finite(at) && !t.is(at, "conj") {
			return
		}
		if insteadOf[t.joiner(at)] || t.lower(h) == "rather" || t.joiner(at) == "than" && t.hasAdverb(h, "rather") {
			f.negated = !f.negated
			return
		}
		if t.is(at, "conj") {
			if at = h; t.finite(h) {
				return
			}
			continue
		}
		if at != i && t.lemma(at) == "get" && t.xpos(at) == "VB" && t.joiner(at) == "to" && !implicativeVerbs[t.lemma(h)] {
			f.doubt(extract.Planned) // "called to get Norway to sell"
			return
		}
		if t.swayed(f, at, h) || !t.linked(at) {
			return
		}
		at = h
	}
}

// swayed gives a clause what the word says that it hangs on, and says whether that had something to say.
func (t *tree) swayed(f *frame, at, h int) bool {
	word := t.lemma(h)
	switch {
	case t.upos(h) == "ADJ" || t.copula(h) >= 0 && t.upos(h) != "NOUN":
		return t.swayedByAdjective(f, t.lower(h), h)
	case slices.Contains(f.tokens, h):
		return false
	case t.verbal(h) && t.is(at, "xcomp", "ccomp", "advcl", "obl"):
		return t.swayedByVerb(f, at, h)
	case t.upos(h) == "NOUN" && t.is(at, "acl", "nmod") && t.xpos(at) == "VBG" && t.caseOf(at) != "":
		switch {
		case meantNouns[word]:
			f.doubt(extract.Planned)
		case openNouns[word]:
			f.doubt(extract.Possible)
		default:
			return false
		}
		return true
	}
	return false
}

func (t *tree) swayedByAdjective(f *frame, word string, h int) bool {
	switch {
	case unableAdjectives[word]:
		f.negated = !f.negated
	case unwillingAdjectives[word]:
		f.negated = !f.negated
		f.doubt(extract.Planned)
	case word == "unlikely":
		f.negated = !f.negated
		f.doubt(extract.Possible)
	case (word == "able" || word == "capable") && t.past(h): // who was able to, did
	case openAdjectives[word]:
		f.doubt(extract.Possible)
	default:
		return false
	}
	return true
}

func (t *tree) swayedByVerb(f *frame, at, h int) bool {
	if t.xpos(at) != "VBG" {
		return false
	}
	word := t.lemma(h)
	if particle := t.child(h, "compound:prt"); particle >= 0 {
		word += "_" + t.lower(particle)
	}
	switch {
	case forgoVerbs[word]:
		f.negated = !f.negated
		f.doubt(extract.Planned)
	case mullVerbs[word] && (t.is(at, "xcomp", "ccomp") || at == h+1 || mulledBy[t.caseOf(at)]):
		f.doubt(extract.Possible)
	case t.hasAdverb(h, "close") && t.caseOf(at) == "to", t.gerundSubject(at, h) >= 0:
		f.doubt(extract.Possible)
	default:
		return false
	}
	return true
}

// doubt gives a clause a modality, unless it has one of its own.
func (f *frame) doubt(m extract.Modality) {
	if f.modality == extract.Asserted {
		f.modality = m
	}
}

// joiner is the preposition or conjunction before a clause, its words joined by "_".
func (t *tree) joiner(i int) string {
	for _, c := range t.all(i, "case", "mark", "cc") {
		if c > i {
			continue
		}
		words := t.lower(c)
		for _, more := range t.all(c, "fixed") {
			words += "_" + t.lower(more)
		}
		return words
	}
	return ""
}

func (t *tree) hasAdverb(i int, word string) bool {
	for _, c := range t.all(i, "advmod", "xcomp") {
		if t.lower(c) == word {
			return true
		}
	}
	return false
}

// past says whether the copula of an adjective is in the past or the perfect.
func (t *tree) past(i int) bool {
	for _, c := range t.all(i, "cop", "aux") {
		if word := t.lower(c); word == "was" || word == "were" || word == "been" {
			return true
		}
	}
	return false
}
