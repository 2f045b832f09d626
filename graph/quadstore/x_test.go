package quadstore

import (
	"github.com/cayleygraph/cayley/graph/graphtest"
	"testing"
)

func TestX(t *testing.T) { _ = graphtest.TestAll }
