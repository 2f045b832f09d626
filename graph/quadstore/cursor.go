package quadstore

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

// cursor walks over the keys of one state, up and down. It belongs to one goroutine, but its reader can be closed under
// it: then it has no more keys and its error is ErrClosed. It shows keys and values only as copies.
type cursor struct {
	r   *reader
	out bool // somebody uses it; guarded by the reader's lock

	mu sync.Mutex
	it *pebble.Iterator // nil after the end
	// failed is the first error; it stays.
	failed error
}

// cursor gives a cursor that the caller must close.
func (r *reader) cursor() (*cursor, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, fmt.Errorf("quadstore: %w", ErrClosed)
	}
	if n := len(r.idle); n > 0 {
		c := r.idle[n-1]
		r.idle, c.out = r.idle[:n-1], true
		return c, nil
	}
	it, err := r.source().NewIter(&pebble.IterOptions{UseL6Filters: true})
	if err != nil {
		return nil, fmt.Errorf("quadstore: read: %w", err)
	}
	c := &cursor{r: r, out: true, it: it}
	r.cursors[c] = struct{}{}
	return c, nil
}

// close gives the cursor back. Closing again does nothing.
func (c *cursor) close() {
	if c == nil {
		return
	}
	r := c.r
	r.mu.Lock()
	defer r.mu.Unlock()
	if !c.out {
		return
	}
	c.out = false
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.it == nil {
		return
	}
	if r.still && c.failed == nil && len(r.idle) < maxIdle {
		r.idle = append(r.idle, c)
		return
	}
	delete(r.cursors, c)
	c.drop()
}

// drop closes the iterator.
func (c *cursor) drop() {
	it := c.it
	c.it = nil
	c.r.letGo(func() { _ = it.Close() })
}

// end closes the cursor for its reader, which holds its own lock.
func (c *cursor) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.it != nil {
		c.drop()
	}
	c.failed = err
}

func (c *cursor) err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// at says whether the iterator stands on a key, and keeps its error.
func (c *cursor) at(state pebble.IterValidityState) bool {
	if state == pebble.IterValid {
		return true
	}
	if err := c.it.Error(); err != nil && c.failed == nil {
		c.failed = fmt.Errorf("quadstore: read: %w", err)
	}
	return false
}

// from moves to the first key that is not below from and is below to.
func (c *cursor) from(from, to []byte) bool {
	return c.it != nil && c.failed == nil && c.at(c.it.SeekGEWithLimit(from, to)) && bytes.Compare(c.it.Key(), to) < 0
}

// following moves to the next key, if it is below to.
func (c *cursor) following(to []byte) bool {
	return c.it != nil && c.failed == nil && c.at(c.it.NextWithLimit(to)) && bytes.Compare(c.it.Key(), to) < 0
}

// see shows the value of a key where it is there.
func (c *cursor) see(key []byte, show func(value []byte) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.it == nil || c.failed != nil {
		return c.failed
	}
	if !c.it.SeekPrefixGE(key) {
		c.at(pebble.IterExhausted)
		return c.failed
	}
	value, err := c.it.ValueAndErr()
	if err != nil {
		c.failed = fmt.Errorf("quadstore: read: %w", err)
		return c.failed
	}
	return show(value)
}

// seek says whether there is a key in [from, to).
func (c *cursor) seek(from, to []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.from(from, to)
}

// first gives the first key in [from, to), nil where there is none.
func (c *cursor) first(from, to []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.from(from, to) {
		return nil
	}
	return bytes.Clone(c.it.Key())
}

// quads appends the quads of the keys in [from, to) to dst, at most until dst is full. It says whether that was all. With
// more it goes on behind the last key that it gave, instead of from from.
func (c *cursor) quads(o order, from, to []byte, more bool, dst []IDs) (_ []IDs, all bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for ok := c.start(from, to, more); ok; ok = c.following(to) {
		q, err := o.quad(c.it.Key())
		if err != nil {
			c.failed = err
			break
		}
		if dst = append(dst, q); len(dst) == cap(dst) {
			return dst, false
		}
	}
	return dst, true
}

func (c *cursor) start(from, to []byte, more bool) bool {
	if more {
		return c.following(to)
	}
	return c.from(from, to)
}

// count counts the keys in [from, to), at most up to limit.
func (c *cursor) count(from, to []byte, limit int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for ok := c.from(from, to); ok && n < limit; ok = c.following(to) {
		n++
	}
	return n
}

// visit shows the keys and values in [from, to), in descending order if down, until show is false or the cursor ends.
// What is shown is of use only during the call, and show must not use the cursor. With more it goes on behind the last
// key that it showed.
func (c *cursor) visit(from, to []byte, down, more bool, show func(key, value []byte) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if down {
		c.visitDown(from, to, more, show)
		return
	}
	for ok := c.start(from, to, more); ok; ok = c.following(to) {
		if !c.show(show) {
			return
		}
	}
}

func (c *cursor) visitDown(from, to []byte, more bool, show func(key, value []byte) bool) {
	if c.it == nil || c.failed != nil {
		return
	}
	in := func(state pebble.IterValidityState) bool {
		return c.at(state) && bytes.Compare(c.it.Key(), from) >= 0
	}
	var ok bool
	if more {
		ok = in(c.it.PrevWithLimit(from))
	} else {
		ok = in(c.it.SeekLTWithLimit(to, from))
	}
	for ; ok; ok = in(c.it.PrevWithLimit(from)) {
		if !c.show(show) {
			return
		}
	}
}

func (c *cursor) show(show func(key, value []byte) bool) bool {
	value, err := c.it.ValueAndErr()
	if err != nil {
		c.failed = fmt.Errorf("quadstore: read: %w", err)
		return false
	}
	return show(c.it.Key(), value)
}

// live says whether any quad has the value.
func (c *cursor) live(id ID) (bool, error) {
	if id == 0 {
		return false, nil
	}
	for _, place := range [...]int{0, 2, 3, 1} {
		o := leading(place)
		var pattern IDs
		pattern[place] = id
		from, to := o.span(pattern, 1)
		if c.seek(from, to) {
			return true, c.err()
		}
	}
	return false, c.err()
}
