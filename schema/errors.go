package schema

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/graphql-go/graphql/gqlerrors"

	"newsgraph/graph"
)

// The codes in extensions.code of the errors of an answer.
const (
	CodeSyntax     = "SYNTAX"      // the query's text is not GraphQL
	CodeValidation = "VALIDATION"  // the query does not fit the schema
	CodeLimit      = "LIMIT"       // more than the limits allow; extensions.limit names the config key
	CodeBadRequest = "BAD_REQUEST" // a request that cannot be executed as it is
	CodeBadInput   = "BAD_INPUT"   // an argument or a variable that cannot be
	CodeTimeout    = "TIMEOUT"     // limits.timeout, or the client went away
	CodeReadOnly   = "READ_ONLY"   // a mutation where only queries may be sent
	CodeForbidden  = "FORBIDDEN"   // the caller lacks a role; extensions.role names it
	CodeTooSlow    = "TOO_SLOW"    // a subscriber who did not read its events in time
	CodeGoingAway  = "GOING_AWAY"  // the server ends; ask again later
	CodeInternal   = "INTERNAL"    // a fault of this program; extensions.id is in the log
)

// Location is a place in a query's text, both counted from 1; the column counts bytes.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Error is an error of an answer, as GraphQL's specification spells it.
type Error struct {
	Message    string         `json:"message"`
	Locations  []Location     `json:"locations,omitempty"`
	Path       []any          `json:"path,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// Code is the error's extensions.code, empty for none.
func (e *Error) Code() string {
	code, _ := e.Extensions["code"].(string)
	return code
}

// NewError is an error with a code.
func NewError(code, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": code}}
}

// maxErrors is how many errors an answer lists at most.
const maxErrors = 100

// userError says whether err is the asking person's to mend, and how to say so.
func userError(err error) (*Error, bool) {
	var own *Error
	if errors.As(err, &own) {
		return own, true
	}
	var refused *graph.RequestError
	if errors.As(err, &refused) {
		e := NewError(CodeBadInput, "%s", refused.Message)
		if refused.Field != "" {
			e.Message = refused.Field + ": " + refused.Message
			e.Extensions["field"] = refused.Field
		}
		return e, true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return NewError(CodeTimeout, "the request was stopped"), true
	}
	return nil, false
}

// fromLibrary turns the library's errors into ours, with places in the query's text. The library itself looks for the
// line by a regular expression over the whole text, once per error, so it is given no text.
func fromLibrary(found []gqlerrors.FormattedError, code string, lines lineIndex) []*Error {
	var out []*Error
	for _, f := range found {
		e := &Error{Message: shorten(f.Message), Path: f.Path, Extensions: f.Extensions}
		var located *gqlerrors.Error
		if errors.As(f.OriginalError(), &located) {
			for _, position := range located.Positions {
				e.Locations = append(e.Locations, lines.at(position))
			}
		}
		if e.Extensions == nil {
			e.Extensions = map[string]any{"code": code}
		}
		out = append(out, e)
	}
	return out
}

// shorten cuts a message that quotes a long piece of the query.
func shorten(message string) string {
	const longest = 400
	if len(message) <= longest {
		return message
	}
	return strings.ToValidUTF8(message[:longest], "") + "..."
}

// sortErrors puts errors in the order of the query, since values that come later are met level by level, and
// cuts a list that is too long.
func sortErrors(errs []*Error) []*Error {
	key := func(e *Error) string {
		var b strings.Builder
		if len(e.Locations) > 0 {
			fmt.Fprintf(&b, "%09d:%09d", e.Locations[0].Line, e.Locations[0].Column)
		}
		for _, part := range e.Path {
			if i, ok := part.(int); ok {
				fmt.Fprintf(&b, "/%09d", i)
			} else {
				fmt.Fprintf(&b, "/%v", part)
			}
		}
		return b.String()
	}
	sort.SliceStable(errs, func(i, j int) bool { return key(errs[i]) < key(errs[j]) })
	if len(errs) > maxErrors {
		more := len(errs) - maxErrors
		errs = append(errs[:maxErrors:maxErrors], NewError(CodeInternal, "and %d more errors", more))
	}
	return errs
}

// lineIndex finds the line of a byte position: the positions at which the lines start.
type lineIndex []int

func newLineIndex(text string) lineIndex {
	lines := lineIndex{0}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\n', text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			lines = append(lines, i+1)
		}
	}
	return lines
}

func (l lineIndex) at(position int) Location {
	line := sort.Search(len(l), func(i int) bool { return l[i] > position })
	if line == 0 {
		return Location{Line: 1, Column: 1}
	}
	return Location{Line: line, Column: position - l[line-1] + 1}
}
