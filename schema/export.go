package schema

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/graphql-go/graphql"

	"newsgraph/export"
	"newsgraph/graph"
)

// The parameters of the address of an export.
const (
	parameterFormat   = "format"      // a value of ExportFormat, or its name in small letters
	parameterFilter   = "filter"      // a StatementFilter as JSON
	parameterSeeds    = "seeds"       // a list of EntityRef as JSON: what is exported is the subgraph around them
	parameterDepth    = "depth"       // of the subgraph
	parameterEntities = "maxEntities" // of the subgraph
)

// Export is statements that are to be written in a format. It has a view of the store, and must be closed.
type Export struct {
	format   export.Format
	selected export.Selection
	view     *graph.View
	warnings []string
}

// OpenExport finds what the parameters of an address ask for: format, and filter, or seeds with depth, maxEntities and
// filter as Query.subgraph takes them. Parameters of other names are passed over. The error is an *Error where the
// caller can mend it.
func (s *Schema) OpenExport(ctx context.Context, parameters url.Values) (*Export, error) {
	format, err := export.ParseFormat(parameters.Get(parameterFormat))
	if err != nil {
		return nil, NewError(CodeBadInput, "%s: %s", parameterFormat, strings.TrimPrefix(err.Error(), "export: "))
	}
	in, failed := s.exportInput(parameters)
	if failed != nil {
		return nil, failed
	}
	filter, err := statementFilter(&call{args: in})
	if err != nil {
		return nil, err
	}
	v, err := s.store.View(ctx)
	if err != nil {
		return nil, err
	}
	e := &Export{format: format, selected: export.Selection{Filter: filter}, view: v}
	if in["seeds"] != nil {
		if err := e.around(ctx, in, filter); err != nil {
			v.Close()
			return nil, shownError(err)
		}
	}
	return e, nil
}

// shownError is an error as the caller may see it, where it is his to mend.
func shownError(err error) error {
	if shown, ok := userError(err); ok {
		return shown
	}
	return err
}

// exportInput reads the parameters as the arguments of a field.
func (s *Schema) exportInput(parameters url.Values) (input, *Error) {
	in := input{"depth": 1, "maxEntities": 100}
	c := &coercer{schema: &s.schema, limits: s.limits}
	for name, t := range map[string]graphql.Type{
		parameterFilter: s.schema.Type("StatementFilter"), parameterSeeds: graphql.NewList(s.schema.Type("EntityRef")),
	} {
		text := parameters.Get(name)
		if text == "" {
			continue
		}
		if len(text) > s.limits.QueryBytes {
			return nil, tooMuch(keyQueryBytes, "the bytes of "+name, len(text), s.limits.QueryBytes)
		}
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil || decoder.More() {
			return nil, NewError(CodeBadInput, "%s: this is no JSON: %.80s", name, text)
		}
		coerced, failed := c.coerce(value, t, name, 0)
		if failed != nil {
			return nil, failed
		}
		if coerced != nil {
			in[name] = internal(coerced, t)
		}
	}
	for _, name := range []string{parameterDepth, parameterEntities} {
		if text := parameters.Get(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 32)
			if err != nil {
				return nil, NewError(CodeBadInput, "%s: %.40q is no whole number", name, text)
			}
			in[name] = int(n)
		}
	}
	return in, nil
}

// internal is a value that was coerced in the form in which resolvers take arguments.
func internal(value any, t graphql.Type) any {
	if value == nil {
		return nil
	}
	if required, ok := t.(*graphql.NonNull); ok {
		t = required.OfType
	}
	switch t := t.(type) {
	case *graphql.List:
		items, _ := value.([]any)
		out := make([]any, len(items))
		for i, item := range items {
			out[i] = internal(item, t.OfType)
		}
		return out
	case *graphql.InputObject:
		given, _ := value.(map[string]any)
		out := map[string]any{}
		for name, field := range t.Fields() {
			v := internal(given[name], field.Type)
			if v == nil {
				v = field.DefaultValue
			}
			if v != nil {
				out[name] = v
			}
		}
		return out
	case *graphql.Enum:
		return t.ParseValue(value)
	case *graphql.Scalar:
		return t.ParseValue(value)
	}
	return value
}

// around selects the subgraph that parameters ask for. A name stands for the entity of that name with most statements.
func (e *Export) around(ctx context.Context, in input, filter *graph.StatementFilter) error {
	var f filters
	var seeds []string
	for i, m := range in.objects("seeds") {
		ref := f.reference(m, "seeds["+strconv.Itoa(i)+"]")
		if f.err != nil {
			return f.err
		}
		id := ref.ID
		if id == "" {
			homonyms, err := e.view.EntitiesNamed(ctx, ref.Name)
			if err != nil {
				return err
			}
			if len(homonyms) == 0 {
				e.warn("nothing is named %q", ref.Name)
				continue
			}
			if id = homonyms[0].ID; len(homonyms) > 1 {
				e.warn("%d things are named %q; this is around %s, which has most statements", len(homonyms), ref.Name, id)
			}
		}
		if !slices.Contains(seeds, id) {
			seeds = append(seeds, id)
		}
	}
	g, err := e.view.Subgraph(ctx, seeds, number(in, "depth"), number(in, "maxEntities"), filter)
	if err != nil {
		return err
	}
	for _, o := range g.Omitted {
		switch o.Reason {
		case graph.OmittedEntities:
			e.warn("%d more entities are around it than the limit of %d lets in", o.Count, number(in, "maxEntities"))
		case graph.OmittedStatements:
			e.warn("%d more statements are between them than the limit lets in", o.Count)
		case graph.OmittedSearch:
			e.warn("the statements of %d entities were not looked at, for there are too many", o.Count)
		}
	}
	e.selected.Subgraph, e.selected.Seeds = g, len(seeds)
	return nil
}

func (e *Export) warn(format string, values ...any) {
	e.warnings = append(e.warnings, fmt.Sprintf(format, values...))
}

// Warnings are what whoever asked should know: names that nothing has, and how much the limits of a subgraph leave out.
func (e *Export) Warnings() []string { return e.warnings }

// MediaType is the type of what Write writes.
func (e *Export) MediaType() string { return e.format.MediaType() }

// FileName is a name for a file of it.
func (e *Export) FileName() string { return e.format.FileName() }

// Compressed says that the format compresses by itself.
func (e *Export) Compressed() bool { return e.format == export.Parquet }

// Revision is that of the view that is written.
func (e *Export) Revision() uint64 { return e.view.Revision() }

// Write writes the export. The error is an *Error where the caller can mend it.
func (e *Export) Write(ctx context.Context, w io.Writer) error {
	err := export.Write(ctx, w, e.view, e.format, e.selected)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || err == nil {
		return err
	}
	return shownError(err)
}

// Close lets the view go.
func (e *Export) Close() { e.view.Close() }

// exportURL is the address under which what a field lists can be fetched in a format.
func (c *call) exportURL(parameters url.Values) (any, error) {
	if c.exports == nil {
		c.warn(warning{Code: "NO_SERVER", Message: "addresses are those of a server: ask one, or use newsgraph export", Path: c.path()})
		return nil, nil
	}
	parameters.Set(parameterFormat, c.args.enum("format"))
	return c.exports(parameters), nil
}

// asJSON is an argument as its JSON was.
func asJSON(value any) any {
	switch v := value.(type) {
	case enumValue:
		return string(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case input:
		return asJSON(map[string]any(v))
	case map[string]any:
		out := map[string]any{}
		for name, field := range v {
			out[name] = asJSON(field)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = asJSON(item)
		}
		return out
	}
	return value
}

// setJSON sets a parameter to a value as JSON, where there is one.
func setJSON(parameters url.Values, name string, value any) {
	text, err := json.Marshal(asJSON(value))
	if err == nil && value != nil && string(text) != "{}" && string(text) != "null" {
		parameters.Set(name, string(text))
	}
}

// narrowed is the filter of a list of statements that are about one thing: the field's own with a condition more.
func narrowed(args input, name string, value any) map[string]any {
	filter := map[string]any{}
	given, _ := args.object("filter")
	for field, v := range given {
		filter[field] = v
	}
	if _, taken := filter[name]; !taken {
		filter[name] = value
		return filter
	}
	and, _ := filter["and"].([]any)
	filter["and"] = append(append([]any{}, and...), map[string]any{name: value})
	return filter
}

// listed gives the connection that resolve makes the filter of what it lists, for exportUrl.
func listed(resolve func() (any, error), filter map[string]any) (any, error) {
	value, err := resolve()
	if err != nil {
		return nil, err
	}
	switch v := value.(type) {
	case *connection:
		v.filter = filter
	case later:
		return later(func() (any, error) { return listed(v, filter) }), nil
	}
	return value, nil
}

// statementConnectionResolvers add exportUrl to those of every connection.
func statementConnectionResolvers() map[string]resolver {
	fields := connectionResolvers()
	fields["exportUrl"] = of(func(c *call, list *connection) (any, error) {
		parameters := url.Values{}
		setJSON(parameters, parameterFilter, list.filter)
		return c.exportURL(parameters)
	})
	return fields
}

// drawn is a subgraph with the arguments that it was asked for by.
type drawn struct {
	*graph.Subgraph
	args input
}

func (d *drawn) exportURL(c *call) (any, error) {
	parameters := url.Values{}
	setJSON(parameters, parameterSeeds, d.args["seeds"])
	setJSON(parameters, parameterFilter, d.args["filter"])
	parameters.Set(parameterDepth, strconv.Itoa(number(d.args, "depth")))
	parameters.Set(parameterEntities, strconv.Itoa(number(d.args, "maxEntities")))
	return c.exportURL(parameters)
}
