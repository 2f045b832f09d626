package format

import "io"

// Guard ends the reading where one piece of an input has more bytes than it may, for parsers that keep whole pieces in
// memory. Allow comes before each piece.
type Guard struct {
	R     io.Reader
	limit int64
	left  int64
}

// Allow lets limit bytes be read, and a little more, as parsers read ahead.
func (g *Guard) Allow(limit int64) { g.limit, g.left = limit, limit+readAhead }

const readAhead = 64 << 10

// Read reads, or is TooLarge.
func (g *Guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, TooLarge(g.limit)
	}
	n, err := g.R.Read(p)
	g.left -= int64(n)
	return n, err
}
