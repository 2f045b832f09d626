package graph

import (
	"context"
	"fmt"
	"strings"
	"time"

	"newsgraph/news"
)

// Rows are what the articles say of one thing together, folded once by the writer so that a reader need not go through
// the quads of all of them. Each is a function of the readings; Check holds them against the quads.

// statementRow is a statement and what lists of statements need beside it.
type statementRow struct {
	Statement
	places []string // of all its evidence; Place is the first
}

func (r *statementRow) core() core {
	c := core{
		subject: r.Subject, predicate: r.Predicate, object: r.Object, literal: r.Literal,
		polarity: r.Polarity, modality: r.Modality, speaker: r.AttributedTo,
	}
	if r.Time != nil {
		c.edtf = r.Time.EDTF
	}
	return c
}

func (r *statementRow) period() period {
	if r.Time == nil {
		return period{}
	}
	return periodOf(r.Time.EDTF)
}

// visible says that lists show the statement where they are not asked for others.
func (r *statementRow) visible() bool { return r.Status == Active && r.Review != Rejected }

// ends are the entities at the ends, each once.
func (r *statementRow) ends() []string {
	if r.Object == "" || r.Object == r.Subject {
		return []string{r.Subject}
	}
	return []string{r.Subject, r.Object}
}

func (r *statementRow) encode() string {
	var e encoder
	e.str(r.Text)
	e.str(bare(r.Subject))
	e.str(bare(r.Predicate))
	e.bool(r.Literal != nil)
	if r.Literal != nil {
		encodeLiteral(&e, r.Literal)
	} else {
		e.str(bare(r.Object))
	}
	e.str(string(r.Polarity))
	e.str(string(r.Modality))
	e.str(bare(r.AttributedTo))
	e.span(r.Time)
	e.int(len(r.places))
	for _, place := range r.places {
		e.str(bare(place))
	}
	e.float(r.Confidence)
	e.str(string(r.Status))
	e.str(string(r.Review))
	e.int(r.ArticleCount)
	e.int(r.IndependentSourceCount)
	e.time(r.FirstPublished)
	e.time(r.LastPublished)
	e.time(r.FirstLoaded)
	encodeArguments(&e, r.Arguments)
	return e.done()
}

func decodeStatement(id, value string) (*statementRow, error) {
	d := decoder{s: value}
	r := &statementRow{}
	r.ID = StatementPrefix + bare(id)
	r.Text = d.str()
	r.Subject = prefixed(EntityPrefix, d.str())
	r.Predicate = prefixed(PredicatePrefix, d.str())
	if d.bool() {
		r.Literal = decodeLiteral(&d)
	} else {
		r.Object = prefixed(EntityPrefix, d.str())
	}
	r.Polarity = Polarity(d.str())
	r.Modality = Modality(d.str())
	r.AttributedTo = prefixed(EntityPrefix, d.str())
	r.Time = d.span()
	for range d.list() {
		r.places = append(r.places, prefixed(EntityPrefix, d.str()))
	}
	if len(r.places) > 0 {
		r.Place = r.places[0]
	}
	r.Confidence = d.float()
	r.Status = Status(d.str())
	r.Review = Review(d.str())
	r.ArticleCount = d.int()
	r.IndependentSourceCount = d.int()
	r.FirstPublished = d.time()
	r.LastPublished = d.time()
	r.FirstLoaded = d.time()
	r.Arguments = decodeArguments(&d)
	return r, damage(d.done(), r.ID)
}

// prefixed puts the prefix back that bare took off.
func prefixed(prefix, id string) string {
	if id == "" {
		return ""
	}
	return prefix + id
}

func damage(err error, id string) error {
	if err != nil {
		return fmt.Errorf("%w: %s", err, id)
	}
	return nil
}

func encodeLiteral(e *encoder, l *Literal) {
	e.str(l.Text)
	e.str(l.Datatype)
	e.bool(l.Number != nil)
	if l.Number != nil {
		e.float(*l.Number)
	}
	e.str(l.Unit)
	e.str(l.Date)
}

func decodeLiteral(d *decoder) *Literal {
	l := &Literal{Text: d.str(), Datatype: d.str()}
	if d.bool() {
		n := d.float()
		l.Number = &n
	}
	l.Unit, l.Date = d.str(), d.str()
	return l
}

func encodeArguments(e *encoder, arguments []Argument) {
	e.int(len(arguments))
	for _, a := range arguments {
		e.str(string(a.Role))
		e.str(a.Preposition)
		e.str(a.Text)
		e.str(bare(a.Entity))
		e.span(a.Time)
	}
}

func decodeArguments(d *decoder) []Argument {
	n := d.list()
	if n == 0 {
		return nil
	}
	arguments := make([]Argument, n)
	for i := range arguments {
		arguments[i] = Argument{
			Role: Role(d.str()), Preposition: d.str(), Text: d.str(), Entity: prefixed(EntityPrefix, d.str()), Time: d.span(),
		}
	}
	return arguments
}

// evidenceRow is what a piece of evidence adds to its statement.
type evidenceRow struct {
	id, article string
	published   time.Time
	start, end  int

	loaded     time.Time
	story      string // of the article; no part of the record
	confidence float64
	text       string
	place      string
	phrase     string // of the time
	arguments  []Argument
	revision   int       // the number of the earlier text that has it; 0 for the current one
	withdrawn  time.Time // when another text took its place; zero for the current one
}

// textID names the text that has the evidence.
func (r *evidenceRow) textID() string {
	if r.revision > 0 {
		return revisionID(r.article, r.revision)
	}
	return r.article
}

// key is the row's key among those of its statement: in order of publication, article and start.
func (r *evidenceRow) key(statement string) string {
	return evidenceKind.under(statement) + r.orderKey()
}

func (r *evidenceRow) orderKey() string {
	return ascendingTime(r.published) + bare(r.article) + "\x00" + ascendingNumber(r.start) + bare(r.id)
}

func (r *evidenceRow) encode() string {
	var e encoder
	e.int(r.end)
	e.time(r.loaded)
	e.float(r.confidence)
	e.str(r.text)
	e.str(bare(r.place))
	e.str(r.phrase)
	e.int(r.revision)
	e.time(r.withdrawn)
	encodeArguments(&e, r.arguments)
	return e.done()
}

// decodeEvidence reads a row; orderKey is what stands in its key behind the statement.
func decodeEvidence(orderKey, value string) (*evidenceRow, error) {
	r := &evidenceRow{}
	if !r.decodeKey(orderKey) {
		return nil, errDamaged
	}
	d := decoder{s: value}
	r.end = d.int()
	r.loaded = d.time()
	r.confidence = d.float()
	r.text = d.str()
	r.place = prefixed(EntityPrefix, d.str())
	r.phrase = d.str()
	r.revision = d.int()
	r.withdrawn = d.time()
	r.arguments = decodeArguments(&d)
	return r, damage(d.done(), r.id)
}

func (r *evidenceRow) decodeKey(orderKey string) bool {
	if len(orderKey) < timeSize {
		return false
	}
	r.published = keyTime(orderKey)
	article, rest, found := strings.Cut(orderKey[timeSize:], "\x00")
	if !found || len(rest) < numberSize {
		return false
	}
	r.article = ArticlePrefix + article
	r.start = keyNumber(rest)
	r.id = EvidencePrefix + rest[numberSize:]
	return true
}

// entityRow is an entity without its lists of names and descriptions, which are records of their own.
type entityRow struct {
	Entity
	namedIn   int // texts that name it
	revisions int // earlier texts that speak of it where no later one does
}

func (r *entityRow) encode() string {
	var e encoder
	e.str(r.Name)
	e.str(string(r.Type))
	e.int(r.namedIn)
	e.int(r.revisions)
	e.int(r.StatementCount)
	e.int(r.ArticleCount)
	e.time(r.FirstPublished)
	e.time(r.LastPublished)
	return e.done()
}

func decodeEntity(id, value string) (*entityRow, error) {
	d := decoder{s: value}
	r := &entityRow{}
	r.ID = EntityPrefix + bare(id)
	r.Name = d.str()
	r.Type = EntityType(d.str())
	r.namedIn = d.int()
	r.Named = r.namedIn > 0
	r.revisions = d.int()
	r.StatementCount = d.int()
	r.ArticleCount = d.int()
	r.FirstPublished = d.time()
	r.LastPublished = d.time()
	return r, damage(d.done(), r.ID)
}

// predicateRow is a predicate without its surface forms, which are records of their own.
type predicateRow struct{ Predicate }

func (r *predicateRow) encode() string {
	var e encoder
	e.str(r.Label)
	e.int(r.StatementCount)
	return e.done()
}

func decodePredicate(id, value string) (*predicateRow, error) {
	d := decoder{s: value}
	r := &predicateRow{}
	r.ID = PredicatePrefix + bare(id)
	r.Label = d.str()
	r.StatementCount = d.int()
	return r, damage(d.done(), r.ID)
}

func encodeArticle(a *Article) string {
	var e encoder
	e.str(a.URL)
	e.str(a.Title)
	e.str(a.Source)
	e.strs(a.Authors)
	e.time(a.Published.Time)
	e.int(int(a.Published.Precision))
	e.str(a.Language)
	e.time(a.LoadedAt)
	e.str(a.ContentHash)
	e.int(a.WordCount)
	e.str(a.Extractor)
	return e.done()
}

// decodeArticle gives the article without its text.
func decodeArticle(id, value string) (*Article, error) {
	d := decoder{s: value}
	a := &Article{}
	a.ID = ArticlePrefix + bare(id)
	a.URL = d.str()
	a.Title = d.str()
	a.Source = d.str()
	a.Authors = d.strs()
	a.Published = news.Date{Time: d.time(), Precision: news.Precision(d.int())}
	a.Language = d.str()
	a.LoadedAt = d.time()
	a.ContentHash = d.str()
	a.WordCount = d.int()
	a.Extractor = d.str()
	if a.URL == "" {
		a.Of = bare(id) // its words may be others than those that it had at first
	}
	return a, damage(d.done(), a.ID)
}

// counters are the sizes that would take a scan to count.
type counters struct {
	articles, entities, named, statements, visible, evidence, predicates int
}

func (c *counters) fields() []*int {
	return []*int{&c.articles, &c.entities, &c.named, &c.statements, &c.visible, &c.evidence, &c.predicates}
}

func (c counters) encode() string {
	var e encoder
	for _, field := range c.fields() {
		e.int(*field)
	}
	return e.done()
}

func readCounters(ctx context.Context, r reader) (counters, error) {
	var c counters
	value, ok, err := r.get(ctx, string(countersKind))
	if err != nil || !ok {
		return c, err
	}
	d := decoder{s: value}
	for _, field := range c.fields() {
		*field = d.int()
	}
	return c, damage(d.done(), "the counters")
}
