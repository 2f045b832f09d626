package main

import (
	"fmt"
	"math"
	"strings"

	"newsgraph/graph"
	"newsgraph/resolve"
)

// statementLine is the line that extract --format json prints of a statement.
type statementLine struct {
	Article      string         `json:"article"`
	Text         string         `json:"text"`
	Subject      *thing         `json:"subject"`
	Predicate    string         `json:"predicate"`
	Object       *thing         `json:"object,omitempty"`
	Value        *literal       `json:"value,omitempty"`
	Arguments    []argument     `json:"arguments,omitempty"`
	Polarity     graph.Polarity `json:"polarity"`
	Modality     graph.Modality `json:"modality"`
	AttributedTo *thing         `json:"attributedTo,omitempty"`
	Time         *when          `json:"time,omitempty"`
	Place        *thing         `json:"place,omitempty"`
	Confidence   float64        `json:"confidence"`
	Quote        string         `json:"quote"`
	Start        int            `json:"start"`
	End          int            `json:"end"`
	Surface      string         `json:"surface"`
	Rule         string         `json:"rule"`
	Words        []words        `json:"words,omitempty"`
	Features     []string       `json:"features,omitempty"`
}

// words are what a rule took for one part of a statement.
type words struct {
	Part string `json:"part"` // subject, predicate, object, ...
	Text string `json:"text"`
}

// readingForm says how a reading is printed.
type readingForm struct {
	json    bool
	explain bool // with the words that made each statement
}

// thing is an entity as its article names it.
type thing struct {
	Name    string           `json:"name"`
	Type    graph.EntityType `json:"type"`
	Named   bool             `json:"named"`
	Aliases []string         `json:"aliases,omitempty"`
}

type literal struct {
	Text     string   `json:"text"`
	Datatype string   `json:"datatype,omitempty"`
	Number   *float64 `json:"number,omitempty"`
	Unit     string   `json:"unit,omitempty"`
	Date     string   `json:"date,omitempty"`
}

type when struct {
	EDTF   string `json:"edtf,omitempty"`
	Phrase string `json:"phrase,omitempty"`
}

type argument struct {
	Role        graph.Role `json:"role"`
	Preposition string     `json:"preposition,omitempty"`
	Text        string     `json:"text"`
	Entity      *thing     `json:"entity,omitempty"`
	Time        *when      `json:"time,omitempty"`
}

// printReading prints the statements of one article.
func (p *program) printReading(r graph.Reading, form readingForm) error {
	things := map[graph.Key]*thing{}
	for _, e := range r.Entities {
		t := &thing{Name: e.Name, Type: e.Type, Named: e.Named}
		for _, alias := range e.Aliases {
			if alias.Name != e.Name {
				t.Aliases = append(t.Aliases, alias.Name)
			}
		}
		things[e.Key] = t
	}
	for _, c := range r.Claims {
		line := newStatementLine(r, c, things)
		if form.explain {
			line.Words = partsOf(r, c)
			line.Features = resolve.Features(c, func(key graph.Key) bool { return things[key] != nil && things[key].Named })
		}
		if form.json {
			if err := p.printLine(line); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprint(p.stdout, line.text()); err != nil {
			return err
		}
	}
	return nil
}

func newStatementLine(r graph.Reading, c graph.Claim, things map[graph.Key]*thing) statementLine {
	line := statementLine{
		Article: graph.ArticlePrefix + r.Article.ID(), Text: c.Text, Subject: things[c.Subject], Predicate: c.Predicate,
		Object: things[c.Object], Polarity: c.Polarity, Modality: c.Modality, AttributedTo: things[c.Speaker],
		Time: newWhen(c.Time), Place: things[c.Place], Confidence: math.Round(c.Confidence*1e4) / 1e4,
		Quote: r.Article.Text[c.Start:c.End], Start: c.Start, End: c.End, Surface: c.Surface, Rule: c.Rule,
	}
	if l := c.Literal; l != nil {
		line.Value = &literal{Text: l.Text, Datatype: l.Datatype, Number: l.Number, Unit: l.Unit, Date: l.Date}
	}
	for _, a := range c.Arguments {
		line.Arguments = append(line.Arguments, argument{
			Role: a.Role, Preposition: a.Preposition, Text: a.Text, Entity: things[a.Entity], Time: newWhen(a.Time),
		})
	}
	return line
}

// partsOf are the words that a rule took for the parts of a claim, in order of the text.
func partsOf(r graph.Reading, c graph.Claim) []words {
	var out []words
	for _, s := range c.Spans {
		out = append(out, words{Part: s.Role, Text: strings.Join(strings.Fields(r.Article.Text[s.Start:s.End]), " ")})
	}
	return out
}

func newWhen(t *graph.TimeSpan) *when {
	if t == nil {
		return nil
	}
	return &when{EDTF: t.EDTF, Phrase: t.Phrase}
}

// text is the statement in two lines: its parts, and its quote.
func (l statementLine) text() string {
	parts := []string{name(l.Subject), l.Predicate, name(l.Object)}
	if l.Object == nil && l.Value != nil {
		parts[2] = l.Value.Text
	}
	var notes []string
	if l.Polarity == graph.Negated {
		notes = append(notes, "negated")
	}
	if l.Modality != graph.Asserted {
		notes = append(notes, strings.ToLower(string(l.Modality)))
	}
	if l.AttributedTo != nil {
		notes = append(notes, "says "+l.AttributedTo.Name)
	}
	if l.Time != nil && l.Time.EDTF != "" {
		notes = append(notes, l.Time.EDTF)
	}
	if l.Place != nil {
		notes = append(notes, "in "+l.Place.Name)
	}
	note := ""
	if notes != nil {
		note = "  [" + strings.Join(notes, ", ") + "]"
	}
	out := fmt.Sprintf("%s%s  %.2f\n    %q\n", strings.Join(parts, " | "), note, l.Confidence, strings.Join(strings.Fields(l.Quote), " "))
	if l.Words == nil {
		return out
	}
	var made []string
	for _, w := range l.Words {
		made = append(made, fmt.Sprintf("%s %q", w.Part, w.Text))
	}
	return out + fmt.Sprintf("    %s: %s\n", l.Rule, strings.Join(made, ", "))
}

func name(t *thing) string {
	if t == nil {
		return ""
	}
	return t.Name
}
