package schema

import (
	"github.com/cayleygraph/cayley" // want: only graph/... may import github.com/cayleygraph/cayley
	"github.com/graphql-go/graphql"

	"newsgraph/graph"
	"newsgraph/internal/config" // want: schema may not import internal/config
	"newsgraph/loaders"         // want: schema may not import loaders
)
