//go:build cgo

package memory

// outside is what the store keeps in memory of C, of which the runtime does not know: in programs that are built with cgo
// the engine has its cache and the writes that are not in tables yet there (graph/quadstore: 40 MB and twice 32 MB), and what
// malloc loses between them came to three quarters of that in loads of some thousand articles.
const outside = 184 << 20
