package schema

import (
	"context"
	"slices"

	"github.com/graphql-go/graphql/language/ast"
)

// Role is something that a caller may do, as the contract spells it.
type Role string

// The roles. Admin may do everything.
const (
	RoleRead   Role = "READ"   // ask
	RoleLoad   Role = "LOAD"   // load articles
	RoleCurate Role = "CURATE" // decide about entities and statements, delete articles
	RoleAdmin  Role = "ADMIN"  // keep the store
)

// Roles are all roles, in the order of the contract.
func Roles() []Role { return []Role{RoleRead, RoleLoad, RoleCurate, RoleAdmin} }

// Caller is who sends a request.
type Caller struct {
	Name  string // stands in the curation log; empty for nobody in particular
	Roles []Role
}

// May says whether the caller has a role. Nobody in particular, a nil Caller, may do everything: it is the program itself
// that asks, or access is not controlled.
func (c *Caller) May(role Role) bool {
	return c == nil || slices.Contains(c.Roles, role) || slices.Contains(c.Roles, RoleAdmin)
}

// roles are what the caller may do, in the order of the contract.
func (c *Caller) roles() []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return !c.May(r) })
}

// name is who decided, for the curation log.
func (c *Caller) name() string {
	if c == nil || c.Name == "" {
		return anonymous
	}
	return c.Name
}

type callerKey struct{}

// WithCaller gives a context that says who sends the requests that are executed with it.
func WithCaller(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf is who sends the requests that are executed with a context; nil where nobody said.
func CallerOf(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}

// forbidden is the error of a caller who lacks a role.
func forbidden(field string, role Role) *Error {
	e := NewError(CodeForbidden, "%s needs the role %s", field, role)
	e.Extensions["role"] = string(role)
	return e
}

// permit says whether a caller may have an operation executed: the error of the first field that he may not.
func (d *document) permit(operation *ast.OperationDefinition, c *Caller) *Error {
	if c == nil {
		return nil
	}
	names, _ := d.roots(operation)
	for _, name := range names {
		if role, needed := roleOf(operation.Operation, name); needed && !c.May(role) {
			return forbidden(name, role)
		}
	}
	return nil
}

// roleOf is the role that a field of a root needs, if any: everybody may know what he may do.
func roleOf(operation, field string) (Role, bool) {
	switch {
	case field == "__typename", operation == ast.OperationTypeQuery && field == "viewer":
		return "", false
	case operation != ast.OperationTypeMutation:
		return RoleRead, true
	case field == "loadArticles", field == "loadURLs":
		return RoleLoad, true
	}
	return RoleCurate, true
}
