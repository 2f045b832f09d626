// Package export writes statements to files that other tools read.
//
// It takes a view of the graph and a Selection, which is a filter or a subgraph, and gives bytes in one of the Formats:
// tables for pandas, graphs for Gephi, Cytoscape, networkx and Graphviz, RDF for triple stores, one page for a browser.
// What is written is a stream: memory does not grow with what there is to write, but for a few bytes for each entity.
// The same state of the graph gives the same bytes. Columns and attributes have the names that columns.go documents;
// they may become more, and none changes.
package export

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"newsgraph/graph"
)

// Format is a kind of file. The values are those of the GraphQL contract.
type Format string

// The formats.
const (
	StatementsCSV Format = "STATEMENTS_CSV" // a table, one row for each piece of evidence
	NodesCSV      Format = "NODES_CSV"      // a table of entities, for Gephi and Neo4j
	EdgesCSV      Format = "EDGES_CSV"      // a table of statements between them
	JSONL         Format = "JSONL"          // a JSON object on each line, one for each statement
	Parquet       Format = "PARQUET"        // the rows of StatementsCSV with their types
	GraphML       Format = "GRAPHML"        // http://graphml.graphdrawing.org
	GEXF          Format = "GEXF"           // https://gexf.net, version 1.3, with time
	Cytoscape     Format = "CYTOSCAPE"      // elements of Cytoscape and cytoscape.js
	NodeLink      Format = "NODELINK"       // node-link data of networkx
	Graphology    Format = "GRAPHOLOGY"     // a serialised graph of graphology
	DOT           Format = "DOT"            // https://graphviz.org
	NQuads        Format = "NQUADS"         // https://www.w3.org/TR/n-quads/
	TriG          Format = "TRIG"           // https://www.w3.org/TR/trig/
	JSONLD        Format = "JSONLD"         // https://www.w3.org/TR/json-ld11/
	HTML          Format = "HTML"           // one page with a drawing, which needs no network
)

// description is what a Format comes to outside.
type description struct {
	format    Format
	media     string // type of the content
	extension string // of a file's name, behind the dot
	about     string // for people, in one line
	write     func(context.Context, *reading, *bufio.Writer) error
}

func descriptions() []description {
	const csv, xml, json = "text/csv; charset=utf-8; header=present", "application/xml; charset=utf-8", "application/json"
	return []description{
		{StatementsCSV, csv, "csv", "a table with one row for each piece of evidence", writeStatementsCSV},
		{NodesCSV, csv, "csv", "a table of entities, as Gephi and neo4j-admin import take it", writeNodesCSV},
		{EdgesCSV, csv, "csv", "a table of the statements between them, as Gephi and neo4j-admin import take it", writeEdgesCSV},
		{JSONL, "application/jsonl", "jsonl", "a JSON object on each line, one for each statement with its evidence", writeJSONL},
		{Parquet, "application/vnd.apache.parquet", "parquet", "the rows of statements-csv with their types, for pandas, DuckDB and Spark", writeParquet},
		{GraphML, xml, "graphml", "GraphML, for Gephi, yEd, Cytoscape, igraph and networkx", writeGraphML},
		{GEXF, xml, "gexf", "GEXF 1.3 with the time of each edge, for Gephi's timeline", writeGEXF},
		{Cytoscape, json, "cyjs", "elements for Cytoscape and cytoscape.js", writeCytoscape},
		{NodeLink, json, "json", "node-link data for networkx, old and new", writeNodeLink},
		{Graphology, json, "json", "a serialised graph for graphology and sigma.js", writeGraphology},
		{DOT, "text/vnd.graphviz; charset=utf-8", "gv", "DOT, for Graphviz", writeDOT},
		{NQuads, "application/n-quads", "nq", "N-Quads, each quad with the article that says it", writeNQuads},
		{TriG, "application/trig", "trig", "TriG: a named graph for each article", writeTriG},
		{JSONLD, "application/ld+json", "jsonld", "JSON-LD with a context: a named graph for each article", writeJSONLD},
		{HTML, "text/html; charset=utf-8", "html", "one page with a drawing to look around in, which needs no network", writeHTML},
	}
}

// Formats are all formats, in a fixed order.
func Formats() []Format {
	var all []Format
	for _, d := range descriptions() {
		all = append(all, d.format)
	}
	return all
}

// ParseFormat is the format of that name, in capitals with _ or in small letters with -.
func ParseFormat(name string) (Format, error) {
	wanted := Format(strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
	if wanted == "CSV" {
		return StatementsCSV, nil
	}
	for _, f := range Formats() {
		if f == wanted {
			return f, nil
		}
	}
	return "", fmt.Errorf("export: there is no format %.40q; want one of %s", name, strings.Join(Names(), ", "))
}

// Names are the names of all formats in small letters, as the command has them.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name())
	}
	return names
}

func (f Format) description() description {
	for _, d := range descriptions() {
		if d.format == f {
			return d
		}
	}
	return description{}
}

// Name is the format's name in small letters: "statements-csv".
func (f Format) Name() string { return strings.ToLower(strings.ReplaceAll(string(f), "_", "-")) }

// About says in one line what the format is for.
func (f Format) About() string { return f.description().about }

// MediaType is the type of the content, for HTTP.
func (f Format) MediaType() string { return f.description().media }

// FileName is a name for a file in the format: "newsgraph-statements.csv".
func (f Format) FileName() string {
	base := "newsgraph"
	if table, ok := strings.CutSuffix(f.Name(), "-csv"); ok {
		base += "-" + table
	}
	return base + "." + f.description().extension
}

// Selection is what is written. Its zero value is everything.
type Selection struct {
	Filter   *graph.StatementFilter // as FindStatements takes it
	Subgraph *graph.Subgraph        // if there is one, its statements and entities; Filter counts for nothing then
	Seeds    int                    // of how many of its first entities Subgraph is the surroundings; 0: that is not known
}

// Write writes what is selected of a view. It fails with what w or the view fails with, and with the context's error
// where that ends; what was written by then is not whole.
func Write(ctx context.Context, w io.Writer, v *graph.View, f Format, s Selection) error {
	d := f.description()
	if d.write == nil {
		return fmt.Errorf("export: there is no format %.40q", f)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if err := d.write(ctx, newReading(v, s), out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}
