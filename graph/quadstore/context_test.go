package quadstore_test

import (
	"context"
	"iter"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
)

// contextWalk goes over everything, tells of each thing, and gives how many there were.
type contextWalk func(ctx context.Context, each func()) (int, error)

func walkOf[T any](walk func(context.Context) iter.Seq2[T, error]) contextWalk {
	return func(ctx context.Context, each func()) (int, error) {
		n := 0
		for _, err := range walk(ctx) {
			if err != nil {
				return n, err
			}
			n++
			each()
		}
		return n, nil
	}
}

// chain runs an iterator as Cayley does.
func chain(make func() graph.Iterator) contextWalk {
	return func(ctx context.Context, each func()) (int, error) {
		n := 0
		err := graph.Iterate(ctx, make()).Each(func(graph.Ref) {
			n++
			each()
		})
		return n, err
	}
}

// contextWalks are the ways to walk over what TestContext made.
func contextWalks(v *quadstore.Snapshot) map[string]contextWalk {
	p := func() graph.Ref { return v.ValueOf(quad.IRI("p")) }
	hop := func() *path.Path { return path.StartPath(v).Out(quad.IRI("p")) }
	hops := func() *path.Path { return path.StartPath(v).Out(quad.IRI("p")).Tag("x").In(quad.IRI("p")) }
	return map[string]contextWalk{
		"Quads": walkOf(func(ctx context.Context) iter.Seq2[quadstore.Row, error] {
			return v.Quads(ctx, quadstore.Query{})
		}),
		"Quads of a label": walkOf(func(ctx context.Context) iter.Seq2[quadstore.Row, error] {
			return v.Quads(ctx, quadstore.Query{Match: quad.Quad{Label: quad.IRI("l")}})
		}),
		"Match": walkOf(func(ctx context.Context) iter.Seq2[quadstore.IDs, error] {
			return v.Match(ctx, quadstore.IDs{})
		}),
		"Records": walkOf(func(ctx context.Context) iter.Seq2[quadstore.Record, error] {
			return v.Records(ctx, 1, quadstore.Range{})
		}),
		"Counters": walkOf(func(ctx context.Context) iter.Seq2[quadstore.Counter, error] {
			return v.Counters(ctx, nil)
		}),
		"Each": walkOf(func(ctx context.Context) iter.Seq2[quadstore.Result, error] {
			return quadstore.Each(ctx, v, hops().Shape())
		}),
		"all quads":   chain(v.QuadsAllIterator),
		"all nodes":   chain(v.NodesAllIterator),
		"a predicate": chain(func() graph.Iterator { return v.QuadIterator(quad.Predicate, p()) }),
		"a hop":       chain(func() graph.Iterator { return hop().BuildIterator() }),
		"two hops":    chain(func() graph.Iterator { return hops().BuildIterator() }),
	}
}
