package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"newsgraph/export"
	"newsgraph/schema"
	"newsgraph/server"
)

// exportOptions are the flags of export.
type exportOptions struct {
	format, filter, out string
	around              []string
	depth, entities     int
}

func (p *program) exportCommand() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the graph, or a part of it, to a file for other tools",
		Long: `Writes statements with their sources, and what they are about, in one of these formats:

` + formatList() + `
Without --filter and --around everything is written. --filter is a StatementFilter of the
GraphQL schema, as JSON. --around takes the statements around entities instead, of which
--filter may leave some out.

The same store gives the same bytes. N-Quads and TriG of a store bigger than memory are
sorted in temporary files.`,
		Example: `  newsgraph export > graph.nq
  newsgraph export --format gexf --out story.gexf
  newsgraph export --format statements-csv --filter '{"object": {"name": "Huawei"}}'
  newsgraph export --format html --around Facebook --depth 2 --out facebook.html
  newsgraph export --format parquet --endpoint http://127.0.0.1:8080 --out all.parquet`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.export(cmd, o) },
	}
	graphFlags(cmd)
	cmd.Flags().StringVar(&o.format, "format", "nquads", "`format` of the file")
	cmd.Flags().StringVar(&o.filter, "filter", "", "write what this `filter` lets through, a StatementFilter as JSON")
	cmd.Flags().StringArrayVar(&o.around, "around", nil, "write what is around this entity, by `name` or id; may be repeated")
	cmd.Flags().IntVar(&o.depth, "depth", 1, "how many statements far from the entities of --around")
	cmd.Flags().IntVar(&o.entities, "max-entities", 100, "how many entities around those of --around, at most")
	cmd.Flags().StringVarP(&o.out, "out", "o", "", "`file` to write (default: standard output)")
	return cmd
}

// formatList names the formats, one on a line.
func formatList() string {
	var b strings.Builder
	for _, f := range export.Formats() {
		fmt.Fprintf(&b, "  %-15s %s\n", f.Name(), f.About())
	}
	return b.String()
}

// parameters are the options as the address of an export has them.
func (o exportOptions) parameters(cmd *cobra.Command) (url.Values, error) {
	if err := oneOf("format", o.format, export.Names()...); err != nil {
		return nil, err
	}
	parameters := url.Values{"format": {o.format}}
	if o.filter != "" {
		parameters.Set("filter", o.filter)
	}
	if o.around == nil {
		if cmd.Flags().Changed("depth") || cmd.Flags().Changed("max-entities") {
			return nil, usage("export: --depth and --max-entities go with --around")
		}
		return parameters, nil
	}
	var seeds []map[string]string
	for _, name := range o.around {
		key := "name"
		if strings.HasPrefix(name, "entity/") {
			key = "id"
		}
		seeds = append(seeds, map[string]string{key: name})
	}
	text, err := json.Marshal(seeds)
	if err != nil {
		return nil, err
	}
	parameters.Set("seeds", string(text))
	parameters.Set("depth", strconv.Itoa(o.depth))
	parameters.Set("maxEntities", strconv.Itoa(o.entities))
	return parameters, nil
}

// export writes to a file, or to standard output where none is named.
func (p *program) export(cmd *cobra.Command, o exportOptions) error {
	parameters, err := o.parameters(cmd)
	if err != nil {
		return err
	}
	write, done, err := p.exporter(cmd, parameters)
	if err != nil {
		return err
	}
	defer done()
	if o.out == "" {
		buffered := bufio.NewWriter(p.stdout)
		if err := write(buffered); err != nil {
			return mistaken(err)
		}
		return buffered.Flush()
	}
	return mistaken(writeWhole(o.out, write))
}

// mistaken makes an error that the user can mend one of usage.
func mistaken(err error) error {
	var shown *schema.Error
	if errors.As(err, &shown) && shown.Code() == schema.CodeBadInput {
		return usage("export: %s", shown.Message)
	}
	return err
}

// exporter is what writes an export: the store's own, or that of a server.
func (p *program) exporter(cmd *cobra.Command, parameters url.Values) (write func(io.Writer) error, done func(), err error) {
	address, err := p.endpointFlag(cmd)
	if err != nil {
		return nil, nil, err
	}
	ctx := cmd.Context()
	if address != "" {
		e, err := p.newEndpoint(address)
		if err != nil {
			return nil, nil, err
		}
		return func(w io.Writer) error { return e.export(ctx, w, parameters, p.warnExport) }, func() {}, nil
	}
	store, err := p.openStore(ctx, forReading, "")
	if err != nil {
		return nil, nil, err
	}
	s, err := schema.New(schema.Options{Store: store, Limits: limits(p.settings.Limits), IRIBase: p.settings.IRIBase, Log: p.log})
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	write = func(w io.Writer) error {
		e, err := s.OpenExport(ctx, parameters)
		if err != nil {
			return err
		}
		defer e.Close()
		p.warnExport(e.Warnings())
		return e.Write(ctx, w)
	}
	return write, func() { p.closeGraph(store) }, nil
}

// warnExport tells of what the user should know of an export.
func (p *program) warnExport(warnings []string) {
	for _, warning := range warnings {
		p.log.Warn("export: " + warning)
	}
}

// export copies an export of the server to w. One that ended early is an error.
func (e *endpoint) export(ctx context.Context, w io.Writer, parameters url.Values, warn func([]string)) (err error) {
	address := strings.TrimSuffix(e.url, "/graphql") + "/export?" + parameters.Encode()
	get, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	unhurried := *e.client
	unhurried.Timeout = 0 // a graph may be large; the context ends it
	response, err := unhurried.Do(get)
	if err != nil {
		return fmt.Errorf("no answer from %s: %w; is newsgraph serve running there?", e.url, withoutURL(err))
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return refusedExport(response)
	}
	if text, err := url.PathUnescape(response.Header.Get(server.WarningHeader)); err == nil && text != "" {
		warn([]string{text})
	}
	if _, err := io.Copy(w, response.Body); err != nil {
		return fmt.Errorf("the export of %s ended early: %w", e.url, err)
	}
	return nil
}

// refusedExport is why a server has given no export.
func refusedExport(response *http.Response) error {
	const longest = 1 << 20
	text, err := io.ReadAll(io.LimitReader(response.Body, longest))
	if err != nil {
		return err
	}
	var a answer
	if json.Unmarshal(text, &a) == nil && a.failure() != nil {
		return schema.NewError(schema.CodeBadInput, "%v", a.failure())
	}
	return fmt.Errorf("the server answers %s: %s", response.Status, strings.TrimSpace(string(text)))
}
