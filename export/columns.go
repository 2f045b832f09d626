package export

import (
	"strings"
	"time"

	"newsgraph/graph"
)

// kind is the type of a column's values.
type kind int

const (
	text    kind = iota // string
	number              // float64
	whole               // int
	truth               // bool
	instant             // time.Time
	list                // []string
)

func (k kind) String() string {
	return [...]string{"text", "number", "whole number", "true or false", "time", "list"}[k]
}

// column is a column of a table, or an attribute of a node or an edge. Of gives a value of its kind, or nil for none.
type column[R any] struct {
	name  string
	kind  kind
	about string
	of    func(R) any
}

// Column documents a column or an attribute.
type Column struct{ Name, Kind, About string }

// Columns are the columns of a row of STATEMENTS_CSV and PARQUET.
func Columns() []Column { return documented(rowColumns()) }

// NodeAttributes are what nodes have in the formats of graphs and in NODES_CSV, beside id and label.
func NodeAttributes() []Column { return documented(nodeColumns()) }

// EdgeAttributes are what edges have in the formats of graphs and in EDGES_CSV, beside id, label and their ends.
func EdgeAttributes() []Column { return documented(edgeColumns()) }

func documented[R any](columns []column[R]) []Column {
	var out []Column
	for _, c := range columns {
		out = append(out, Column{c.name, c.kind.String(), c.about})
	}
	return out
}

// row is a piece of evidence with its statement.
type row struct {
	*told
	source
}

// rowColumns are the columns of a statement and then those of its evidence.
func rowColumns() []column[row] {
	columns := []column[row]{
		{"statement_id", text, "id of the statement", func(r row) any { return r.told.ID }},
		{"subject_id", text, "id of the subject", func(r row) any { return r.Subject }},
		{"subject", text, "name of the subject", func(r row) any { return r.subject.Name }},
		{"subject_type", text, "type of the subject: PERSON, ORGANIZATION, ...", func(r row) any { return string(r.subject.Type) }},
		{"predicate_id", text, "id of the predicate", func(r row) any { return r.predicate.ID }},
		{"predicate", text, "the predicate in base form", func(r row) any { return r.predicate.Label }},
		{"object_id", text, "id of the object; empty for a literal", func(r row) any { return r.Object }},
		{"object", text, "name of the object, or the words of a literal", func(r row) any { return objectName(r.told) }},
		{"object_type", text, "type of the object, VALUE for a literal", func(r row) any { return objectType(r.told) }},
		{"object_number", number, "value of a literal that is a number", func(r row) any { return literalOf(r.told).number() }},
		{"object_unit", text, "unit of that number", func(r row) any { return literalOf(r.told).Unit }},
		{"object_date", text, "date of a literal that is one, EDTF", func(r row) any { return literalOf(r.told).Date }},
		{"object_datatype", text, "datatype of a literal: xsd:string, xsd:decimal, xsd:date, ...", func(r row) any { return literalOf(r.told).datatype() }},
	}
	for _, c := range statementColumns() {
		columns = append(columns, column[row]{c.name, c.kind, c.about, func(r row) any { return c.of(r.told) }})
	}
	for _, c := range evidenceColumns() {
		columns = append(columns, column[row]{c.name, c.kind, c.about, func(r row) any { return c.of(r.source) }})
	}
	return columns
}

// literal is a literal of which nothing need be there.
type literal struct{ *graph.Literal }

func literalOf(t *told) literal {
	if t.Literal == nil {
		return literal{&graph.Literal{}}
	}
	return literal{t.Literal}
}

func (l literal) number() any {
	if l.Number == nil {
		return nil
	}
	return *l.Number
}

// datatype is that of a literal, of which a text need not say it; empty for none.
func (l literal) datatype() string {
	if l.Text != "" && l.Datatype == "" {
		return "xsd:string"
	}
	return l.Datatype
}

func objectName(t *told) string {
	if t.Literal != nil {
		return t.Literal.Text
	}
	return t.object.Name
}

func objectType(t *told) string {
	if t.Literal != nil {
		return valueType
	}
	return string(t.object.Type)
}

// statementColumns are what a statement itself says, beside its ends and predicate.
func statementColumns() []column[*told] {
	return []column[*told]{
		{"text", text, "the statement as a short sentence", func(t *told) any { return t.Text }},
		{"polarity", text, "AFFIRMED or NEGATED", func(t *told) any { return string(t.Polarity) }},
		{"modality", text, "ASSERTED, PLANNED or POSSIBLE", func(t *told) any { return string(t.Modality) }},
		{"attributed_to_id", text, "id of who says so, where the article itself does not", func(t *told) any { return t.AttributedTo }},
		{"attributed_to", text, "name of who says so", func(t *told) any { return t.speaker.Name }},
		{"time", text, "when it happened, EDTF: 2018, 2018-06, 2018-06-05, 2007/2013", func(t *told) any { return span(t.Time).EDTF }},
		{"time_start", instant, "the first moment of that time", func(t *told) any { start, _ := happened(t.Time); return start }},
		{"time_end", instant, "the first moment behind it", func(t *told) any { _, end := happened(t.Time); return end }},
		{"time_phrase", text, "the words that the time comes from", func(t *told) any { return span(t.Time).Phrase }},
		{"place_id", text, "id of where it happened", func(t *told) any { return t.Place }},
		{"place", text, "name of where it happened", func(t *told) any { return t.place.Name }},
		{"arguments", list, "further arguments, each as ROLE: words", func(t *told) any { return argumentTexts(t.Arguments) }},
		{"argument_ids", list, "ids of the things that they name, in the same order; nothing for one that names none", func(t *told) any {
			return ofArguments(t.Arguments, func(a graph.Argument) string { return a.Entity })
		}},
		{"argument_times", list, "their times in EDTF, in the same order; nothing for one that is no time", func(t *told) any {
			return ofArguments(t.Arguments, func(a graph.Argument) string { return span(a.Time).EDTF })
		}},
		{"confidence", number, "of the statement, 0 to 1", func(t *told) any { return t.Confidence }},
		{"status", text, "ACTIVE, or WITHDRAWN where later texts no longer say so", func(t *told) any { return string(t.Status) }},
		{"review", text, "a person's verdict: CONFIRMED, REJECTED or empty", func(t *told) any { return string(t.Review) }},
		{"article_count", whole, "articles that make the claim, whoever says it in them", func(t *told) any { return t.ArticleCount }},
		{"independent_source_count", whole, "the same, copies of one text counted once", func(t *told) any { return t.IndependentSourceCount }},
		{"first_published", instant, "when the first of its articles was published", func(t *told) any { return t.FirstPublished }},
		{"last_published", instant, "when the last was", func(t *told) any { return t.LastPublished }},
		{"first_loaded", instant, "when the first of them was loaded", func(t *told) any { return t.FirstLoaded }},
	}
}

// evidenceColumns are what a piece of evidence and its article say.
func evidenceColumns() []column[source] {
	return []column[source]{
		{"evidence_id", text, "id of the evidence", func(s source) any { return s.Evidence.ID }},
		{"quote", text, "the exact words of the article", func(s source) any { return s.Quote }},
		{"quote_start", whole, "where they begin in the article's text, in bytes", func(s source) any { return s.Start }},
		{"quote_end", whole, "where they end, exclusive", func(s source) any { return s.End }},
		{"quote_prefix", text, "the words just before the quote", func(s source) any { return s.Prefix }},
		{"quote_suffix", text, "the words just after it", func(s source) any { return s.Suffix }},
		{"quote_spans", list, "which words of it are what, each as role: words", func(s source) any { return spanTexts(s.Evidence) }},
		{"surface", text, "the relation in the article's own words", func(s source) any { return s.Surface }},
		{"verified", truth, "whether the quote stands in the stored text there", func(s source) any { return s.Verified }},
		{"withdrawn_at", instant, "when a later text of the article stopped saying so", func(s source) any { return s.WithdrawnAt }},
		{"evidence_confidence", number, "of this evidence, 0 to 1", func(s source) any { return s.Confidence }},
		{"extractor", text, "name and version of what read it", func(s source) any { return s.Evidence.Extractor }},
		{"article_id", text, "id of the article", func(s source) any { return s.article.ID }},
		{"url", text, "address of the article", func(s source) any { return s.article.URL }},
		{"deep_link", text, "the same, scrolling to the quote where a browser can", func(s source) any { return deepLink(s) }},
		{"title", text, "headline of the article", func(s source) any { return s.article.Title }},
		{"source", text, "name of the publication", func(s source) any { return s.article.Source }},
		{"authors", list, "authors of the article", func(s source) any { return s.article.Authors }},
		{"published", text, "when it was published, as precise as it is known, EDTF", func(s source) any { return s.article.Published.String() }},
		{"published_at", instant, "the first moment of that", func(s source) any { return s.article.Published.Time }},
		{"language", text, "language of the article, BCP 47", func(s source) any { return s.article.Language }},
		{"loaded_at", instant, "when the article was loaded", func(s source) any { return s.article.LoadedAt }},
	}
}

func nodeColumns() []column[*node] {
	return []column[*node]{
		{"type", text, "PERSON, ORGANIZATION, PLACE, PRODUCT, EVENT, WORK, LAW, GROUP or OTHER; VALUE for a literal", func(n *node) any { return string(n.Type) }},
		{"named", truth, "false for what is described and never named", func(n *node) any { return n.Named }},
		{"aliases", list, "other names, most used first", func(n *node) any { return n.Aliases }},
		{"descriptions", list, "roles and appositives", func(n *node) any { return n.Descriptions }},
		{"statement_count", whole, "statements of the whole graph that it is an end of", func(n *node) any { return n.StatementCount }},
		{"article_count", whole, "articles of the whole graph that speak of it", func(n *node) any { return n.ArticleCount }},
		{"first_published", instant, "when the first of those was published", func(n *node) any { return n.FirstPublished }},
		{"last_published", instant, "when the last was", func(n *node) any { return n.LastPublished }},
		{"number", number, "value of a literal that is a number", func(n *node) any { return valueOf(n).number() }},
		{"unit", text, "unit of that number", func(n *node) any { return valueOf(n).Unit }},
		{"date", text, "date of a literal that is one, EDTF", func(n *node) any { return valueOf(n).Date }},
		{"datatype", text, "datatype of a literal: xsd:string, xsd:decimal, xsd:date, ...", func(n *node) any { return valueOf(n).datatype() }},
	}
}

func valueOf(n *node) literal {
	if n.literal == nil {
		return literal{&graph.Literal{}}
	}
	return literal{n.literal}
}

// edgeColumns are what a statement says, and lists that have one item for each piece of evidence, in the same order.
func edgeColumns() []column[*told] {
	columns := append([]column[*told]{
		{"predicate_id", text, "id of the predicate, of which the label is the edge's", func(t *told) any { return t.predicate.ID }},
	}, statementColumns()...)
	each := func(of func(source) string) func(*told) any {
		return func(t *told) any {
			var all []string
			for _, s := range t.evidence {
				all = append(all, of(s))
			}
			return all
		}
	}
	return append(columns,
		column[*told]{"evidence_count", whole, "pieces of evidence", func(t *told) any { return len(t.evidence) }},
		column[*told]{"quotes", list, "the exact words, one for each piece of evidence", each(func(s source) string { return s.Quote })},
		column[*told]{"sources", list, "names of the publications, in the same order", each(func(s source) string { return s.article.Source })},
		column[*told]{"titles", list, "headlines, in the same order", each(func(s source) string { return s.article.Title })},
		column[*told]{"urls", list, "addresses, in the same order", each(func(s source) string { return s.article.URL })},
		column[*told]{"published", list, "dates of publication in EDTF, in the same order", each(func(s source) string { return s.article.Published.String() })},
		column[*told]{"evidence_ids", list, "ids of the evidence, in the same order", each(func(s source) string { return s.Evidence.ID })},
		column[*told]{"article_ids", list, "ids of the articles, in the same order", each(func(s source) string { return s.article.ID })},
	)
}

func span(t *graph.TimeSpan) graph.TimeSpan {
	if t == nil {
		return graph.TimeSpan{}
	}
	return *t
}

// happened is the time that a span covers, end exclusive; zero where it is not known.
func happened(t *graph.TimeSpan) (start, end time.Time) {
	start, end, err := graph.ParseEDTF(span(t).EDTF)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return start, end
}

func argumentTexts(arguments []graph.Argument) []string {
	var all []string
	for _, a := range arguments {
		all = append(all, string(a.Role)+": "+strings.TrimSpace(a.Preposition+" "+a.Text))
	}
	return all
}

// ofArguments has one item for each argument; there are none where all would be empty.
func ofArguments(arguments []graph.Argument, of func(graph.Argument) string) []string {
	var all []string
	some := false
	for _, a := range arguments {
		all = append(all, of(a))
		some = some || all[len(all)-1] != ""
	}
	if !some {
		return nil
	}
	return all
}

func spanTexts(e *graph.Evidence) []string {
	var all []string
	for _, s := range e.Spans {
		if words, ok := spanWords(e, s); ok {
			all = append(all, s.Role+": "+words)
		}
	}
	return all
}

// spanWords are the words of a span, which lies in the quote.
func spanWords(e *graph.Evidence, s graph.Span) (string, bool) {
	from, to := s.Start-e.Start, s.End-e.Start
	if from < 0 || from > to || to > len(e.Quote) {
		return "", false
	}
	return e.Quote[from:to], true
}

// deepLink is the address of an article that makes a browser scroll to the quote; empty where it has none.
func deepLink(s source) string {
	if s.article.URL == "" {
		return ""
	}
	return s.article.URL + TextFragment(s.article.URL, s.Quote, s.Prefix, s.Suffix)
}

// empty says that a value is none: no instant that is known, no text, no items.
func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case time.Time:
		return v.IsZero()
	case []string:
		return len(v) == 0
	}
	return false
}

// separator stands between the items of a list where a format has no lists.
const separator = " | "

func joined(items []string) string { return strings.Join(items, separator) }
