package export

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed" // the page is part of the program
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"strings"

	"newsgraph/graph"
)

//go:embed page.html
var pageText string

//go:embed page.js
var pageScript string

// MaxHTMLStatements is how many statements a page draws; it says how many it leaves out.
const MaxHTMLStatements = 1000

type pageNode struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Type   string `json:"type"`
	Colour string `json:"colour"`
}

type pageStatement struct {
	ID         string         `json:"id"`
	From       string         `json:"from"`
	To         string         `json:"to"`
	Label      string         `json:"label"`
	Text       string         `json:"text"`
	Polarity   string         `json:"polarity"`
	Modality   string         `json:"modality"`
	By         string         `json:"by,omitempty"`
	Time       string         `json:"time,omitempty"`
	Place      string         `json:"place,omitempty"`
	More       []string       `json:"more,omitempty"` // further arguments, in words
	Sources    int            `json:"sources"`        // independent ones
	Confidence float64        `json:"confidence"`
	Evidence   []pageEvidence `json:"evidence"`
}

type pageEvidence struct {
	Quote     string `json:"quote"`
	Source    string `json:"source,omitempty"`
	Title     string `json:"title,omitempty"`
	Article   string `json:"article"`
	URL       string `json:"url,omitempty"` // that scrolls to the quote
	Published string `json:"published,omitempty"`
}

type pageData struct {
	Nodes      []pageNode      `json:"nodes"`
	Statements []pageStatement `json:"statements"`
	Left       int             `json:"left"`   // statements beyond those that a page draws
	Beyond     int             `json:"beyond"` // things beyond those that were asked for around others
}

// writeHTML writes a page that has all it needs in it and asks no network for anything. Its policy lets nothing run but
// its own script, whatever the articles say.
func writeHTML(ctx context.Context, r *reading, out *bufio.Writer) error {
	data, err := r.pageData(ctx)
	if err != nil {
		return err
	}
	var encoded bytes.Buffer
	// < and > are escaped in it, so that nothing ends the script that it stands in.
	if err := json.NewEncoder(&encoded).Encode(data); err != nil {
		return wrapped(err)
	}
	sum := sha256.Sum256([]byte(pageScript))
	page := strings.NewReplacer(
		"{{TITLE}}", html.EscapeString(r.title()),
		"{{SCRIPT-HASH}}", "sha256-"+base64.StdEncoding.EncodeToString(sum[:]),
		"{{DATA}}", strings.TrimSpace(encoded.String()),
		"{{SCRIPT}}", pageScript,
	)
	_, err = page.WriteString(out, pageText)
	return wrapped(err)
}

// title says what the page is about: of what surrounds things, the things that it is around.
func (r *reading) title() string {
	const title, most = "What news articles say", 3
	g := r.selection.Subgraph
	if g == nil || r.selection.Seeds == 0 || r.selection.Seeds > min(most, len(g.Entities)) {
		return title
	}
	var names []string
	for _, e := range g.Entities[:r.selection.Seeds] {
		if e == nil {
			return title
		}
		names = append(names, e.Name)
	}
	return title + " around " + strings.Join(names, " and ")
}

// errFull ends a reading that has enough.
var errFull = errors.New("full")

func (r *reading) pageData(ctx context.Context) (*pageData, error) {
	d := &pageData{Nodes: []pageNode{}, Statements: []pageStatement{}}
	known := map[string]bool{}
	put := func(n *node) {
		if !known[n.ID] {
			known[n.ID] = true
			d.Nodes = append(d.Nodes, pageNode{n.ID, n.Name, string(n.Type), colour(string(n.Type))})
		}
	}
	if g := r.selection.Subgraph; g != nil {
		for _, e := range g.Entities {
			if e != nil {
				put(&node{Entity: e})
			}
		}
		for _, o := range g.Omitted {
			switch o.Reason {
			case graph.OmittedEntities:
				d.Beyond += o.Count
			case graph.OmittedStatements:
				d.Left += o.Count
			}
		}
	}
	err := r.each(ctx, func(t *told) error {
		if len(d.Statements) == MaxHTMLStatements {
			return errFull
		}
		put(&node{Entity: t.subject})
		if t.Literal != nil {
			put(newValue(t.Statement))
		} else {
			put(&node{Entity: t.object})
		}
		d.Statements = append(d.Statements, pageStatementOf(t))
		return nil
	})
	if err == nil || !errors.Is(err, errFull) {
		return d, err
	}
	d.Left -= len(d.Statements)
	err = r.statements(ctx, func(group []*graph.Statement) error {
		d.Left += len(group)
		return nil
	})
	return d, err
}

func pageStatementOf(t *told) pageStatement {
	s := pageStatement{
		ID: t.ID, From: t.Subject, To: objectID(t.Statement), Label: edgeLabel(t), Text: t.Text, Polarity: string(t.Polarity),
		Modality: string(t.Modality), By: t.speaker.Name, Time: span(t.Time).EDTF, Place: t.place.Name, Confidence: t.Confidence,
		Sources: t.IndependentSourceCount, Evidence: []pageEvidence{},
	}
	for _, a := range t.Arguments {
		s.More = append(s.More, strings.TrimSpace(a.Preposition+" "+a.Text))
	}
	for _, e := range t.evidence {
		a := e.article
		s.Evidence = append(s.Evidence, pageEvidence{e.Quote, a.Source, a.Title, a.ID, deepLink(e), a.Published.String()})
	}
	return s
}
