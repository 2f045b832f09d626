package schema

import (
	"context"
	"fmt"
	"testing"

	"newsgraph/graph"
)

// BenchmarkSubscribers commits an article of 20 statements and answers as many subscribers as the name says with each of
// them: a filter, the statement, its ends and its sentence.
func BenchmarkSubscribers(b *testing.B) {
	ctx := context.Background()
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newSchemaOf(b, nil, Options{})
			var all []*Answers
			for range n {
				a, refused := s.Begin(ctx, Request{Query: `subscription{statementAdded(filter:{subject:{name:"acme"}}){
					text subject{name} object{name} evidence(first:1){nodes{quote}}}}`})
				if refused != nil {
					b.Fatal(refused.Errors)
				}
				all = append(all, a)
			}
			readings := many(b, b.N, 20)
			b.ResetTimer()
			for i := range b.N {
				if _, err := s.store.Apply(ctx, graph.Batch{Put: readings[i : i+1]}); err != nil {
					b.Fatal(err)
				}
				for _, a := range all {
					for range 20 {
						if _, err := a.Next(ctx); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
			b.ReportMetric(float64(b.N*n*20)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
