package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"

	"newsgraph/loaders"
)

// serverGC is by how many percent the heap of a server grows before it is collected. The runtime's own 100 lets a server,
// of which little lives long, spend a quarter of its time on that.
const serverGC = 400

// collectLess makes the program collect garbage less often, unless the environment says how often. GOMEMLIMIT holds
// whatever is set.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(serverGC)
	}
}

// boundMemory has garbage collected in time for a load to stay within its memory, unless the environment says how much
// there is.
func (p *program) boundMemory() {
	workers := p.settings.Load.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if os.Getenv("GOMEMLIMIT") == "" && debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(loaders.Memory(workers))
	}
}
