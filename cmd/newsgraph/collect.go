package main

import (
	"os"
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
