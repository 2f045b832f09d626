package schema

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"newsgraph/graph"
)

// anonymous is who decided, where nobody has to say who he is.
const anonymous = "anonymous"

// by is who decides.
func (c *call) by() string { return CallerOf(c.ctx).name() }

// decided is the answer to a decision about entities.
type decided struct {
	entity   string // its id
	merges   []graph.Merge
	problems []*userProblem
	mutation any
}

func entityPayloadResolvers() map[string]resolver {
	return map[string]resolver{
		"entity":           of(func(c *call, d *decided) (any, error) { return entityLater(c, d.entity), nil }),
		"merges":           plain(func(d *decided) any { return d.merges }),
		"userErrors":       plain(func(d *decided) any { return d.problems }),
		"clientMutationId": plain(func(d *decided) any { return d.mutation }),
	}
}

// reviewed is the answer to a verdict.
type reviewed struct {
	statement string // its id
	problems  []*userProblem
	mutation  any
}

func statementPayloadResolvers() map[string]resolver {
	return map[string]resolver{
		"statement":        of(func(c *call, r *reviewed) (any, error) { return statementLater(c, r.statement), nil }),
		"userErrors":       plain(func(r *reviewed) any { return r.problems }),
		"clientMutationId": plain(func(r *reviewed) any { return r.mutation }),
	}
}

func mergeResolvers() map[string]resolver {
	return map[string]resolver{
		"id":        plain(func(m graph.Merge) any { return m.ID }),
		"at":        plain(func(m graph.Merge) any { return m.At }),
		"into":      plain(func(m graph.Merge) any { return m.Into }),
		"from":      plain(func(m graph.Merge) any { return m.From }),
		"fromName":  plain(func(m graph.Merge) any { return textOrNil(m.FromName) }),
		"automatic": plain(func(m graph.Merge) any { return m.Automatic }),
		"by":        plain(func(m graph.Merge) any { return textOrNil(m.By) }),
		"reasons":   plain(func(m graph.Merge) any { return m.Reasons }),
		"undone":    plain(func(m graph.Merge) any { return m.Undone }),
	}
}

func duplicateResolvers() map[string]resolver {
	return map[string]resolver{
		"entity":  of(func(c *call, d graph.Duplicate) (any, error) { return entityLater(c, d.Entity), nil }),
		"score":   plain(func(d graph.Duplicate) any { return d.Score }),
		"reasons": plain(func(d graph.Duplicate) any { return d.Reasons }),
	}
}

// decide runs a decision about entities that the input of the field describes. What the user can mend is an answer.
func decide(run func(c *call, in input, d *decided) error) resolver {
	return func(c *call) (any, error) {
		in, _ := c.args.object("input")
		d := &decided{problems: []*userProblem{}, mutation: in["clientMutationId"]}
		c.release()
		problem, err := problemOf(run(c, in, d))
		if err != nil {
			return nil, fmt.Errorf("schema: %s: %w", c.field.name, err)
		}
		if problem != nil {
			d.entity, d.merges = "", nil
			d.problems = append(d.problems, problem)
		}
		c.release()
		return d, nil
	}
}

// problemOf is what the user can mend of an error, and what he cannot.
func problemOf(err error) (*userProblem, error) {
	var refused *graph.RequestError
	if !errors.As(err, &refused) {
		return nil, err
	}
	return &userProblem{code: CodeBadInput, message: refused.Error(), path: append([]string{"input"}, fieldPath(refused.Field)...)}, nil
}

// fieldPath is a field such as "from[2]" as a path.
func fieldPath(field string) []string {
	var path []string
	for part := range strings.SplitSeq(field, ".") {
		name, index, listed := strings.Cut(part, "[")
		path = append(path, name)
		if number, err := strconv.Atoi(strings.TrimSuffix(index, "]")); listed && err == nil {
			path = append(path, strconv.Itoa(number))
		}
	}
	return path
}

func mergeEntities(c *call, in input, d *decided) (err error) {
	d.entity = in.text("into")
	d.merges, err = c.schema.store.MergeEntities(c.ctx, d.entity, texts(in, "from"), in.text("reason"), c.by())
	return err
}

func undoMerge(c *call, in input, d *decided) error {
	id := in.text("id")
	v, err := c.open("MergeEnds")
	if err != nil {
		return err
	}
	_, into, err := v.MergeEnds(c.ctx, id)
	if err != nil {
		return err
	}
	d.entity = into
	c.release()
	if strings.HasPrefix(id, "split/") {
		return c.schema.store.UndoSplit(c.ctx, id, "", c.by())
	}
	return c.schema.store.UndoMerge(c.ctx, id, "", c.by())
}

// splitEntity answers with the new entity, and with the split as a merge that undoMerge takes back.
func splitEntity(c *call, in input, d *decided) error {
	id, reason := in.text("id"), in.text("reason")
	split, err := c.schema.store.SplitEntity(c.ctx, id, texts(in, "names"), texts(in, "articles"), reason, c.by())
	if err != nil {
		return err
	}
	d.entity = split.Entity
	m := graph.Merge{ID: split.ID, At: split.At, Into: split.Entity, From: id, By: c.by()}
	if reason != "" {
		m.Reasons = []string{reason}
	}
	d.merges = []graph.Merge{m}
	return nil
}

func markDistinct(c *call, in input, d *decided) error {
	d.entity = in.text("a")
	return c.schema.store.MarkDistinct(c.ctx, d.entity, in.text("b"), in.text("reason"), c.by())
}

func undoDistinct(c *call, in input, d *decided) error {
	d.entity = in.text("a")
	return c.schema.store.UndoDistinct(c.ctx, d.entity, in.text("b"), in.text("reason"), c.by())
}

func reviewStatement(c *call) (any, error) {
	in, _ := c.args.object("input")
	r := &reviewed{statement: in.text("id"), problems: []*userProblem{}, mutation: in["clientMutationId"]}
	c.release()
	err := c.schema.store.ReviewStatement(c.ctx, r.statement, graph.Review(in.enum("review")), in.text("reason"), c.by())
	problem, err := problemOf(err)
	if err != nil {
		return nil, fmt.Errorf("schema: reviewStatement: %w", err)
	}
	if problem != nil {
		r.statement, r.problems = "", append(r.problems, problem)
	}
	return r, nil
}
