package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"newsgraph/internal/memory"
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

// boundMemory has a load stay within its memory.
func (p *program) boundMemory() {
	workers := p.settings.Load.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	memory.Bound(workers)
}
