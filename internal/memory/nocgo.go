//go:build !cgo

package memory

// outside is nothing: all memory is the runtime's.
const outside = 0
