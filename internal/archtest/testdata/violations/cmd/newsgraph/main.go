package main

import (
	"fmt"
	"os"

	"newsgraph/graph"
	"newsgraph/schema"

	"github.com/graphql-go/graphql" // want: only schema/... may import github.com/graphql-go/graphql
)

func main() {
	fmt.Println(graph.X, schema.X, graphql.X)
	os.Exit(0)
}
