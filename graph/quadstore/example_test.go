package quadstore_test

import (
	"context"
	"fmt"

	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
)

// An article is replaced, whole, and a snapshot is asked what it says.
func Example() {
	s, err := quadstore.Open(quadstore.Options{}) // in memory
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()

	const texts = quadstore.Space(1)
	article := quad.IRI("urn:newsgraph:article/1")
	facebook, share, huawei := quad.IRI("facebook"), quad.IRI("share-data-with"), quad.IRI("huawei")
	var b quadstore.Batch
	b.DeleteLabel(article)
	b.Add(quad.Quad{Subject: facebook, Predicate: share, Object: huawei, Label: article})
	b.Set(texts, []byte(article), []byte("Facebook shared data with Huawei."))
	b.Count([]byte("articles"), 1)
	if err := s.Apply(context.Background(), &b); err != nil {
		fmt.Println(err)
		return
	}

	v, err := s.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer v.Close()
	for found, err := range quadstore.Each(context.Background(), v, path.StartPath(v, facebook).Out(share).Shape()) {
		fmt.Println(found.Value, err)
	}
	// Output: <huawei> <nil>
}
