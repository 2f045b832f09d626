//go:build race

package quadstore_test

// raceEnabled says that the race detector runs. The engine then checks itself at every step, which makes Cayley's long
// queries, which use one goroutine, take many minutes.
const raceEnabled = true
