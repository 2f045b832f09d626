package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/graph"
)

// importOptions are the flags of import.
type importOptions struct {
	dataset, drop string
	list, asJSON  bool
}

func (p *program) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Put other RDF beside the graph",
		Long: `Reads N-Quads, N-Triples, Turtle, TriG and JSON-LD, plain or compressed by gzip or bzip2,
and stores their triples as they are, as a dataset: under the label
<urn:newsgraph:dataset/NAME>, where gizmo and export find them. Statements, lists and
searches know only what articles say. The content decides which format it is in. Nothing
is fetched: the context of JSON-LD has to stand in the file.

NAME is that of the file where --dataset gives none. Files are read whole before anything
is stored: a bad line is told with its number, and nothing is changed. Labels of their own
are left out; blank nodes stay those of their file. The same content again changes nothing.

An export of newsgraph cannot be imported, as the texts of articles are not in it: use
backup and restore.`,
		Example: `  newsgraph import companies.nt.gz
  newsgraph import vocabulary.ttl
  newsgraph import --dataset wikidata part1.nq part2.nq
  newsgraph import --list
  newsgraph import --drop wikidata`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, files []string) error { return p.importOr(cmd, files, o) },
	}
	ownFlags(cmd)
	cmd.Flags().StringVar(&o.dataset, "dataset", "", "`name` of the dataset: lower-case letters, digits, ., _ and -")
	cmd.Flags().BoolVar(&o.list, "list", false, "list the datasets of the store")
	cmd.Flags().StringVar(&o.drop, "drop", "", "take the dataset of this `name` away")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object per dataset")
	return cmd
}

// importOr imports, lists or drops.
func (p *program) importOr(cmd *cobra.Command, files []string, o importOptions) error {
	dropping := cmd.Flags().Changed("drop")
	switch {
	case o.list && dropping, (o.list || dropping) && (len(files) > 0 || o.dataset != ""):
		return usage("import: --list and --drop stand alone")
	case o.list:
		return p.listDatasets(cmd, o)
	case dropping:
		return p.dropDataset(cmd, o)
	case len(files) == 0:
		return usage("import: want at least one file; usage: %s", cmd.UseLine())
	}
	if o.dataset == "" {
		if len(files) > 1 || files[0] == "-" {
			return usage("import: the dataset needs a name; give --dataset")
		}
		o.dataset = datasetName(files[0])
	}
	return p.importFiles(cmd, files, o)
}

// datasetName is the name that a dataset has from its file.
func datasetName(file string) string {
	name := strings.ToLower(filepath.Base(file))
	for _, suffix := range []string{".gz", ".bz2", ".nq", ".nt", ".nquads", ".ntriples", ".ttl", ".trig", ".jsonld", ".json"} {
		name = strings.TrimSuffix(name, suffix)
	}
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '.' || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, name)
}

func (p *program) importFiles(cmd *cobra.Command, files []string, o importOptions) error {
	var sources []graph.ImportFile
	for _, name := range files {
		sources = append(sources, graph.ImportFile{Name: name, Open: func() (io.ReadCloser, error) {
			p.log.Debug("reading", "file", name)
			if name == "-" {
				return io.NopCloser(untilDone(cmd.Context(), p.stdin)), nil
			}
			return os.Open(name)
		}})
	}
	store, err := p.openOwn(cmd, forChanging)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	s := p.newSteps("import")
	done, err := store.Import(cmd.Context(), o.dataset, sources, s.report)
	s.end()
	if err != nil {
		if cmd.Context().Err() != nil {
			p.tell("interrupted; nothing is imported")
		}
		return datasetError(err)
	}
	if o.asJSON {
		return p.printLine(done.Dataset)
	}
	line := fmt.Sprintf("dataset %s: %s of %s", done.Name, count(int(done.Quads), "quad"), count(int(done.Read), "statement"))
	if done.Labelled > 0 {
		line += fmt.Sprintf(", %s left out", count(int(done.Labelled), "label"))
	}
	if done.Unchanged {
		line += "; it was there already"
	}
	_, err = fmt.Fprintln(p.stdout, line)
	return err
}

// datasetError says which flag is meant.
func datasetError(err error) error {
	var mistake *graph.RequestError
	switch {
	case errors.As(err, &mistake):
		return usage("--dataset: %s", mistake.Message)
	case errors.Is(err, graph.ErrDataset):
		return fmt.Errorf("%w (newsgraph import --drop NAME)", err)
	case errors.Is(err, graph.ErrNoDataset):
		return fmt.Errorf("%w; newsgraph import --list lists them", err)
	}
	return err
}

func (p *program) dropDataset(cmd *cobra.Command, o importOptions) error {
	store, err := p.openOwn(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	dropped, err := store.DropDataset(cmd.Context(), o.drop)
	if err != nil {
		return datasetError(err)
	}
	if o.asJSON {
		return p.printLine(dropped)
	}
	_, err = fmt.Fprintf(p.stdout, "dropped dataset %s: %s\n", dropped.Name, count(int(dropped.Quads), "quad"))
	return err
}

func (p *program) listDatasets(cmd *cobra.Command, o importOptions) error {
	store, err := p.openOwn(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	v, err := store.View(cmd.Context())
	if err != nil {
		return err
	}
	defer v.Close()
	list, err := v.Datasets(cmd.Context())
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, d := range list {
		if o.asJSON {
			if err := p.printLine(d); err != nil {
				return err
			}
			continue
		}
		size := count(int(d.Quads), "quad")
		if !d.Complete {
			size = "not imported whole; drop it"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", d.Name, size, d.ImportedAt.Format(time.RFC3339), strings.Join(d.Files, " "))
	}
	return table.Flush()
}
