package export

import (
	"bufio"
	"context"
	"strings"
)

// writeDOT writes a directed graph in the language of Graphviz. Tooltips, which are in SVG, have the quotes.
func writeDOT(ctx context.Context, r *reading, out *bufio.Writer) error {
	err := write(out, "digraph newsgraph {\n",
		"  graph [rankdir=LR, overlap=false, splines=true, charset=\"UTF-8\"];\n",
		"  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"Helvetica\"];\n",
		"  edge [fontname=\"Helvetica\", fontsize=10];\n")
	if err != nil {
		return err
	}
	err = r.nodes(ctx, func(n *node) error {
		return write(out, "  ", dotText(n.ID), " [label=", dotText(n.Name), ", tooltip=", dotText(string(n.Type)),
			", fillcolor=\"", colour(string(n.Type)), "\", type=", dotText(string(n.Type)), "];\n")
	})
	if err != nil {
		return err
	}
	columns := edgeColumns()
	err = r.each(ctx, func(s *told) error {
		err := write(out, "  ", dotText(s.Subject), " -> ", dotText(objectID(s.Statement)), " [id=", dotText(s.ID), ", label=",
			dotText(edgeLabel(s)), ", tooltip=", dotText(dotTooltip(s)), ", weight=", plain(weight(s)), dotStyle(s))
		if err != nil {
			return err
		}
		for _, c := range columns {
			if v := c.of(s); !empty(v) {
				if err := write(out, ", ", c.name, "=", dotText(plain(v))); err != nil {
					return err
				}
			}
		}
		return write(out, "];\n")
	})
	if err != nil {
		return err
	}
	return write(out, "}\n")
}

// edgeLabel is a predicate for people: what is denied, planned or possible says so.
func edgeLabel(t *told) string {
	label := t.predicate.Label
	if t.Polarity == "NEGATED" {
		label = "not: " + label
	}
	if t.Modality != "" && t.Modality != "ASSERTED" {
		label += " (" + strings.ToLower(string(t.Modality)) + ")"
	}
	return label
}

// dotStyle draws what is not asserted dashed, and what is denied in red.
func dotStyle(t *told) string {
	style := ""
	if t.Modality != "" && t.Modality != "ASSERTED" {
		style += ", style=dashed"
	}
	if t.Polarity == "NEGATED" {
		style += ", color=\"#b3261e\", fontcolor=\"#b3261e\""
	}
	return style
}

func dotTooltip(t *told) string {
	lines := []string{t.Text}
	for _, s := range t.evidence {
		lines = append(lines, "\u201c"+oneLine(s.Quote)+"\u201d "+strings.Join(nonEmpty(s.article.Source, s.article.Published.String()), ", "))
	}
	return strings.Join(lines, "\n")
}

func nonEmpty(texts ...string) []string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return kept
}

// dotEscapes are for texts in quotes: a backslash would be an escape of labels, and NUL ends Graphviz's own texts.
var dotEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", ``, "\x00", "\ufffd")

// dotText is a text in quotes, which is drawn as it is.
func dotText(s string) string { return `"` + dotEscapes.Replace(s) + `"` }

// colour is the colour of a type, the same in every drawing: light, so that black letters can be read on it.
func colour(kind string) string {
	switch kind {
	case "PERSON":
		return "#cfe3f7"
	case "ORGANIZATION":
		return "#d7efd3"
	case "PLACE":
		return "#fbe3c0"
	case "PRODUCT":
		return "#e3d8f3"
	case "EVENT":
		return "#f8d5da"
	case "WORK":
		return "#d2eeee"
	case "LAW":
		return "#eadfc8"
	case "GROUP":
		return "#e8f0c4"
	case valueType:
		return "#f1f1f1"
	}
	return "#e4e6ea"
}
