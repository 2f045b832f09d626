package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"newsgraph/export"
	"newsgraph/schema"
)

// TestReference holds the pages of docs/reference against what they are made of. Run with -update to make them anew.
func TestReference(t *testing.T) {
	for name, make := range map[string]func(*testing.T) string{
		"commands.md": commandsPage, "config.md": configPage, "exports.md": exportsPage, "graphql.md": graphqlPage, "quads.md": quadsPage,
	} {
		path := filepath.Join("..", "..", "docs", "reference", name)
		got := make(t)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s is not what it describes; run go test ./cmd/newsgraph -run Reference -update: -page +program\n%s", name, diff)
		}
	}
}

func commandsPage(*testing.T) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nEach command says the same with `--help`. The exit status is 0 where all went well, 1 where something failed, 2 for a mistake in the\n" +
		"arguments or the settings, and 130 where it was interrupted. These flags go with every command:\n\n")
	p := &program{log: slog.New(slog.DiscardHandler)}
	root := p.command()
	flagTable(&b, root.PersistentFlags())
	var page func(c *cobra.Command)
	page = func(c *cobra.Command) {
		if c.Hidden || c.Name() == "help" || c.Name() == "completion" {
			return
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n```text\n%s\n```\n", c.CommandPath(), strings.TrimSuffix(c.Short, "."), c.UseLine())
		if long := strings.TrimSpace(c.Long); long != "" {
			fmt.Fprintf(&b, "\n```text\n%s\n```\n", long)
		}
		if c.Example != "" {
			fmt.Fprintf(&b, "\nExamples:\n\n```text\n%s\n```\n", strings.Trim(c.Example, "\n"))
		}
		if c.LocalNonPersistentFlags().HasAvailableFlags() {
			b.WriteString("\n")
			flagTable(&b, c.LocalNonPersistentFlags())
		}
		for _, inner := range c.Commands() {
			page(inner)
		}
	}
	for _, c := range root.Commands() {
		page(c)
	}
	return b.String()
}

func flagTable(b *strings.Builder, flags *pflag.FlagSet) {
	b.WriteString("| flag | meaning | default |\n|---|---|---|\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, about := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if value != "" {
			name += " " + value
		}
		standard := f.DefValue
		if standard == "[]" || standard == "false" || standard == "0" {
			standard = ""
		}
		if standard != "" {
			standard = "`" + standard + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", name, inTable(about), standard)
	})
}

// inTable is a text as it may stand in a cell.
func inTable(text string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "\n", " ").Replace(text)
}

// configPage is made of config.yaml, which has a comment before every key.
func configPage(t *testing.T) string {
	content, err := os.ReadFile(filepath.Join("..", "..", "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	head, rest, _ := strings.Cut(string(content), "\n\n")
	fmt.Fprintf(&b, "# Settings\n\n%s\n\n", strings.TrimSpace(regexp.MustCompile("(?m)^# ?").ReplaceAllString(head, "")))
	b.WriteString("The defaults are those of `config.yaml` in the root of the repository, which is a file to start from.\n\n| key | meaning | default |\n|---|---|---|\n")
	var path []string
	var comment []string
	for _, line := range strings.Split(rest, "\n") {
		text := strings.TrimSpace(line)
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		switch {
		case text == "":
			comment = nil
		case strings.HasPrefix(text, "#"):
			comment = append(comment, strings.TrimSpace(strings.TrimPrefix(text, "#")))
		default:
			key, value, _ := strings.Cut(text, ":")
			path = append(path[:depth], key)
			if value = strings.TrimSpace(value); value != "" {
				fmt.Fprintf(&b, "| `%s` | %s | `%s` |\n", strings.Join(path, "."), inTable(strings.Join(comment, " ")), value)
			}
			comment = nil
		}
	}
	return b.String()
}

func exportsPage(*testing.T) string {
	var b strings.Builder
	b.WriteString(`# Exports

Statements are written by ` + "`newsgraph export`" + `, by ` + "`GET /export`" + ` and by the address in ` + "`exportUrl`" + ` of a list of statements or a subgraph.
All three take the same filter and give the same bytes for the same state of the graph.

` + "`GET /export?format=FORMAT&filter=JSON`" + ` takes a format by its name in GraphQL or on the command line, and a ` + "`StatementFilter`" + ` as JSON. With
` + "`seeds`" + ` (a list of ` + "`EntityRef`" + ` as JSON), ` + "`depth`" + ` and ` + "`maxEntities`" + ` it writes a subgraph. The header ` + "`Newsgraph-Revision`" + ` says of which state
of the graph the file speaks; ` + "`Newsgraph-Warning`" + `, percent-encoded, of names that nothing has and of how much the limits leave out. Where the server asks for tokens, ` + "`exportUrl`" + ` is signed and works for ten minutes without one.

A file has the statements that a list of the same filter shows, last published first, each with all its evidence. Names of columns and
attributes stay what they are; others may be added. An IRI of the quads is the store's base and the id: ` + "`urn:newsgraph:` and `stmt/9f2e`" + `.

## Formats

| command | GraphQL | for | type of content |
|---|---|---|---|
`)
	for _, f := range export.Formats() {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | `%s` |\n", f.Name(), f, inTable(f.About()), f.MediaType())
	}
	b.WriteString(`
- **CSV** is UTF-8 with commas, quotes and one header, as RFC 4180 has it. A text that a spreadsheet would take for a formula (it begins
  with ` + "`= + - @`" + `, a tab or the end of a line) has an apostrophe before it, and so has one that begins with apostrophes and then like a formula. To get the
  text back, take one apostrophe away from what begins with apostrophes and then like a formula. Lists are joined by ` + "` | `" + `.
- **nodes-csv** and **edges-csv** serve two programs as they are: Gephi reads ` + "`Id`, `Label`, `Source`, `Target`, `Type`, `Weight`" + `, and neo4j-admin
  import reads ` + "`:ID`, `:LABEL`, `:START_ID`, `:END_ID`, `:TYPE`" + `; each takes the other's columns for attributes. No cell has more than one line.
- **Parquet** has the same columns with their types: times in microseconds UTC, lists of texts, null for what is not there.
- **GraphML** wants ids without a slash: ` + "`entity/x`" + ` is ` + "`entity:x`" + ` there, and ` + "`newsgraph_id`" + ` has the id as it is. XML has no way to write most control
  characters; they become U+FFFD.
- **GEXF** says when each statement was told: an edge is there on the days on which its articles were published, a node from the first to the
  last day of its edges. What has no date is there all the time. When things happened is in ` + "`time_start`" + ` and ` + "`time_end`" + `.
- **node-link** has its edges twice, under ` + "`links`" + ` and under ` + "`edges`" + `, because versions of networkx look in one or the other.
- **N-Quads, TriG and JSON-LD** have the quads of the store as they are, with the article that says so as the graph. Of a part they have the
  statements, their evidence and arguments, its articles, and what those articles say of the entities and predicates.
`)
	fmt.Fprintf(&b, "- **HTML** is one page that needs no network, with the first %d statements; it says how many it leaves out.\n", export.MaxHTMLStatements)
	b.WriteString(`
In graphs, every statement is an edge of its own from its subject to its object. A literal (a sum, a date, a phrase) is a node of the type ` + "`VALUE`" + `
whose id begins with ` + "`value/`" + `; equal literals of two statements are two nodes. The label of an edge is its predicate, its weight the number of
independent sources.
`)
	for _, table := range []struct {
		title   string
		columns []export.Column
	}{{"Columns of statements-csv and parquet", export.Columns()}, {"Attributes of nodes", export.NodeAttributes()}, {"Attributes of edges", export.EdgeAttributes()}} {
		fmt.Fprintf(&b, "\n## %s\n\n| name | kind | meaning |\n|---|---|---|\n", table.title)
		for _, c := range table.columns {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, c.Kind, inTable(c.About))
		}
	}
	return b.String()
}

func graphqlPage(t *testing.T) string {
	sdl, err := schema.SDL()
	if err != nil {
		t.Fatal(err)
	}
	return "# The GraphQL schema\n\nThe endpoint is `/graphql`. `newsgraph schema` prints this, `GET /schema.graphql` answers with it, and the page at `/graphiql` lets you try it. " +
		"The rules at its\nhead hold everywhere.\n\n```text\n" + strings.TrimSpace(sdl) + "\n```\n"
}

// quadsPage is made of the comments in graph/vocabulary.go.
func quadsPage(t *testing.T) string {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "graph", "vocabulary.go"), nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	spaces := map[string]string{}
	var b strings.Builder
	b.WriteString(`# The quads

Every quad has the article that says so as its fourth term, so taking an article back is removing its quads. A statement is a node with a
subject, a predicate and an object; where it is affirmed and told as a fact, a plain edge stands beside it. ` + "`newsgraph export`" + ` writes all quads,
` + "`newsgraph gizmo`" + ` walks along them.

Identifiers stand under the IRI base of the store (` + "`urn:newsgraph:`" + ` by default): ` + "`entity/`, `stmt/`, `evid/`, `article/`, `rel/`" + ` and ` + "`dataset/`" + ` for RDF that was
imported. The project's own terms stand under ` + "`urn:newsgraph:ns:`" + `, whatever the base is.
`)
	for _, declaration := range file.Decls {
		d, ok := declaration.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
		}
		title := strings.TrimSuffix(strings.TrimSpace(d.Doc.Text()), ".")
		fmt.Fprintf(&b, "\n## %s\n\n| term | meaning |\n|---|---|\n", strings.SplitN(strings.ReplaceAll(title, "\n", " "), ". ", 2)[0])
		for _, spec := range d.Specs {
			s, ok := spec.(*ast.ValueSpec)
			if !ok || len(s.Values) != 1 {
				continue
			}
			switch v := s.Values[0].(type) {
			case *ast.BasicLit:
				spaces[s.Names[0].Name] = strings.Trim(v.Value, `"`)
				fmt.Fprintf(&b, "| `%s:` | %s |\n", strings.TrimSuffix(s.Names[0].Name, "NS"), "`"+strings.Trim(v.Value, `"`)+"`")
			case *ast.BinaryExpr:
				space, _ := v.X.(*ast.Ident)
				name, _ := v.Y.(*ast.BasicLit)
				if space == nil || name == nil || spaces[space.Name] == "" {
					t.Fatalf("a term that is no namespace and a name: %s", s.Names[0])
				}
				prefix := strings.TrimSuffix(space.Name, "NS")
				if prefix == "own" {
					prefix = "ng"
				}
				about := strings.TrimSpace(s.Comment.Text())
				if about == "" {
					about = map[string]string{"schema": "the type of an entity", "xsd": "a datatype"}[prefix]
				}
				fmt.Fprintf(&b, "| `%s:%s` | %s |\n", prefix, strings.Trim(name.Value, `"`), inTable(about))
			}
		}
	}
	return strings.ReplaceAll(b.String(), "| `own:` |", "| `ng:` |")
}
