package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"
	"github.com/piprate/json-gold/ld"
)

// maxJSONLD is the largest JSON-LD document, in bytes: it is read whole, as a context may stand behind what it is for.
const maxJSONLD = 64 << 20

// baseless stands for the address of a document that has none, so that addresses relative to it are found.
const baseless = "https://relative.invalid/"

// parseJSONLD gives each statement of a JSON-LD document (https://www.w3.org/TR/json-ld11/). Nothing is fetched: a context
// has to stand in the document itself.
func parseJSONLD(ctx context.Context, r io.Reader, emit func(quad.Quad) error) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("the JSON-LD cannot be read (%v)", broken)
		}
	}()
	text, err := io.ReadAll(io.LimitReader(r, maxJSONLD+1))
	if err != nil {
		return err
	}
	if len(text) > maxJSONLD {
		return fmt.Errorf("more than %d MB of JSON-LD in one document; write it as N-Quads before", maxJSONLD>>20)
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		return fmt.Errorf("no JSON: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	options := ld.NewJsonLdOptions(baseless)
	options.DocumentLoader = nothingLoaded{}
	set, err := ld.NewJsonLdProcessor().ToRDF(document, options)
	if err != nil {
		return jsonldError(err)
	}
	dataset, ok := set.(*ld.RDFDataset)
	if !ok {
		return errors.New("no JSON-LD")
	}
	return emitDataset(ctx, dataset, emit)
}

// elsewhereError is the address of a context that is not in the document.
type elsewhereError string

func (e elsewhereError) Error() string {
	return fmt.Sprintf("its context is elsewhere and is not fetched; put it into the document (%.200s)", string(e))
}

// nothingLoaded fetches nothing.
type nothingLoaded struct{}

func (nothingLoaded) LoadDocument(address string) (*ld.RemoteDocument, error) {
	return nil, elsewhereError(address)
}

// jsonldError is an error of the library in a line. It has its causes as details, which errors.As does not see.
func jsonldError(err error) error {
	for cause := err; cause != nil; {
		var of *ld.JsonLdError
		var elsewhere elsewhereError
		if errors.As(cause, &elsewhere) {
			return elsewhere
		}
		if !errors.As(cause, &of) {
			break
		}
		cause, _ = of.Details.(error)
	}
	return fmt.Errorf("no JSON-LD: %.300s", strings.Join(strings.Fields(err.Error()), " "))
}

func emitDataset(ctx context.Context, dataset *ld.RDFDataset, emit func(quad.Quad) error) error {
	var names []string
	for name := range dataset.Graphs {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for i, q := range dataset.Graphs[name] {
			if i%256 == 0 && ctx.Err() != nil {
				return fmt.Errorf("graph: %w", ctx.Err())
			}
			var parts [4]quad.Value
			for n, node := range []ld.Node{q.Subject, q.Predicate, q.Object, q.Graph} {
				if node == nil || n == 3 && name == "@default" {
					continue
				}
				var err error
				if parts[n], err = jsonldValue(node); err != nil {
					return err
				}
			}
			if err := emit(quad.Quad{Subject: parts[0], Predicate: parts[1], Object: parts[2], Label: parts[3]}); err != nil {
				return err
			}
		}
	}
	return nil
}

// jsonldValue is a node of the library as a value.
func jsonldValue(n ld.Node) (quad.Value, error) {
	switch n := n.(type) {
	case *ld.IRI:
		return jsonldIRI(n.Value)
	case ld.IRI:
		return jsonldIRI(n.Value)
	case *ld.BlankNode:
		return jsonldBlank(n.Attribute), nil
	case ld.BlankNode:
		return jsonldBlank(n.Attribute), nil
	case *ld.Literal:
		return jsonldLiteral(*n)
	case ld.Literal:
		return jsonldLiteral(n)
	}
	return nil, fmt.Errorf("a node of a kind that is not known: %T", n)
}

func jsonldIRI(text string) (quad.Value, error) {
	if rest, relative := strings.CutPrefix(text, baseless); relative {
		return nil, fmt.Errorf("%.200q is no absolute IRI, and there is no @base", rest)
	}
	if !validIRI(text) || !absolute(text) {
		return nil, fmt.Errorf("%.200q is no absolute IRI", text)
	}
	return quad.IRI(text), nil
}

func jsonldBlank(name string) quad.Value { return quad.BNode(strings.TrimPrefix(name, "_:")) }

func jsonldLiteral(l ld.Literal) (quad.Value, error) {
	if l.Language != "" {
		if !validLanguage(l.Language) {
			return nil, fmt.Errorf("%.100q is no language", l.Language)
		}
		return quad.LangString{Value: quad.String(l.Value), Lang: l.Language}, nil
	}
	datatype, err := jsonldIRI(l.Datatype)
	if err != nil {
		return nil, err
	}
	return typedLiteral(l.Value, datatype.(quad.IRI)), nil
}
