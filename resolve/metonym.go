package resolve

import (
	"strings"

	"newsgraph/graph"
	"newsgraph/nlp"
)

// capitals give the country whose government a capital stands for.
var capitals = func() map[string]string {
	out := map[string]string{}
	for _, pair := range strings.Split(`washington:United States, beijing:China, moscow:Russia, kremlin:Russia, london:United Kingdom, downing street:United Kingdom,
paris:France, berlin:Germany, tokyo:Japan, delhi:India, new delhi:India, canberra:Australia, ottawa:Canada, brasilia:Brazil, kabul:Afghanistan, tehran:Iran,
baghdad:Iraq, damascus:Syria, riyadh:Saudi Arabia, ankara:Turkey, cairo:Egypt, tripoli:Libya, islamabad:Pakistan, seoul:South Korea, pyongyang:North Korea,
hanoi:Vietnam, bangkok:Thailand, jakarta:Indonesia, kuala lumpur:Malaysia, manila:Philippines, kiev:Ukraine, kyiv:Ukraine, warsaw:Poland, madrid:Spain,
rome:Italy, lisbon:Portugal, athens:Greece, brussels:European Union, stockholm:Sweden, oslo:Norway, copenhagen:Denmark, helsinki:Finland, budapest:Hungary,
bucharest:Romania, sofia:Bulgaria, belgrade:Serbia, zagreb:Croatia, dublin:Ireland, buenos aires:Argentina, santiago:Chile, bogota:Colombia, caracas:Venezuela,
lima:Peru, havana:Cuba, abuja:Nigeria, nairobi:Kenya, addis ababa:Ethiopia, khartoum:Sudan, algiers:Algeria, rabat:Morocco, tunis:Tunisia, beirut:Lebanon,
amman:Jordan, sanaa:Yemen, doha:Qatar, taipei:Taiwan, dhaka:Bangladesh, minsk:Belarus, tbilisi:Georgia, yerevan:Armenia, baku:Azerbaijan, vienna:Austria,
prague:Czech Republic`, ",") {
		capital, country, _ := strings.Cut(strings.TrimSpace(pair), ":")
		out[capital] = country
	}
	return out
}()

// Verbs of what governments do, of which the subject is no city.
var stateVerbs = list(`accuse agree announce annex approve argue ask back ban blame block call cancel claim condemn consider cut decide declare demand deny
	deploy dismiss expel express extend fear fund hold hope impose insist invade join launch lift negotiate offer oppose order pledge plan pressure promise
	propose protest ratify recall recognize recognise refuse reject rely renew request respond retaliate revoke sanction say seek send set sign slap
	suspend support sue threaten threatened urge veto vow want warn welcome withdraw`)

// Verbs whose object is somebody who answers for what is done.
var blameVerbs = list(`accuse ask blame condemn criticize criticise urge warn sanction pressure press provoke anger persuade convince threaten thank defy`)

// What states have with or against each other; cities and their clubs play games.
var dealWords = list(`talk negotiation deal agreement treaty pact accord relation relationship tie alliance conflict war dispute sanction cooperation
	trade tension diplomacy summit partnership truce ceasefire standoff negotiate cooperate side ally hold`)

// government is the country that a capital stands for at this token: "Beijing denied the report", "talks with Moscow",
// not "arrived in Moscow". ok is false where it stands for the city.
func (l *local) government(i int) (key graph.Key, ok bool) {
	e := l.nameOf[i]
	if e < 0 || l.d.Entities[e].Label == nlp.Person || l.d.Entities[e].Label == nlp.Group {
		return "", false
	}
	country, isCapital := capitals[strings.ToLower(l.nameText(e))]
	if !isCapital || !l.acts(l.headOf(l.d.Entities[e].Span)) {
		return "", false
	}
	kind := graph.Place
	if country == "European Union" {
		kind = graph.Organization
	}
	founding := Normalise(country, false)
	key = graph.NamedKey(kind, founding)
	if t := l.thing(key, founding, kind, true); len(t.names) == 0 {
		t.names[country]++
	}
	return key, true
}

// acts says whether a place does what only people do, or has it done to it.
func (l *local) acts(i int) bool {
	for depth := 0; depth < 3 && l.d.Tokens[i].Deprel == "conj" && l.d.Tokens[i].Head >= 0; depth++ {
		i = l.d.Tokens[i].Head
	}
	tok := l.d.Tokens[i]
	if tok.Head < 0 {
		return false
	}
	rel, _, _ := strings.Cut(tok.Deprel, ":")
	verb := strings.ToLower(l.d.Tokens[tok.Head].Lemma)
	isVerb := l.d.Tokens[tok.Head].UPOS == "VERB"
	switch rel {
	case "nsubj":
		return tok.Deprel == "nsubj" && isVerb && stateVerbs[verb]
	case "obj", "iobj":
		return isVerb && blameVerbs[verb]
	case "obl", "nmod":
		switch l.caseOf(i) {
		case "with", "against", "between":
			return dealWords[verb]
		case "by":
			return isVerb && stateVerbs[verb]
		}
	}
	return false
}

// caseOf is the preposition of a token in lower case; empty for none or several words.
func (l *local) caseOf(i int) string {
	for k := i - 1; k >= max(0, i-6); k-- {
		if l.d.Tokens[k].Head == i && l.d.Tokens[k].Deprel == "case" {
			return strings.ToLower(l.d.Tokens[k].Form)
		}
	}
	return ""
}
