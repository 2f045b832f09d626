package openie

import (
	"strings"

	"newsgraph/nlp"
)

// maxTimeDepth bounds how many clauses up a time is looked for.
const maxTimeDepth = 4

// timesFor are the heads of the phrases that say when the clause of a predicate happened: its own, else those of a
// clause that it goes with.
func (t *tree) timesFor(i int, own []int) []int {
	if top := t.chainTop(i); top != i && gerundVerbs[t.lemma(top)] {
		if times := t.datedOf(t.ownTimes(top)); len(times) > 0 {
			return times // "pleaded guilty on Monday to fraud in March" is of Monday
		}
	}
	if len(own) > 0 && !t.idleTimes(own) {
		return own
	}
	if found := t.borrowedTimes(i, 0); len(found) > 0 {
		return found
	}
	if found := t.eventTimes(i); len(found) > 0 {
		return found
	}
	if found := t.closingTime(i); found >= 0 {
		return []int{found}
	}
	return own
}

// chainTop is the verb that carries all others of a chain: of "pleaded guilty to threatening to kill" it is "pleaded".
func (t *tree) chainTop(i int) int {
	for depth := 0; depth < 6 && t.linked(i) && t.head(i) >= 0; depth++ {
		i = t.head(i)
	}
	return i
}

// closingTime is the month, day or year at the end of a clause in the past that the parser hung on a participle inside
// of it, or -1: "was seized by men wearing masks in August 2016".
func (t *tree) closingTime(i int) int {
	if !t.pastClause(i) && t.child(i, "aux:pass") < 0 {
		return -1
	}
	end := t.subtree(i).End
	for end > i && t.upos(end-1) == "PUNCT" {
		end--
	}
	for c := end - 1; c > max(i, end-6); c-- {
		if t.is(c, "obl", "nmod") && t.timeOblique(c) && t.caseOf(c) != "" && t.subtree(c).End == end && t.dated(t.subtree(c)) {
			if t.underParticiple(c, i) {
				return c
			}
			return -1
		}
	}
	return -1
}

// underParticiple says whether between a token and the verb above it there is a participle that modifies a noun, and no
// clause of another kind.
func (t *tree) underParticiple(c, verb int) bool {
	found := false
	for at, depth := t.head(c), 0; at != verb; at, depth = t.head(at), depth+1 {
		if at < 0 || depth > 6 {
			return false
		}
		switch {
		case t.upos(at) == "VERB" && t.is(at, "acl") && !t.is(at, "acl:relcl") && (t.xpos(at) == "VBG" || t.xpos(at) == "VBN"):
			found = true
		case !t.is(at, "obl", "nmod", "obj") || t.upos(at) == "VERB":
			return false
		}
	}
	return found
}

// idleTimes says whether times say nothing of a day or year, nor of an order: "now", "already".
func (t *tree) idleTimes(times []int) bool {
	for _, i := range times {
		switch t.lower(i) {
		case "now", "already", "immediately":
		default:
			return false
		}
	}
	return true
}

// ownTimes are the times that hang on a predicate itself, or on its subject and object where parsers often hang them.
func (t *tree) ownTimes(i int) []int {
	var out []int
	for c := range t.children(i) {
		switch {
		case t.is(c, "nsubj", "nsubj:pass"):
			out = append(out, t.timesOf(c)...)
		case t.is(c, "obj") && t.when(c):
			out = append(out, c)
		case t.is(c, "obj"):
			out = append(out, t.timesOf(c)...)
		case t.is(c, "obl") && t.timeOblique(c), t.is(c, "nmod") && t.nominalAt(i) && c > i && t.timeOblique(c):
			out = append(out, c)
		case t.is(c, "advmod") && timeAdverbs[t.lower(c)]:
			out = append(out, c)
		case t.is(c, "advcl") && t.since(c):
			out = append(out, c)
		}
	}
	return out
}

// nominalAt says whether the predicate is a noun or adjective.
func (t *tree) nominalAt(i int) bool { return t.copula(i) >= 0 || !t.verbal(i) }

// timeOblique says whether an oblique says when.
func (t *tree) timeOblique(c int) bool {
	prep := t.caseOf(c)
	return t.temporal(c) && (prep == "" || timePrepositions[prep] || prep == "as" || strings.HasPrefix(prep, "as ")) && !t.is(c, "obl:agent")
}

// since says whether a clause dates what it hangs on: "out of work since being sacked in 2018".
func (t *tree) since(c int) bool {
	for _, mark := range t.all(c, "mark", "case") {
		if t.lower(mark) == "since" {
			return t.dated(t.subtree(c))
		}
	}
	return false
}

// borrowedTimes are the times of the clause that a predicate goes with: what is joined to it, the participle and the
// "as" clause beside it, the verb that carries it, what an announcement is about.
func (t *tree) borrowedTimes(i, depth int) []int {
	h := t.head(i)
	if h < 0 || depth > maxTimeDepth || !t.timeBound(i, h) {
		return nil
	}
	if times := t.datedOf(t.ownTimes(h)); len(times) > 0 {
		return times
	}
	if times := t.eventTimes(h); len(times) > 0 {
		return times
	}
	return t.borrowedTimes(h, depth+1)
}

// timeBound says whether clause i is told at the time of the clause h that it hangs on.
func (t *tree) timeBound(i, h int) bool {
	if !t.predicate(h) {
		return false
	}
	switch {
	case t.linked(i):
		return t.patient(h) < 0
	case t.is(i, "conj"):
		if t.child(i, "nsubj", "nsubj:pass") >= 0 && !t.frontedTime(h) {
			return false
		}
		return t.sameForm(i, h) || t.finite(i) == t.finite(h)
	case t.is(i, "advcl"):
		mark := t.child(i, "mark")
		if mark < 0 {
			return t.xpos(i) == "VBG" || t.xpos(i) == "VBN" || t.whenever(i)
		}
		switch t.lower(mark) {
		case "as", "while", "when", "where":
			return true
		}
	case t.is(i, "ccomp"):
		return announceVerbs[t.lemma(h)] && t.pastClause(i)
	}
	return false
}

// whenever says whether a clause begins with "when", whatever the parser took that for.
func (t *tree) whenever(i int) bool {
	when := t.child(i, "advmod")
	return when >= 0 && when < i && t.lower(when) == "when"
}

// frontedTime says whether a clause begins with its time, which then is that of all that is joined to it.
func (t *tree) frontedTime(h int) bool {
	subject := t.child(h, "nsubj", "nsubj:pass")
	for _, c := range t.ownTimes(h) {
		if c < subject {
			return true
		}
	}
	return false
}

// pastClause says whether a clause stands in the past without "had": what was announced to happen then.
func (t *tree) pastClause(i int) bool {
	for _, a := range t.all(i, "aux", "aux:pass", "cop") {
		if t.lower(a) == "had" || t.xpos(a) == "MD" {
			return false
		}
		if t.xpos(a) == "VBD" {
			return true
		}
	}
	return t.xpos(i) == "VBD"
}

// eventTimes are the times that only the nouns of a clause carry: "at a Monday meeting", "the March 21 call", and those
// of a purpose that closes the clause: "returned to London to lead the club in 2016".
func (t *tree) eventTimes(i int) []int {
	var out []int
	for c := range t.children(i) {
		switch {
		case t.is(c, "nsubj", "obj", "obl") && t.caseOf(c) != "for" && t.caseOf(c) != "of":
			out = append(out, t.dateModifiers(c, 0)...)
		case t.is(c, "advcl") && t.xpos(c) == "VB" && t.finite(i) && c > i:
			out = append(out, t.yearsOf(t.ownTimes(c))...)
		}
	}
	if len(out) == 0 {
		out = t.toldEvent(i)
	}
	if noun := t.head(i); t.is(i, "acl") && noun >= 0 && t.xpos(i) == "VB" {
		out = append(out, t.dateModifiers(noun, 0)...)
	}
	return out
}

// yearsOf are the times that name a year before they could be planned: a purpose with such a time is past.
func (t *tree) yearsOf(times []int) []int {
	var out []int
	for _, i := range times {
		if s := t.subtree(i); t.upos(i) == "NUM" && t.dated(s) {
			out = append(out, i)
		}
	}
	return out
}

// dateModifiers are the days, months and years that stand before a noun, or before one in a phrase on it: "the close of
// its Monday show". Years are left out: "the 2020 budget" is not made in 2020.
func (t *tree) dateModifiers(noun, depth int) []int {
	var out []int
	if depth > 2 || t.temporal(noun) {
		return nil
	}
	for c := range t.children(noun) {
		switch {
		case c < noun && t.is(c, "compound", "nmod", "amod", "nmod:unmarked", "nmod:desc") && (t.monthOrDay(c) || t.temporal(c) && t.holdsDay(c)):
			out = append(out, c)
		case c > noun && t.is(c, "nmod"):
			out = append(out, t.dateModifiers(c, depth+1)...)
		case c > noun && t.is(c, "acl") && !t.finite(c):
			out = append(out, t.daysOf(t.ownTimes(c))...)
			for _, o := range t.all(c, "obj", "obl") {
				out = append(out, t.daysOf(t.timesOf(o))...)
			}
		}
	}
	return out
}

// daysOf are the times that are days of the week. Where one closes a sentence it is nearly always that of the main
// clause: "showed a picture of Lind holding the cup on Monday".
func (t *tree) daysOf(times []int) []int {
	var out []int
	for _, i := range times {
		if strings.HasSuffix(t.lower(i), "day") && t.monthOrDay(i) {
			out = append(out, i)
		}
	}
	return out
}

// maxEventSentences bounds how far back an event is looked for that a clause refers to.
const maxEventSentences = 4

// toldEvent are the times of an event that was told of before and that a clause happens in: "during the call" after
// "the March 21 call".
func (t *tree) toldEvent(i int) []int {
	for _, c := range t.all(i, "obl") {
		if prep := t.caseOf(c); prep != "during" && prep != "at" && prep != "in" || t.upos(c) != "NOUN" || t.temporal(c) {
			continue
		}
		det := t.child(c, "det")
		if det < 0 || t.lower(det) != "the" && t.lower(det) != "that" {
			continue
		}
		si := t.d.SentenceOf(c)
		floor := t.d.Sentences[max(0, si-maxEventSentences)].Start
		for k := t.d.Sentences[si].Start - 1; k >= floor; k-- {
			if t.upos(k) == "NOUN" && t.lemma(k) == t.lemma(c) {
				if times := append(t.dateModifiers(k, 2), t.timesOf(k)...); len(times) > 0 {
					return times[:1]
				}
			}
		}
	}
	return nil
}

// holdsDay says whether a phrase names a day or month: "Monday night".
func (t *tree) holdsDay(i int) bool {
	s := t.subtree(i)
	for k := s.Start; k < s.End; k++ {
		if t.monthOrDay(k) {
			return true
		}
	}
	return false
}

// datedOf are the times that a calendar can place.
func (t *tree) datedOf(times []int) []int {
	var out []int
	for _, i := range times {
		if t.dated(t.subtree(i)) {
			out = append(out, i)
		}
	}
	return out
}

// dated says whether a phrase can be placed in the calendar: it names a day, month or year, or counts from the day of
// publication.
func (t *tree) dated(s nlp.Span) bool {
	for i := s.Start; i < s.End; i++ {
		if t.monthOrDay(i) || t.year(i) {
			return true
		}
		switch t.lower(i) {
		case "today", "yesterday", "tomorrow", "tonight", "last", "this", "next", "ago", "currently":
			return true
		}
	}
	return false
}

// timesOf are the times that a parser hung on a subject or object and that are the verb's: "Esper on Wednesday accused
// China", "shared data with Huawei on Monday". Only days, months and years are taken: other times may well be the noun's.
func (t *tree) timesOf(noun int) []int {
	var out []int
	for _, c := range t.all(noun, "nmod") {
		if c > noun && t.temporal(c) && timePrepositions[t.caseOf(c)] && t.caseOf(c) != "from" && (t.monthOrDay(c) || t.upos(noun) == "PROPN" || t.upos(c) == "NUM") {
			out = append(out, c)
		}
		if c > noun && t.label(c) != "" {
			out = append(out, t.timesOf(c)...)
		}
	}
	return out
}

// when says whether an object without a preposition is a time after all: "was released Tuesday".
func (t *tree) when(i int) bool {
	if verb := t.head(i); verb >= 0 && t.upos(i) == "NOUN" && t.plural(i) && lengthVerbs[t.lemma(verb)] {
		return false // "face decades in jail"
	}
	return t.temporal(i) && t.caseOf(i) == "" && (t.upos(i) == "PROPN" || t.child(i, "det", "nmod:poss") < 0 || t.child(i, "amod") >= 0) &&
		t.lower(i) != "time" && t.lower(i) != "period"
}

// scheduled says whether a clause in the present names the day on which it is to be: "the tour stops in Oslo on July 22".
func (t *tree) scheduled(f *frame) bool {
	if f.nominal >= 0 || t.xpos(f.verb) != "VBZ" && t.xpos(f.verb) != "VBP" || t.child(f.verb, "aux") >= 0 || speechVerbs[t.lemma(f.verb)] {
		return false
	}
	for _, i := range f.dated {
		if t.head(i) != f.verb {
			continue
		}
		if t.clockTime(i) || t.holdsDay(i) && !strings.HasSuffix(t.lower(i), "s") && t.child(i, "det") < 0 && t.caseOf(i) != "since" {
			return true
		}
	}
	return false
}

// timeSpan is the phrase of a frame's time with its preposition: one that a calendar can place before any other, then
// the longest.
func (t *tree) timeSpan(f *frame) nlp.Span {
	var best nlp.Span
	exact := -1
	for _, head := range f.dated {
		s := t.withoutClause(head)
		if e := t.exactness(s); e > exact || e == exact && s.Len() > best.Len() {
			best, exact = s, e
		}
	}
	return best
}

// exactness is 2 for a phrase that names a day, a month or a year, 1 for one that a calendar can place ("this year"), else
// 0.
func (t *tree) exactness(s nlp.Span) int {
	for i := s.Start; i < s.End; i++ {
		if t.monthOrDay(i) || t.year(i) {
			return 2
		}
	}
	return one(t.dated(s))
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// withoutClause is the phrase of a time up to the comma behind which a clause tells more.
func (t *tree) withoutClause(head int) nlp.Span {
	s := t.subtree(head)
	for k := head + 1; k < s.End; k++ {
		if t.lower(k) == "," && k+1 < s.End && relatives[t.lower(k+1)] {
			s.End = k
		}
	}
	return s
}

// temporal says whether a noun phrase says when and not what.
func (t *tree) temporal(head int) bool {
	word, lemma := t.lower(head), t.lemma(head)
	if t.label(head) == nlp.Person || word == "times" && t.child(head, "nummod") >= 0 {
		return false // Mr Weeks; "four times" is how often
	}
	if timeUnits[lemma] && t.capital(head) && t.child(head, "nummod") < 0 && head > 0 && t.d.SentenceOf(head-1) == t.d.SentenceOf(head) {
		return false // "Berg and Weeks were freed"
	}
	if timeNouns[word] || timeNouns[lemma] || t.year(head) || t.clockTime(head) || t.monthOrDay(head) {
		return true
	}
	for c := range t.children(head) {
		if t.upos(head) == "NUM" && t.is(c, "compound", "nmod", "flat", "nummod") && t.caseOf(c) == "" && t.monthOrDay(c) {
			return true
		}
	}
	return t.upos(head) == "PROPN" && timeNouns[strings.TrimSuffix(word, ".")]
}

// year says whether a token is the number of a year.
func (t *tree) year(i int) bool {
	word := t.lower(i)
	return t.upos(i) == "NUM" && len(word) == 4 && (strings.HasPrefix(word, "19") || strings.HasPrefix(word, "20"))
}

// clockTime says whether a token is a time of day: "9 a.m.", "5:30".
func (t *tree) clockTime(i int) bool {
	word := t.lower(i)
	switch word {
	case "a.m.", "p.m.", "am", "pm":
		return t.upos(i) != "AUX" && i > 0 && t.upos(i-1) == "NUM"
	}
	if t.upos(i) != "NUM" || i+1 >= len(t.d.Tokens) {
		return false
	}
	if hour, minute, ok := strings.Cut(word, ":"); ok {
		return len(hour) <= 2 && len(minute) == 2
	}
	switch t.lower(i + 1) {
	case "a.m.", "p.m.", "am", "pm", "a.m", "p.m":
		return true
	}
	return false
}

// monthOrDay says whether a token is the name of a month or of a day of the week.
func (t *tree) monthOrDay(i int) bool {
	word := strings.TrimSuffix(t.lower(i), ".")
	for _, part := range []string{"mid-", "early-", "late-"} {
		if rest, ok := strings.CutPrefix(word, part); ok {
			return timeNouns[rest]
		}
	}
	return t.upos(i) == "PROPN" && timeNouns[word]
}
