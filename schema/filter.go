package schema

import (
	"fmt"

	"newsgraph/graph"
)

// filters turns the contract's filters into the store's. The first thing that is wrong stays in err.
type filters struct{ err error }

func (f *filters) fail(path, message string) {
	if f.err == nil {
		f.err = NewError(CodeBadInput, "%s: %s", path, message)
	}
}

func stringFilter(in input, name string) *graph.StringFilter {
	m, ok := in.object(name)
	if !ok {
		return nil
	}
	return &graph.StringFilter{
		Eq: pointer[string](m, "eq"), In: texts(m, "in"),
		StartsWith: pointer[string](m, "startsWith"), Contains: pointer[string](m, "contains"),
	}
}

func dateTimeRange(in input, name string) *graph.DateTimeRange {
	m, ok := in.object(name)
	if !ok {
		return nil
	}
	return &graph.DateTimeRange{From: m.time("from"), To: m.time("to")}
}

func edtfRange(in input, name string) *graph.EDTFRange {
	m, ok := in.object(name)
	if !ok {
		return nil
	}
	return &graph.EDTFRange{From: m.text("from"), To: m.text("to")}
}

func (f *filters) entityRef(in input, name, path string) *graph.EntityRef {
	m, ok := in.object(name)
	if !ok {
		return nil
	}
	ref := f.reference(m, path+"."+name)
	return &ref
}

func (f *filters) reference(m input, path string) graph.EntityRef {
	ref := graph.EntityRef{ID: m.text("id"), Name: m.text("name")}
	if (ref.ID == "") == (ref.Name == "") {
		f.fail(path, "an entity is named by exactly one of id and name")
	}
	return ref
}

func (f *filters) statements(in input, name, path string) *graph.StatementFilter {
	m, ok := in.object(name)
	if !ok {
		return nil
	}
	return f.statement(m, path+"."+name)
}

func (f *filters) statement(m input, path string) *graph.StatementFilter {
	out := &graph.StatementFilter{
		Not:          f.statements(m, "not", path),
		Subject:      f.entityRef(m, "subject", path),
		Object:       f.entityRef(m, "object", path),
		Entity:       f.entityRef(m, "entity", path),
		Place:        f.entityRef(m, "place", path),
		AttributedTo: f.entityRef(m, "attributedTo", path),

		SubjectType:   enums[graph.EntityType](m, "subjectType"),
		ObjectType:    enums[graph.EntityType](m, "objectType"),
		EntityType:    enums[graph.EntityType](m, "entityType"),
		ObjectText:    stringFilter(m, "objectText"),
		Predicate:     stringFilter(m, "predicate"),
		PredicateID:   texts(m, "predicateId"),
		Article:       pointer[string](m, "article"),
		Source:        texts(m, "source"),
		Text:          pointer[string](m, "text"),
		PublishedAt:   dateTimeRange(m, "publishedAt"),
		LoadedAt:      dateTimeRange(m, "loadedAt"),
		Time:          edtfRange(m, "time"),
		Modality:      enums[graph.Modality](m, "modality"),
		Status:        enums[graph.Status](m, "status"),
		Review:        enums[graph.Review](m, "review"),
		MinConfidence: pointer[float64](m, "minConfidence"),
		MinSources:    pointer[int](m, "minSources"),
	}
	if p := m.enum("polarity"); p != "" {
		polarity := graph.Polarity(p)
		out.Polarity = &polarity
	}
	for i, ref := range m.objects("between") {
		out.Between = append(out.Between, f.reference(ref, fmt.Sprintf("%s.between[%d]", path, i)))
	}
	out.And, out.Or = f.statementList(m, "and", path), f.statementList(m, "or", path)
	return out
}

// statementList keeps apart an "or" that is not given, which lets everything through, and one of nothing.
func (f *filters) statementList(m input, name, path string) []*graph.StatementFilter {
	var out []*graph.StatementFilter
	if m[name] != nil && name == "or" {
		out = []*graph.StatementFilter{}
	}
	for i, inner := range m.objects(name) {
		out = append(out, f.statement(inner, fmt.Sprintf("%s.%s[%d]", path, name, i)))
	}
	return out
}

func (f *filters) entities(in input, name, path string) *graph.EntityFilter {
	m, ok := in.object(name)
	if !ok {
		return nil
	}
	return f.entity(m, path+"."+name)
}

func (f *filters) entity(m input, path string) *graph.EntityFilter {
	return &graph.EntityFilter{
		And: f.entityList(m, "and", path), Or: f.entityList(m, "or", path), Not: f.entities(m, "not", path),
		IDs:           texts(m, "ids"),
		Type:          enums[graph.EntityType](m, "type"),
		Name:          stringFilter(m, "name"),
		Named:         pointer[bool](m, "named"),
		MinStatements: pointer[int](m, "minStatements"),
		Statements:    f.statements(m, "statements", path),
	}
}

func (f *filters) entityList(m input, name, path string) []*graph.EntityFilter {
	var out []*graph.EntityFilter
	if m[name] != nil && name == "or" {
		out = []*graph.EntityFilter{}
	}
	for i, inner := range m.objects(name) {
		out = append(out, f.entity(inner, fmt.Sprintf("%s.%s[%d]", path, name, i)))
	}
	return out
}

func (f *filters) articles(in input) *graph.ArticleFilter {
	m, ok := in.object("filter")
	if !ok {
		return nil
	}
	return &graph.ArticleFilter{
		IDs: texts(m, "ids"), URL: stringFilter(m, "url"), Title: stringFilter(m, "title"), Source: texts(m, "source"),
		PublishedAt: dateTimeRange(m, "publishedAt"), Mentions: f.entityRef(m, "mentions", "filter"),
		Text: pointer[string](m, "text"),
	}
}

// statementFilter is the argument filter of a field.
func statementFilter(c *call) (*graph.StatementFilter, error) {
	var f filters
	m, ok := c.args.object("filter")
	if !ok {
		return nil, nil
	}
	return f.statement(m, "filter"), f.err
}

// about is a filter that lets through what f does of the statements with this entity at that end.
func about(f *graph.StatementFilter, entity string, direction string) *graph.StatementFilter {
	out := &graph.StatementFilter{}
	if f != nil {
		*out = *f
	}
	end := &out.Entity
	switch direction {
	case "OUT":
		end = &out.Subject
	case "IN":
		end = &out.Object
	}
	if *end == nil {
		*end = &graph.EntityRef{ID: entity}
		return out
	}
	return narrow(out, about(nil, entity, direction))
}

// narrow adds a condition to a filter that is the caller's own.
func narrow(f, more *graph.StatementFilter) *graph.StatementFilter {
	f.And = append(append([]*graph.StatementFilter{}, f.And...), more)
	return f
}
