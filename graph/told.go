package graph

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// told is what one article tells once its keys have become entities: all that its quads and its part in the rows are
// made of. It is a function of the article, the reading and what its keys have come to be.
type told struct {
	article    *Article
	revision   int             // the number of the earlier text that tells it; 0 for the current one
	withdrawn  time.Time       // when another text took its place; zero for the current one
	entities   []toldEntity    // one per entity, in order of the reading
	predicates []toldPredicate // one per predicate and label
	statements []toldStatement // different ones, in order of the text
	evidence   []toldEvidence  // different ones, in order of the text
	former     []formerID      // different ones
}

// formerID is the id that a statement would have if some of its things had not been joined with others.
type formerID struct{ id, now string }

type toldEntity struct {
	id    string
	keys  []Key // the keys that the article read it under
	named bool
	LocalEntity
}

type toldPredicate struct{ id, label string }

// core is the content that makes a statement what it is.
type core struct {
	subject, predicate, object string   // ids; object is empty where literal is set
	literal                    *Literal //
	polarity                   Polarity
	modality                   Modality
	speaker                    string // entity id or empty
	edtf                       string // when it happened, or empty
}

// triple is the content that statements of one claim and of its denial share.
func (c core) triple() string {
	object := c.object
	if c.literal != nil {
		object = c.literal.content()
	}
	return hash(hashDigits, c.subject, c.predicate, object)
}

// content is what makes a literal another literal.
func (l *Literal) content() string {
	number := ""
	if l.Number != nil {
		number = strconv.FormatFloat(*l.Number, 'g', -1, 64)
	}
	return hash(hashDigits, l.Text, l.Datatype, number, l.Unit, l.Date)
}

type toldStatement struct {
	id string
	core
	rejected bool // by a person
}

// edge says that the statement, where it stands, is also a plain edge from its subject to its object.
func (s toldStatement) edge() bool {
	return !s.rejected && s.polarity == Affirmed && s.modality == Asserted
}

type toldEvidence struct {
	id        string
	statement string
	predicate string
	place     string // entity id or empty
	arguments []Argument
	claim     *Claim
}

// tell resolves a reading that validate has found sound.
func tell(article *Article, r *Reading, groups map[Key]group) *told {
	t := &told{article: article}
	ids := make(map[Key]string, len(r.Entities))
	for i := range r.Entities {
		local := &r.Entities[i]
		ids[local.Key] = groups[local.Key].entity
		t.addEntity(local, ids[local.Key])
	}
	statements := map[string]bool{}
	evidence := map[string]int{}
	predicates := map[toldPredicate]bool{}
	for i := range r.Claims {
		claim := &r.Claims[i]
		predicate := toldPredicate{predicateID(claim.Predicate), claim.Predicate}
		if !predicates[predicate] {
			predicates[predicate] = true
			t.predicates = append(t.predicates, predicate)
		}
		s := toldStatement{core: coreOf(claim, predicate.id, ids)}
		s.id = statementID(s.core)
		if !statements[s.id] {
			statements[s.id] = true
			t.statements = append(t.statements, s)
		}
		t.addFormer(claim, s, groups)
		e := toldEvidence{id: evidenceID(article.ID, claim), statement: s.id, predicate: predicate.id, place: ids[claim.Place],
			arguments: argumentsOf(claim, ids), claim: claim}
		if at, double := evidence[e.id]; !double {
			evidence[e.id] = len(t.evidence)
			t.evidence = append(t.evidence, e)
		} else if claim.Confidence > t.evidence[at].claim.Confidence {
			t.evidence[at] = e
		}
	}
	return t
}

// addEntity adds what a key says of its entity; several keys of an article may be one entity.
func (t *told) addEntity(local *LocalEntity, id string) {
	at := slices.IndexFunc(t.entities, func(e toldEntity) bool { return e.id == id })
	if at < 0 {
		e := toldEntity{id: id, keys: []Key{local.Key}, named: local.Named, LocalEntity: *local}
		e.Aliases = addNames(nil, local)
		e.Descriptions = addNew(nil, local.Descriptions)
		t.entities = append(t.entities, e)
		return
	}
	e := &t.entities[at]
	e.keys = append(e.keys, local.Key)
	e.named = e.named || local.Named
	e.Aliases = addNames(e.Aliases, local)
	e.Descriptions = addNew(e.Descriptions, local.Descriptions)
}

// addFormer notes what the statement of a claim would be if some of its things stood by themselves.
func (t *told) addFormer(claim *Claim, s toldStatement, groups map[Key]group) {
	formers := []core{s.core}
	for _, part := range []struct {
		key Key
		of  func(*core) *string
	}{
		{claim.Subject, func(c *core) *string { return &c.subject }},
		{claim.Object, func(c *core) *string { return &c.object }},
		{claim.Speaker, func(c *core) *string { return &c.speaker }},
	} {
		g, ok := groups[part.key]
		if !ok || g.own == g.entity {
			continue
		}
		for _, c := range slices.Clone(formers) {
			*part.of(&c) = g.own
			formers = append(formers, c)
		}
	}
	for _, c := range formers[1:] {
		former := formerID{statementID(c), s.id}
		if !slices.Contains(t.former, former) {
			t.former = append(t.former, former)
		}
	}
}

// addNames adds up how often each name is used; the name itself is among them.
func addNames(names []NameCount, local *LocalEntity) []NameCount {
	for _, use := range append(slices.Clone(local.Aliases), NameCount{Name: local.Name}) {
		at := slices.IndexFunc(names, func(n NameCount) bool { return n.Name == use.Name })
		if at < 0 {
			names = append(names, use)
			continue
		}
		names[at].Count += use.Count
	}
	return names
}

func addNew(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func coreOf(claim *Claim, predicate string, ids map[Key]string) core {
	c := core{
		subject: ids[claim.Subject], predicate: predicate, object: ids[claim.Object], literal: plainLiteral(claim.Literal),
		polarity: claim.Polarity, modality: claim.Modality, speaker: ids[claim.Speaker],
	}
	if claim.Time != nil {
		c.edtf = claim.Time.EDTF
	}
	return c
}

// plainLiteral is the literal with its datatype in the one spelling that is stored.
func plainLiteral(l *Literal) *Literal {
	if l == nil {
		return nil
	}
	plain := *l
	iri, _ := datatypeIRI(l.Datatype)
	plain.Datatype = string(iri)
	if name, standard := strings.CutPrefix(string(iri), xsdNS); standard {
		plain.Datatype = "xsd:" + name
	}
	return &plain
}

func argumentsOf(claim *Claim, ids map[Key]string) []Argument {
	var arguments []Argument
	for _, a := range claim.Arguments {
		arguments = append(arguments, Argument{Role: a.Role, Preposition: a.Preposition, Text: a.Text, Entity: ids[a.Entity], Time: a.Time})
	}
	return arguments
}

// evidenceID is the evidence of a content. It has the keys and not the entities, the words and not the extractor, so
// that it stays the same when a key comes to mean another entity or a new extractor finds the same.
func evidenceID(article string, c *Claim) string {
	parts := []string{
		"evidence", article, string(c.Subject), c.Predicate, string(c.Object), string(c.Polarity), string(c.Modality),
		string(c.Speaker), string(c.Place), strconv.Itoa(c.Start), strconv.Itoa(c.End), c.Surface,
	}
	if c.Literal != nil {
		parts = append(parts, "literal", plainLiteral(c.Literal).content())
	}
	if c.Time != nil {
		parts = append(parts, "time", c.Time.EDTF, c.Time.Phrase)
	}
	for _, s := range c.Spans {
		parts = append(parts, "span", spanText(s))
	}
	for _, a := range c.Arguments {
		parts = append(parts, "argument", string(a.Role), a.Preposition, a.Text, string(a.Entity))
		if a.Time != nil {
			parts = append(parts, a.Time.EDTF, a.Time.Phrase)
		}
	}
	return EvidencePrefix + hash(hashDigits, parts...)
}

// spanText is a span in words.
func spanText(s Span) string {
	return s.Role + " " + strconv.Itoa(s.Start) + " " + strconv.Itoa(s.End)
}

// spansText is the spans of a quote as the quads have them, each as spanText has it, parted by ";"; parseSpans reads it.
func spansText(spans []Span) string {
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = spanText(s)
	}
	return strings.Join(texts, "; ")
}

func parseSpans(text string) []Span {
	var spans []Span
	for part := range strings.SplitSeq(text, ";") {
		fields := strings.Fields(part)
		if len(fields) != 3 {
			continue
		}
		start, err1 := strconv.Atoi(fields[1])
		end, err2 := strconv.Atoi(fields[2])
		if err1 == nil && err2 == nil {
			spans = append(spans, Span{Role: fields[0], Start: start, End: end})
		}
	}
	return spans
}
