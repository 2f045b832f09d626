// Package memory says how much memory a load is to do with, and has the runtime keep to it.
//
// It takes a number of workers and knows nothing of what they do.
package memory

import (
	"math"
	"os"
	"runtime/debug"
)

// A load has this for the models and the store, and for each article that is read at the same time. Beside it stand the
// pages of the program and its models itself, 50 to 90 MB.
const (
	ofLoad   = 280 << 20
	ofWorker = 64 << 20
)

// Bound has garbage collected in time for a load with so many workers to stay within its memory, unless the environment
// (GOMEMLIMIT) or somebody before says how much there is. It is no more than an aim: what is in use is never refused.
func Bound(workers int) {
	if os.Getenv("GOMEMLIMIT") == "" && debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(ofLoad + int64(workers)*ofWorker - outside)
	}
}
