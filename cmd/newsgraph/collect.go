package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
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

// The memory that a load is to do with: for the models and the store, and for each article that is read meanwhile.
const (
	memoryOfLoad   = 224 << 20
	memoryOfWorker = 64 << 20
)

// boundMemory has garbage collected in time for a load to stay within its memory, unless the environment says how much
// there is. It is no more than an aim: what is in use is never refused.
func (p *program) boundMemory() {
	workers := p.settings.Load.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if os.Getenv("GOMEMLIMIT") == "" && debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(memoryOfLoad + int64(workers)*memoryOfWorker)
	}
}
