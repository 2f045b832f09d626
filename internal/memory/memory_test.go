package memory

import (
	"math"
	"runtime/debug"
	"testing"
)

// TestBound wants a load to have its memory, and what somebody has set before to hold.
func TestBound(t *testing.T) {
	before := debug.SetMemoryLimit(math.MaxInt64)
	t.Cleanup(func() { debug.SetMemoryLimit(before) })
	t.Setenv("GOMEMLIMIT", "")
	Bound(2)
	if got := debug.SetMemoryLimit(-1) + outside; got != 408<<20 {
		t.Errorf("two workers have %d bytes", got)
	}
	Bound(8)
	if got := debug.SetMemoryLimit(-1) + outside; got != 408<<20 {
		t.Errorf("what was set does not hold: %d", got)
	}
	debug.SetMemoryLimit(math.MaxInt64)
	t.Setenv("GOMEMLIMIT", "1GiB")
	if Bound(2); debug.SetMemoryLimit(-1) != math.MaxInt64 {
		t.Error("the environment does not hold")
	}
}
