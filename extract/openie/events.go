package openie

import (
	"strings"

	"newsgraph/extract"
)

// actVerbs give the verb of a noun that names what somebody does to something.
var actVerbs = func() map[string]string {
	out := map[string]string{}
	for _, pair := range strings.Fields(`acquisition:acquire purchase:buy takeover:take-over sale:sell killing:kill murder:murder assassination:assassinate
		shooting:shoot arrest:arrest detention:detain abduction:abduct kidnapping:kidnap release:release rescue:rescue invasion:invade
		annexation:annex occupation:occupy bombing:bomb poisoning:poison hacking:hack theft:steal firing:fire sacking:sack dismissal:dismiss
		ouster:oust removal:remove impeachment:impeach appointment:appoint nomination:nominate election:elect selection:select hiring:hire
		promotion:promote endorsement:endorse rejection:reject approval:approve denial:deny ratification:ratify adoption:adopt
		violation:violate breach:breach treatment:treat mistreatment:mistreat torture:torture persecution:persecute prosecution:prosecute
		conviction:convict indictment:indict investigation:investigate review:review use:use misuse:misuse abuse:abuse handling:handle
		management:manage control:control ownership:own operation:operate launch:launch release:release publication:publish
		disclosure:disclose announcement:announce introduction:introduce development:develop production:produce construction:build
		destruction:destroy demolition:demolish closure:close opening:open expansion:expand deployment:deploy testing:test
		discovery:discover invention:invent creation:create foundation:found founding:found establishment:establish financing:finance
		funding:fund sponsorship:sponsor defeat:defeat recognition:recognize condemnation:condemn criticism:criticize praise:praise
		description:describe portrayal:portray depiction:depict coverage:cover cancellation:cancel suspension:suspend termination:terminate
		renewal:renew extension:extend delivery:deliver shipment:ship transfer:transfer payment:pay recall:recall seizure:seize
		confiscation:confiscate deportation:deport expulsion:expel eviction:evict surrender:surrender exploration:explore`) {
		noun, verb, _ := strings.Cut(pair, ":")
		out[noun] = strings.ReplaceAll(verb, "-", " ")
	}
	return out
}()

// bondNouns are nouns of what two have with each other.
var bondNouns = list(`talk negotiation deal agreement partnership meeting war conflict dispute relation relationship tie merger alliance pact
	treaty cooperation feud rivalry clash contract summit trade ceasefire truce collaboration friendship marriage contest match`)

// event makes relations of a noun that names an act: "Apple's purchase of Beats", "the killing of the king by his guards".
func (r *relator) event(noun, sentence int) {
	verb := actVerbs[r.lemma(noun)]
	if verb == "" || r.upos(noun) != "NOUN" || r.label(noun) != "" {
		return
	}
	target, by := r.ofPhrase(noun), -1
	for c := range r.children(noun) {
		if c > noun && r.is(c, "nmod") && r.caseOf(c) == "by" && !r.temporal(c) {
			by = c
		}
	}
	actor, rule := by, "event/by"
	if actor < 0 {
		actor, rule = r.child(noun, "nmod:poss"), "event/owner"
	}
	if target < 0 || actor < 0 || target < noun || r.kindOf(target) == extract.Quantity {
		return
	}
	f := r.static(noun, sentence, []int{noun})
	r.eventMood(&f, noun)
	r.emit(f, rule, actor, place{target, r.caseTokens(target), verb}, 0.6)
}

// eventMood gives an act the modality of the adjective before it, and the time that stands there.
func (r *relator) eventMood(f *frame, noun int) {
	f.dated = append(r.dateModifiers(noun, 2), r.timesOf(noun)...)
	for _, c := range r.all(noun, "amod") {
		switch r.lower(c) {
		case "planned", "proposed", "upcoming", "future", "intended", "pending":
			f.modality = extract.Planned
		case "possible", "potential", "alleged", "suspected", "attempted", "likely":
			f.modality = extract.Possible
		}
	}
	for at, depth := r.head(noun), 0; at >= 0 && depth < 4; at, depth = r.head(at), depth+1 {
		if !r.predicate(at) {
			continue
		}
		g := r.groupOf(at)
		if g.negated {
			f.modality = extract.Possible
		}
		if f.modality == extract.Asserted && !r.is(noun, "nsubj") {
			f.modality = g.modality
		}
		return
	}
}

// between makes "A has talks with B" of "talks between A and B".
func (r *relator) between(noun, sentence int) {
	if r.upos(noun) != "NOUN" || !bondNouns[r.lemma(noun)] {
		return
	}
	for c := range r.children(noun) {
		if c < noun || !r.is(c, "nmod") || r.caseOf(c) != "between" {
			continue
		}
		others := r.all(c, "conj")
		if len(others) != 1 || !r.nominal(others[0]) || !r.nominal(c) {
			return
		}
		f := r.static(noun, sentence, append([]int{noun}, r.caseTokens(c)...))
		r.eventMood(&f, noun)
		word := r.lemma(noun)
		if r.plural(noun) {
			word = r.lower(noun)
		}
		r.emitOf(f, "event/between", r.shared(c), place{others[0], nil, "have " + word + " with"}, 0.6)
	}
}

// addresses are the verbs of ways to speak to somebody, by noun.
var addresses = map[string]string{
	"speech": "give speech", "address": "give address", "interview": "give interview", "email": "send email", "e-mail": "send email",
	"letter": "send letter", "memo": "send memo", "remark": "make remarks", "message": "send message", "testimony": "give testimony",
	"briefing": "give briefing", "lecture": "give lecture", "toast": "give toast",
}

// addressed makes "give speech to N" of "said in a speech to N".
func (r *relator) addressed(f frame) {
	if f.subject < 0 || f.passive || !speechVerbs[r.lemma(f.verb)] {
		return
	}
	for _, o := range f.obliques {
		way := addresses[r.lemma(o.head)]
		if way == "" || o.prep != "in" && o.prep != "during" && o.prep != "at" {
			continue
		}
		for c := range r.children(o.head) {
			prep := r.caseOf(c)
			if c < o.head || !r.is(c, "nmod") || r.temporal(c) {
				continue
			}
			switch prep {
			case "to", "with", "at", "before":
				tokens := append(append(append([]int(nil), o.tokens...), o.head), r.caseTokens(c)...)
				r.emit(f, f.rule+"/address", f.subject, place{c, tokens, way + " " + prep}, 0.6)
			}
		}
	}
}
