package schema

import (
	"newsgraph/graph"
)

func loadJobResolvers() map[string]resolver {
	number := func(of func(*graph.Job) int) resolver { return plain(func(j *graph.Job) any { return of(j) }) }
	return map[string]resolver{
		"id":        plain(func(j *graph.Job) any { return j.ID }),
		"state":     plain(func(j *graph.Job) any { return enumValue(j.State) }),
		"total":     number((*graph.Job).Total),
		"done":      number((*graph.Job).Items),
		"added":     number(func(j *graph.Job) int { return j.Added }),
		"updated":   number(func(j *graph.Job) int { return j.Updated }),
		"unchanged": number(func(j *graph.Job) int { return j.Unchanged }),
		"refused":   number(func(j *graph.Job) int { return j.Refused }),
		"failed":    number(func(j *graph.Job) int { return j.Failed }),
		"articles":  of(articlesOfJob),
		"errors":    plain(jobErrors),
	}
}

func articlesOfJob(c *call, j *graph.Job) (any, error) {
	v, err := c.open("ArticlesOfJob")
	if err != nil {
		return nil, err
	}
	return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Article], error) { return v.ArticlesOfJob(c.ctx, j.ID, p) })
}

// jobErrors are what went wrong, the items' names first in the messages, which mostly have them already.
func jobErrors(j *graph.Job) any {
	problems := []*userProblem{}
	for _, e := range j.Errors {
		problems = append(problems, &userProblem{code: e.Code, message: e.Text()})
	}
	return problems
}

// jobOf is a job as it is in the view of the request.
func jobOf(c *call, id string) (any, error) {
	v, err := c.open("Job")
	if err != nil {
		return nil, err
	}
	job, err := v.Job(c.ctx, id)
	return orNil(job), err
}
