package openie

// Rule is one way in which words make a relation. Its name stands with each relation that it made.
type Rule struct {
	Name string // "clause/object"; what a clause gives, a relative clause gives too: then it is "relative/object"
	Says string // an example, and what comes of it
	File string // the cases in testdata that show it, beside others
}

// Rules are all rules, in the order in which a reader may want to meet them. What each makes of real sentences is seen by
// newsgraph extract --explain; its cases are lines of testdata, and what comes of them stands in the golden file beside.
func Rules() []Rule {
	return []Rule{
		{"clause/object", "Nokia bought Alcatel: Nokia | buy | Alcatel", "verbs.txt"},
		{"clause/oblique", "Berg lives in Oslo: Berg | live in | Oslo", "verbs.txt"},
		{"clause/through-object", "shared data with Huawei: .. | share data with | Huawei", "verbs.txt"},
		{"clause/through-oblique", "was linked to a job at Nokia: .. | be linked to job at | Nokia", "verbs.txt"},
		{"clause/noun-of-object", "signed a deal with Nokia, where the phrase hangs on the deal", "verbs.txt"},
		{"clause/receiver", "gave the school a piano: .. | give piano to | school", "verbs.txt"},
		{"clause/supply", "provided Ukraine with tanks: .. | provide tank to | Ukraine", "voice.txt"},
		{"clause/agent", "was fined by the regulator: regulator | fine | ..", "voice.txt"},
		{"clause/passive", "was arrested in Moscow: .. | be arrested in | Moscow", "voice.txt"},
		{"clause/passive-object", "was taught French: .. | be taught | French", "verbs.txt"},
		{"clause/as-role", "works as a pundit for the Post: .. | work as pundit for | Post", "verbs.txt"},
		{"clause/excluded", "on the phone, not on the server: not .. | be stored on | server", "verbs.txt"},
		{"clause/gerund", "was fined for misleading customers: .. | be fined for | misleading customers", "chains.txt"},
		{"clause/mutual", "Ford and Volkswagen signed a pact: Ford | sign pact with | Volkswagen", "conjunction.txt"},
		{"clause/moved", "sent the crew to Oslo: crew | be sent to | Oslo", "verbs.txt"},
		{"clause/included", "the freed men included Berg: Berg | be one of | freed men", "persons.txt"},
		{"clause/naming", "was named chairman: .. | be named | chairman", "naming.txt"},
		{"clause/naming-role", "was named head of Nokia: .. | be named head of | Nokia", "naming.txt"},
		{"clause/address", "said in a speech to the council: .. | give speech to | council", "events.txt"},
		{"clause/maker", "banned Nokia phones: .. | ban phones of | Nokia", "directive.txt"},
		{"directive/person", "ordered shops to close: .. | order to close | shops", "directive.txt"},
		{"directive/object", "urged Iran to release the crew: .. | urge to release | crew", "directive.txt"},
		{"directive/cessation", "ordered shops to stop selling phones: .. | ban sales of | phones", "directive.txt"},
		{"directive/maker", "ordered shops to stop selling Nokia phones: .. | ban sales of phones of | Nokia", "directive.txt"},
		{"copula/noun", "Lind is a lawyer: Lind | be | lawyer", "copula.txt"},
		{"copula/role", "Berg is head of Nokia: Berg | be head of | Nokia", "nouns.txt"},
		{"copula/preposition", "the museum is near the harbor: .. | be near | harbor", "copula.txt"},
		{"copula/adjective", "Berg is proud of the plan: Berg | be proud of | plan", "copula.txt"},
		{"copula/measure", "shares are down 5%: .. | be down | 5%", "copula.txt"},
		{"appositive/role", "Berg, head of Nokia: Berg | be head of | Nokia", "nouns.txt"},
		{"appositive/noun", "Berg, a lawyer: Berg | be | lawyer", "persons.txt"},
		{"title/role", "Nokia chairman Risto Berg: Berg | be chairman of | Nokia", "nouns.txt"},
		{"title/noun", "lawyer Anna Berg: Berg | be | lawyer", "persons.txt"},
		{"title/nationality", "French engineer Claude: Claude | be | French", "particulars.txt"},
		{"noun/nationality", "the Portuguese coach, of whom the name is known: .. | be | Portuguese", "particulars.txt"},
		{"noun/home", "a New York man: .. | be from | New York", "places.txt"},
		{"person/age", "Berg, 41, ..: Berg | be aged | 41", "particulars.txt"},
		{"person/home", "Berg, of Bergen, ..: Berg | be from | Bergen", "particulars.txt"},
		{"person/party", "Jane Doe, D-Ohio: Doe | be | Democrat", "particulars.txt"},
		{"person/state", "Jane Doe, D-Ohio: Doe | represent | Ohio", "particulars.txt"},
		{"example/kind", "device makers such as Nokia: Nokia | be | device maker", "particulars.txt"},
		{"example/role", "its suppliers, including Spirit: Spirit | be supplier of | it", "particulars.txt"},
		{"place/comma", "Houston, Texas: Houston | be in | Texas", "places.txt"},
		{"place/owner", "the city's Akershus Prison: Akershus Prison | be in | city", "places.txt"},
		{"name/part", "Nokia's Network Division: Network Division | be part of | Nokia", "places.txt"},
		{"name/have", "Elon Musk's SpaceX: Elon Musk | have | SpaceX", "particulars.txt"},
		{"possessor/noun", "Facebook's agreement with Huawei: Facebook | have agreement with | Huawei", "nouns.txt"},
		{"event/owner", "Apple's purchase of Beats: Apple | buy | Beats", "events.txt"},
		{"event/by", "the killing of the king by his guards: guards | kill | king", "events.txt"},
		{"event/between", "talks between Iran and Oman: Iran | have talks with | Oman", "events.txt"},
	}
}
