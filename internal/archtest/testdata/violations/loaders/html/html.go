package html

import (
	"newsgraph/graph" // want: loaders/html may not import graph
	"newsgraph/loaders/format"
	"newsgraph/news"
)
