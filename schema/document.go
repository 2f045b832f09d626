package schema

import (
	"container/list"
	"strings"
	"sync"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/gqlerrors"
	"github.com/graphql-go/graphql/language/ast"
	"github.com/graphql-go/graphql/language/parser"
	"github.com/graphql-go/graphql/language/source"
	"github.com/graphql-go/graphql/language/visitor"
)

// document is a query that was parsed and found valid. It is read only and shared by all requests with its text.
type document struct {
	text      string
	ast       *ast.Document
	fragments map[string]*ast.FragmentDefinition
}

// prepare parses and validates a query, or takes it from the documents that were.
func (s *Schema) prepare(query string) (*document, []*Error) {
	if d := s.documents.get(query); d != nil {
		return d, nil
	}
	d, errs := s.parse(query)
	if len(errs) > 0 {
		return nil, errs
	}
	s.documents.put(query, d)
	return d, nil
}

func (s *Schema) parse(query string) (*document, []*Error) {
	text, err := scan(query, s.limits)
	if err != nil {
		return nil, []*Error{err}
	}
	lines := func() lineIndex { return newLineIndex(query) }
	doc, failed := parser.Parse(parser.ParseParams{
		Source:  source.NewSource(&source.Source{Body: []byte(text), Name: "query"}),
		Options: parser.ParseOptions{NoSource: true},
	})
	if failed != nil {
		return nil, syntaxErrors(failed, lines())
	}
	if err := checkDocument(doc, s.limits); err != nil {
		return nil, []*Error{err}
	}
	if result := graphql.ValidateDocument(&s.schema, doc, s.rules); !result.IsValid {
		return nil, fromLibrary(result.Errors, CodeValidation, lines())
	}
	if err := checkMerge(&s.schema, doc, lines); err != nil {
		return nil, []*Error{err}
	}
	return &document{text: query, ast: doc, fragments: fragmentsOf(doc)}, nil
}

// syntaxErrors are the parser's errors without the picture of the line, which may be as long as the query.
func syntaxErrors(failed error, lines lineIndex) []*Error {
	errs := fromLibrary([]gqlerrors.FormattedError{gqlerrors.FormatError(failed)}, CodeSyntax, lines)
	for _, e := range errs {
		message, _, _ := strings.Cut(e.Message, "\n")
		if _, after, ok := strings.Cut(message, ") "); ok {
			message = after
		}
		e.Message = "syntax error: " + message
	}
	return errs
}

// rules are the library's rules but the one that merger replaces. Each stops after a few errors: some look for similar
// names, at every mistake again.
func rules() []graphql.ValidationRuleFn {
	var out []graphql.ValidationRuleFn
	for _, rule := range []graphql.ValidationRuleFn{
		graphql.ArgumentsOfCorrectTypeRule, graphql.DefaultValuesOfCorrectTypeRule, graphql.FieldsOnCorrectTypeRule,
		graphql.FragmentsOnCompositeTypesRule, graphql.KnownArgumentNamesRule, graphql.KnownDirectivesRule,
		graphql.KnownFragmentNamesRule, graphql.KnownTypeNamesRule, graphql.LoneAnonymousOperationRule,
		graphql.NoUndefinedVariablesRule, graphql.NoUnusedFragmentsRule, graphql.NoUnusedVariablesRule,
		graphql.PossibleFragmentSpreadsRule, graphql.ProvidedNonNullArgumentsRule, graphql.ScalarLeafsRule,
		graphql.UniqueArgumentNamesRule, graphql.UniqueFragmentNamesRule, graphql.UniqueInputFieldNamesRule,
		graphql.UniqueOperationNamesRule, graphql.UniqueVariableNamesRule, graphql.VariablesAreInputTypesRule,
		graphql.VariablesInAllowedPositionRule,
	} {
		out = append(out, stopEarly(rule))
	}
	return out
}

// enoughErrors is when validation ends.
const enoughErrors = 10

func stopEarly(rule graphql.ValidationRuleFn) graphql.ValidationRuleFn {
	return func(c *graphql.ValidationContext) *graphql.ValidationRuleInstance {
		instance := rule(c)
		guarded := func(visit visitor.VisitFunc) visitor.VisitFunc {
			if visit == nil {
				return nil
			}
			return func(p visitor.VisitFuncParams) (string, interface{}) {
				if len(c.Errors()) >= enoughErrors {
					return visitor.ActionBreak, nil
				}
				return visit(p)
			}
		}
		options := instance.VisitorOpts
		options.Enter, options.Leave = guarded(options.Enter), guarded(options.Leave)
		for kind, visit := range options.KindFuncMap {
			options.KindFuncMap[kind] = visitor.NamedVisitFuncs{
				Kind: guarded(visit.Kind), Enter: guarded(visit.Enter), Leave: guarded(visit.Leave),
			}
		}
		return instance
	}
}

// operation is the operation of that name, or the only one.
func (d *document) operation(name string) (*ast.OperationDefinition, *Error) {
	var found *ast.OperationDefinition
	for _, definition := range d.ast.Definitions {
		o, ok := definition.(*ast.OperationDefinition)
		if !ok || name != "" && (o.Name == nil || o.Name.Value != name) {
			continue
		}
		if found != nil {
			return nil, NewError(CodeBadRequest, "the query has several operations; operationName has to choose one")
		}
		found = o
	}
	switch {
	case found == nil && name != "":
		return nil, NewError(CodeBadRequest, "the query has no operation %.100q", name)
	case found == nil:
		return nil, NewError(CodeBadRequest, "the query has no operation")
	}
	return found, nil
}

// documentCache keeps the documents that were used last. It is safe for concurrent use.
type documentCache struct {
	mu      sync.Mutex
	bytes   int // of the texts kept
	byText  map[string]*list.Element
	recency *list.List // of *document, the last used first
}

// maxCachedBytes bounds the texts that are kept. A parsed document takes some thirty times as much.
const maxCachedBytes = 1 << 20

func newDocumentCache() *documentCache {
	return &documentCache{byText: map[string]*list.Element{}, recency: list.New()}
}

func (c *documentCache) get(text string) *document {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byText[text]
	if !ok {
		return nil
	}
	c.recency.MoveToFront(e)
	return e.Value.(*document)
}

func (c *documentCache) put(text string, d *document) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byText[text]; ok {
		return
	}
	c.byText[text] = c.recency.PushFront(d)
	c.bytes += len(text)
	for c.bytes > maxCachedBytes && c.recency.Len() > 1 {
		last := c.recency.Back()
		old := c.recency.Remove(last).(*document)
		delete(c.byText, old.text)
		c.bytes -= len(old.text)
	}
}
