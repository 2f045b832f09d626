package graph

import (
	"C" // want: no package may import C

	"github.com/cayleygraph/cayley/graph"

	"newsgraph/news"
	"newsgraph/nlp" // want: graph may not import nlp
)
