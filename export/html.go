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
	Confidence float64        `json:"confidence"`
	Evidence   []pageEvidence `json:"evidence"`
}

type pageEvidence struct {
	Quote     string `json:"quote"`
	Source    string `json:"source,omitempty"`
	Title     string `json:"title,omitempty"`
	URL       string `json:"url,omitempty"`
	Published string `json:"published,omitempty"`
}

type pageData struct {
	Nodes      []pageNode      `json:"nodes"`
	Statements []pageStatement `json:"statements"`
	Left       int             `json:"left"`
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
		"{{TITLE}}", html.EscapeString("Statements of news articles"),
		"{{SCRIPT-HASH}}", "sha256-"+base64.StdEncoding.EncodeToString(sum[:]),
		"{{DATA}}", strings.TrimSpace(encoded.String()),
		"{{SCRIPT}}", pageScript,
	)
	_, err = page.WriteString(out, pageText)
	return wrapped(err)
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
	d.Left = -len(d.Statements)
	err = r.statements(ctx, func(group []*graph.Statement) error {
		d.Left += len(group)
		return nil
	})
	return d, err
}

func pageStatementOf(t *told) pageStatement {
	s := pageStatement{
		ID: t.ID, From: t.Subject, To: objectID(t.Statement), Label: edgeLabel(t), Text: t.Text, Polarity: string(t.Polarity),
		Modality: string(t.Modality), By: t.speaker.Name, Time: span(t.Time).EDTF, Confidence: t.Confidence,
		Evidence: []pageEvidence{},
	}
	for _, e := range t.evidence {
		s.Evidence = append(s.Evidence, pageEvidence{e.Quote, e.article.Source, e.article.Title, e.article.URL, e.article.Published.String()})
	}
	return s
}
