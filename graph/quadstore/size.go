package quadstore

import (
	"fmt"
	"math"

	"github.com/cayleygraph/cayley/graph"
)

// countLimit is up to how many keys are counted for a size; it takes some ten microseconds.
const countLimit = 256

// size gives how many quads begin, in an order, with the first n IDs of the pattern. Few are counted. For many, the
// share that their keys have of the index's bytes on the disk is their share of all quads; what is in memory only is
// taken to be spread alike. It is the sizes that let Cayley begin a join at the small end, so they must be honest.
func (r *reader) size(o order, pattern IDs, n int) (graph.Size, error) {
	from, to := o.span(pattern, n)
	c, err := r.cursor()
	if err != nil {
		return graph.Size{}, err
	}
	defer c.close()
	counted := c.count(from, to, countLimit)
	if err := c.err(); err != nil {
		return graph.Size{}, err
	}
	if counted < countLimit {
		return graph.Size{Size: int64(counted), Exact: true}, nil
	}
	share, known, err := r.share(o, from, to)
	if err != nil {
		return graph.Size{}, err
	}
	quads, err := r.uint64(metaKey(metaQuads))
	if err != nil {
		return graph.Size{}, err
	}
	guess := share * float64(quads)
	if !known {
		guess = math.Sqrt(countLimit * float64(quads)) // all in memory: somewhere between the two
	}
	return graph.Size{Size: max(countLimit, int64(guess))}, nil
}

// share gives which part of an index's bytes on the disk lie in [from, to), and false where it has none.
func (r *reader) share(o order, from, to []byte) (float64, bool, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return 0, false, fmt.Errorf("quadstore: %w", ErrClosed)
	}
	begin, end := o.span(IDs{}, 0)
	whole, err := r.db.EstimateDiskUsage(begin, end)
	if err != nil || whole == 0 {
		return 0, false, err
	}
	part, err := r.db.EstimateDiskUsage(from, to)
	return float64(part) / float64(whole), true, err
}
