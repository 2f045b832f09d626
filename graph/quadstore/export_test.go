package quadstore

import (
	"github.com/cayleygraph/cayley/graph/shape"

	"newsgraph/graph/recursion"
)

// Plain is a store that makes no hops: Cayley's own iterators do everything, but for the one that is wrong.
type Plain struct{ *Store }

// OptimizeShape hides that of Store.
func (Plain) OptimizeShape(s shape.Shape) (shape.Shape, bool) { return recursion.Recall(s, isHop) }
