package tag

import (
	"fmt"

	"newsgraph/resolve"

	"github.com/cayleygraph/quad" // want: only graph/... may import github.com/cayleygraph/quad
)

func show() { fmt.Println(quad.Quad{}, resolve.Version) }
