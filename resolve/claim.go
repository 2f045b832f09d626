package resolve

import (
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/nlp"
)

// claimer makes claims of relations.
type claimer struct {
	*local
	article  news.Article
	claims   []graph.Claim
	seen     map[claimKey]int
	story    narrative
	synonyms Synonyms
}

// claimKey is what makes two claims of one sentence the same.
type claimKey struct {
	sentence        int
	subject, object graph.Key
	predicate, text string
	polarity        graph.Polarity
}

// add makes the claims of one relation: one, or one for each of several that its ends stand for. Relations whose ends
// stand for nothing that can be known are left out.
func (c *claimer) add(r extract.Relation) {
	speaker := c.speakerOf(r)
	subjects, objects := c.keysOf(r.Subject), c.keysOf(r.Object)
	if subjects == nil {
		subject, ok := c.subject(r.Subject, speaker)
		if !ok {
			return
		}
		subjects = []graph.Key{subject}
	}
	for _, subject := range subjects {
		if objects == nil {
			c.claim(r, speaker, subject, "")
		}
		for _, object := range objects {
			c.claim(r, speaker, subject, object)
		}
	}
}

// claim makes the claim of a relation about a subject; of the object too, where that is known already.
func (c *claimer) claim(r extract.Relation, speaker, subject, object graph.Key) {
	if t := c.things[subject]; personRules[r.Rule] && (!t.entity.Named || t.entity.Type != graph.Person) {
		return
	}
	claim := graph.Claim{
		Subject: subject, Object: object, Predicate: c.synonyms.predicate(r.Predicate.Label), Polarity: graph.Affirmed, Modality: modality(r.Modality),
		Speaker: speaker, Rule: r.Rule, Surface: c.surface(r),
	}
	if role, company, ok := c.office(r); ok {
		claim.Rule, claim.Predicate, claim.Object = "title/office", c.synonyms.predicate("be "+role+" of"), company
		object = company
	}
	if r.Negated {
		claim.Polarity = graph.Negated
	}
	if object == "" && !c.setObject(&claim, r, speaker) || claim.Object == subject {
		return
	}
	claim.Time = c.when(r)
	c.story.follow(c, &claim, r)
	if r.Place != nil {
		claim.Place, _ = c.known(*r.Place, speaker)
	}
	c.addArguments(&claim, r, speaker)
	c.quote(&claim, r)
	claim.Text = c.sentenceOf(claim, r)
	claim.Confidence = c.confidence(&claim)
	c.keep(claim, r)
}

// setObject finds what the object of a relation stands for; false where that is nothing.
func (c *claimer) setObject(claim *graph.Claim, r extract.Relation, speaker graph.Key) bool {
	if kindRules[r.Rule] { // a president is no node
		claim.Literal = literal(c.textOf(r.Object), "")
		return true
	}
	var ok bool
	if claim.Object, claim.Literal, ok = c.object(r.Object, speaker); !ok {
		return false
	}
	if country, ok := c.country(r); ok {
		claim.Object = country
	}
	return true
}

// personRules are the rules that only tell of somebody with a name.
var personRules = map[string]bool{"noun/nationality": true, "noun/home": true}

// kindRules are the rules whose object says of what kind the subject is.
var kindRules = map[string]bool{"title/noun": true, "example/kind": true, "person/party": true}

// speakerOf is who says a relation. A spokesman or a statement that is not said to be anybody's is that of the
// organisation that the sentence is about, else of the one that the article names most.
func (c *claimer) speakerOf(r extract.Relation) graph.Key {
	speaker := c.speaker(r.Speaker)
	if t := c.things[speaker]; t == nil || t.entity.Named || !spokesNouns[strings.ToLower(c.d.Tokens[r.Speaker.Head].Lemma)] {
		return speaker
	}
	if key, ok := c.named(r.Subject); ok && c.things[key].entity.Type == graph.Organization {
		return key
	}
	if author := c.authorOf(*r.Speaker); author != "" {
		return author
	}
	if topic := c.topic(); topic != "" && c.onlyTopic(topic) {
		return topic
	}
	return speaker
}

// keep appends a claim, or puts it in place of a less certain one that says the same in the same sentence.
func (c *claimer) keep(claim graph.Claim, r extract.Relation) {
	key := claimKey{sentence: r.Sentence, subject: claim.Subject, object: claim.Object, predicate: claim.Predicate, polarity: claim.Polarity}
	if claim.Literal != nil {
		key.text = strings.ToLower(claim.Literal.Text)
	}
	at, repeated := c.seen[key]
	switch {
	case !repeated:
		c.seen[key] = len(c.claims)
		c.claims = append(c.claims, claim)
	case claim.Confidence > c.claims[at].Confidence:
		c.claims[at] = claim
	default:
		return
	}
	for _, k := range []graph.Key{claim.Subject, claim.Object, claim.Speaker, claim.Place} {
		c.used[k] = true
	}
	for _, a := range claim.Arguments {
		c.used[a.Entity] = true
	}
	delete(c.used, "")
}

func modality(m extract.Modality) graph.Modality {
	switch m {
	case extract.Planned:
		return graph.Planned
	case extract.Possible:
		return graph.Possible
	}
	return graph.Asserted
}

// maxLiteralWords bounds an object that is no entity: what is longer is a clause and no thing.
const maxLiteralWords = 12

// object is the key or the literal of an object.
func (c *claimer) object(m extract.Mention, speaker graph.Key) (graph.Key, *graph.Literal, bool) {
	if key, ok := c.known(m, speaker); ok {
		return key, nil, true
	}
	if m.Kind == extract.Pronoun {
		return "", nil, false
	}
	if _, ok := c.facility(m); ok {
		key, ok := c.described(m)
		return key, nil, ok
	}
	if m.Kind == extract.Quantity && c.nameModifies(m) {
		key, ok := c.described(m)
		return key, nil, ok
	}
	if m.Kind == extract.Description && (m.Text != "" || c.nameModifies(m) || c.holdsName(m) || c.spokenOfAgain(m)) {
		key, ok := c.described(m)
		return key, nil, ok
	}
	text := c.textOf(m)
	if text == "" || len(strings.Fields(text)) > maxLiteralWords {
		return "", nil, false
	}
	return "", literal(text, c.date(m)), true
}

// country is the country of a nationality that somebody holds an office of: the "Afghan President" is that of
// Afghanistan.
func (c *claimer) country(r extract.Relation) (graph.Key, bool) {
	if !strings.HasSuffix(r.Rule, "/role") || r.Object.Label != nlp.Group {
		return "", false
	}
	name, ok := countries[strings.ToLower(c.textOf(r.Object))]
	if !ok {
		return "", false
	}
	founding := Normalise(name, false)
	key := graph.NamedKey(graph.Place, founding)
	if t := c.thing(key, founding, graph.Place, true); len(t.names) == 0 {
		t.names[name]++
	}
	return key, true
}

// holdsName says whether the words before a noun name something: "the Kabul government", "US forces".
func (c *claimer) holdsName(m extract.Mention) bool {
	for i := m.Start; i < m.Head; i++ {
		if c.nameOf[i] >= 0 {
			return true
		}
	}
	return false
}

// spokenOfAgain says whether the article has a claim about the described thing already, so that it is a node.
func (c *claimer) spokenOfAgain(m extract.Mention) bool {
	founding := Normalise(c.textOf(m), false)
	_, ok := c.things[graph.LocalKey(c.articleID, c.kindOfNoun(m.Head), founding)]
	return ok
}

// date is the EDTF date of an object that is a time; empty for any other.
func (c *claimer) date(m extract.Mention) string {
	head := c.d.Tokens[m.Head]
	word := strings.ToLower(head.Form)
	_, isMonth := monthNames[word]
	_, isDay := weekdays[word]
	if !isMonth && !isDay && (head.UPOS != "NUM" || len(word) != 4) {
		return ""
	}
	return When(c.d.TextOf(m.Span), c.article.Published, false)
}

// when is the time of a relation; nil where the text says none.
func (c *claimer) when(r extract.Relation) *graph.TimeSpan {
	if r.Time.Len() == 0 {
		return nil
	}
	by := strings.EqualFold(c.d.Tokens[r.Time.Start].Form, "by") // "should end by Thursday"
	return c.timeSpan(r.Time, r.Modality == extract.Planned || by && r.Modality == extract.Possible)
}

func (c *claimer) timeSpan(s nlp.Span, future bool) *graph.TimeSpan {
	phrase := strings.Trim(tidy(c.d.TextOf(s)), " ,;:")
	if phrase == "" {
		return nil
	}
	return &graph.TimeSpan{EDTF: When(phrase, c.article.Published, future), Phrase: phrase}
}

var roles = map[extract.Role]graph.Role{
	extract.RoleTime: graph.RoleTime, extract.RolePlace: graph.RolePlace, extract.RoleRecipient: graph.RoleRecipient,
	extract.RoleSource: graph.RoleSource, extract.RoleTopic: graph.RoleTopic, extract.RoleManner: graph.RoleManner,
	extract.RolePurpose: graph.RolePurpose, extract.RoleCause: graph.RoleCause, extract.RoleInstrument: graph.RoleInstrument,
	extract.RoleQuantity: graph.RoleQuantity, extract.RoleOther: graph.RoleOther,
}

func (c *claimer) addArguments(claim *graph.Claim, r extract.Relation, speaker graph.Key) {
	for _, a := range r.Arguments {
		preposition, words := c.withoutPreposition(a)
		out := graph.ClaimArgument{Role: roles[a.Role], Preposition: preposition, Text: c.textOf(words)}
		if out.Text == "" {
			continue
		}
		if a.Role == extract.RoleTime {
			out.Time = c.timeSpan(a.Mention.Span, r.Modality == extract.Planned)
		} else if key, ok := c.known(a.Mention, speaker); ok {
			out.Entity = key
		}
		claim.Arguments = append(claim.Arguments, out)
	}
}

// withoutPreposition parts an argument into its preposition and the other words, so that the two together read as the
// article does. The phrase of a time has its preposition in it. Where other words stand before that ("shortly before 2009"),
// the phrase stays whole and there is none.
func (c *claimer) withoutPreposition(a extract.Argument) (string, extract.Mention) {
	words := a.Mention
	first, behind := strings.Fields(a.Preposition), words.Start
	for behind < words.End && behind-words.Start < len(first) && strings.EqualFold(c.d.Tokens[behind].Form, first[behind-words.Start]) {
		behind++
	}
	switch {
	case a.Role != extract.RoleTime || len(first) == 0:
		return a.Preposition, words
	case behind == words.Start+len(first) && behind < words.End:
		words.Start = behind
		return a.Preposition, words
	}
	return "", words
}

// quote sets the quote, its offsets and the spans of its parts.
func (c *claimer) quote(claim *graph.Claim, r extract.Relation) {
	first, last := c.d.Tokens[r.Evidence.Start], c.d.Tokens[r.Evidence.End-1]
	claim.Start, claim.End = first.Start, last.End
	add := func(role string, s nlp.Span) {
		if s.Len() > 0 && r.Evidence.Start <= s.Start && s.End <= r.Evidence.End {
			claim.Spans = append(claim.Spans, graph.Span{Role: role, Start: c.d.Tokens[s.Start].Start, End: c.d.Tokens[s.End-1].End})
		}
	}
	add("subject", r.Subject.Span)
	for _, run := range runs(r.Predicate.Tokens) {
		add("predicate", run)
	}
	add("object", r.Object.Span)
	if r.Speaker != nil {
		add("speaker", r.Speaker.Span)
	}
	add("time", r.Time)
	if r.Place != nil {
		add("place", r.Place.Span)
	}
	for _, a := range r.Arguments {
		if a.Role != extract.RoleTime {
			add("argument", a.Mention.Span)
		}
	}
	sort.SliceStable(claim.Spans, func(a, b int) bool { return claim.Spans[a].Start < claim.Spans[b].Start })
}

// runs are the unbroken stretches of a sorted list of tokens.
func runs(tokens []int) []nlp.Span {
	var out []nlp.Span
	for _, i := range tokens {
		if n := len(out); n > 0 && out[n-1].End == i {
			out[n-1].End = i + 1
			continue
		}
		out = append(out, nlp.Span{Start: i, End: i + 1})
	}
	return out
}

// surface is the relation in the article's own words; a gap is shown by "...".
func (c *claimer) surface(r extract.Relation) string { return c.words(r, " ... ") }

func (c *claimer) words(r extract.Relation, gap string) string {
	var parts []string
	for _, run := range runs(r.Predicate.Tokens) {
		parts = append(parts, tidy(c.d.TextOf(run)))
	}
	return strings.Join(parts, gap)
}

// sentenceOf is a claim as a short sentence, in the order in which the article has its ends.
func (c *claimer) sentenceOf(claim graph.Claim, r extract.Relation) string {
	subject, object := c.nameOfKey(claim.Subject), c.nameOfKey(claim.Object)
	if claim.Literal != nil {
		object = claim.Literal.Text
	}
	words := c.words(r, " ")
	if strings.HasSuffix(r.Rule, "/agent") {
		subject, object = object, subject
	}
	if unspoken(r) {
		words = thirdPerson(claim.Predicate)
	}
	if r.Negated && !denies(words) {
		words = deny(claim.Predicate)
	}
	return subject + " " + words + " " + object
}

// unspoken says whether the words of a predicate, in their order, make no sentence between its ends: nouns without a
// verb, and prepositions that stand before the subject.
func unspoken(r extract.Relation) bool {
	rule, _, _ := strings.Cut(r.Rule, "/")
	switch rule {
	case "directive", "appositive", "title", "possessor", "place", "noun":
		return true
	}
	return r.Predicate.Tokens[0] < r.Subject.Start && !strings.HasSuffix(r.Rule, "/agent")
}

// denies says whether words hold a negation.
func denies(words string) bool {
	for _, w := range strings.Fields(strings.ToLower(words)) {
		switch {
		case w == "not", w == "never", w == "no", w == "neither", w == "nor", w == "cannot", strings.HasSuffix(w, "n't"), strings.HasSuffix(w, "n’t"):
			return true
		}
	}
	return false
}

// deny is a label as one says it of what is not so.
func deny(label string) string {
	if rest, ok := strings.CutPrefix(label, "be "); ok {
		return "is not " + rest
	}
	if label == "be" {
		return "is not"
	}
	return "did not " + label
}

// thirdPerson is a label with its "be" or "have" as one says it of one thing.
func thirdPerson(label string) string {
	if rest, ok := strings.CutPrefix(label, "be "); ok {
		return "is " + rest
	}
	if rest, ok := strings.CutPrefix(label, "have "); ok {
		return "has " + rest
	}
	switch label {
	case "be":
		return "is"
	case "have":
		return "has"
	}
	return label
}

func (c *claimer) nameOfKey(key graph.Key) string {
	t := c.things[key]
	if t == nil {
		return ""
	}
	best := ""
	for name, n := range t.names {
		if best == "" || n > t.names[best] || n == t.names[best] && name < best {
			best = name
		}
	}
	return best
}
