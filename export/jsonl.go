package export

import (
	"bufio"
	"context"
	"time"

	"newsgraph/graph"
)

// The records of JSONL have the names of the GraphQL contract.

type jsonStatement struct {
	ID                     string         `json:"id"`
	Text                   string         `json:"text"`
	Subject                jsonEntity     `json:"subject"`
	Predicate              jsonPredicate  `json:"predicate"`
	Object                 *jsonEntity    `json:"object"`
	Value                  *jsonLiteral   `json:"value"`
	ObjectText             string         `json:"objectText"`
	Arguments              []jsonArgument `json:"arguments"`
	Polarity               graph.Polarity `json:"polarity"`
	Modality               graph.Modality `json:"modality"`
	AttributedTo           *jsonEntity    `json:"attributedTo"`
	Time                   *jsonTime      `json:"time"`
	Place                  *jsonEntity    `json:"place"`
	Confidence             float64        `json:"confidence"`
	Status                 graph.Status   `json:"status"`
	Review                 *graph.Review  `json:"review"`
	ArticleCount           int            `json:"articleCount"`
	IndependentSourceCount int            `json:"independentSourceCount"`
	FirstPublished         *time.Time     `json:"firstPublished"`
	LastPublished          *time.Time     `json:"lastPublished"`
	FirstLoaded            *time.Time     `json:"firstLoaded"`
	Evidence               []jsonEvidence `json:"evidence"`
}

type jsonEntity struct {
	ID   string           `json:"id"`
	Name string           `json:"name"`
	Type graph.EntityType `json:"type,omitempty"`
}

type jsonPredicate struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

type jsonLiteral struct {
	Text     string   `json:"text"`
	Datatype string   `json:"datatype,omitempty"`
	Number   *float64 `json:"number,omitempty"`
	Unit     string   `json:"unit,omitempty"`
	Date     string   `json:"date,omitempty"`
}

type jsonArgument struct {
	Role        graph.Role  `json:"role"`
	Preposition string      `json:"preposition,omitempty"`
	Text        string      `json:"text"`
	Entity      *jsonEntity `json:"entity,omitempty"`
	Time        *jsonTime   `json:"time,omitempty"`
}

type jsonTime struct {
	EDTF   string     `json:"edtf,omitempty"`
	Start  *time.Time `json:"start,omitempty"`
	End    *time.Time `json:"end,omitempty"`
	Phrase string     `json:"phrase,omitempty"`
}

type jsonEvidence struct {
	ID          string      `json:"id"`
	Quote       string      `json:"quote"`
	Start       int         `json:"start"`
	End         int         `json:"end"`
	Spans       []jsonSpan  `json:"spans,omitempty"`
	Prefix      string      `json:"prefix,omitempty"`
	Suffix      string      `json:"suffix,omitempty"`
	Surface     string      `json:"surface,omitempty"`
	Verified    bool        `json:"verified"`
	WithdrawnAt *time.Time  `json:"withdrawnAt,omitempty"`
	Confidence  float64     `json:"confidence"`
	DeepLink    string      `json:"deepLink,omitempty"`
	Extractor   string      `json:"extractor,omitempty"`
	Article     jsonArticle `json:"article"`
}

type jsonSpan struct {
	Role  string `json:"role"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

type jsonArticle struct {
	ID          string     `json:"id"`
	URL         string     `json:"url,omitempty"`
	Title       string     `json:"title,omitempty"`
	Source      string     `json:"source,omitempty"`
	Authors     []string   `json:"authors,omitempty"`
	Published   string     `json:"published,omitempty"`
	PublishedAt *time.Time `json:"publishedAt,omitempty"`
	Language    string     `json:"language,omitempty"`
	LoadedAt    *time.Time `json:"loadedAt,omitempty"`
}

func writeJSONL(ctx context.Context, r *reading, out *bufio.Writer) error {
	var o object
	return r.each(ctx, func(t *told) error {
		o.out.Reset()
		o.value(jsonOf(t))
		o.out.WriteByte('\n')
		_, err := out.Write(o.out.Bytes())
		return wrapped(err)
	})
}

func jsonOf(t *told) jsonStatement {
	s := jsonStatement{
		ID: t.ID, Text: t.Text, Subject: *entityJSON(t.subject), Predicate: jsonPredicate{t.predicate.ID, t.predicate.Label},
		Object: entityJSON(t.object), ObjectText: objectName(t), Arguments: []jsonArgument{}, Polarity: t.Polarity, Modality: t.Modality,
		AttributedTo: entityJSON(t.speaker), Time: timeJSON(t.Time), Place: entityJSON(t.place), Confidence: t.Confidence,
		Status: t.Status, ArticleCount: t.ArticleCount, IndependentSourceCount: t.IndependentSourceCount,
		FirstPublished: timeOrNil(t.FirstPublished), LastPublished: timeOrNil(t.LastPublished),
		FirstLoaded: timeOrNil(t.FirstLoaded), Evidence: []jsonEvidence{},
	}
	if l := t.Literal; l != nil {
		s.Value = &jsonLiteral{l.Text, literalOf(t).datatype(), l.Number, l.Unit, l.Date}
	}
	if t.Review != "" {
		s.Review = &t.Review
	}
	for i, a := range t.Arguments {
		s.Arguments = append(s.Arguments, jsonArgument{a.Role, a.Preposition, a.Text, entityJSON(t.arguments[i]), timeJSON(a.Time)})
	}
	for _, e := range t.evidence {
		s.Evidence = append(s.Evidence, evidenceJSON(e))
	}
	return s
}

func evidenceJSON(e source) jsonEvidence {
	a := e.article
	out := jsonEvidence{
		ID: e.Evidence.ID, Quote: e.Quote, Start: e.Start, End: e.End, Prefix: e.Prefix, Suffix: e.Suffix, Surface: e.Surface,
		Verified: e.Verified, WithdrawnAt: timeOrNil(e.WithdrawnAt), Confidence: e.Confidence, DeepLink: deepLink(e),
		Extractor: e.Evidence.Extractor,
		Article: jsonArticle{
			a.ID, a.URL, a.Title, a.Source, a.Authors, a.Published.String(), timeOrNil(a.Published.Time), a.Language,
			timeOrNil(a.LoadedAt),
		},
	}
	for _, s := range e.Spans {
		if words, ok := spanWords(e.Evidence, s); ok {
			out.Spans = append(out.Spans, jsonSpan{s.Role, s.Start, s.End, words})
		}
	}
	return out
}

func entityJSON(e *graph.Entity) *jsonEntity {
	if e.ID == "" {
		return nil
	}
	return &jsonEntity{e.ID, e.Name, e.Type}
}

func timeJSON(t *graph.TimeSpan) *jsonTime {
	if t == nil {
		return nil
	}
	start, end := happened(t)
	return &jsonTime{t.EDTF, timeOrNil(start), timeOrNil(end), t.Phrase}
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
