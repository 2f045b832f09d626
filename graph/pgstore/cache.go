package pgstore

import (
	"sync"

	"github.com/cayleygraph/quad"
)

// cacheSize is how many values one generation of a cache has.
const cacheSize = 50_000

// cache has values by their hashes, which never stand for another value. What was not used while as many others were is
// forgotten. It is safe for concurrent use.
type cache struct {
	mu       sync.Mutex
	now, old map[hash]quad.Value
}

func (c *cache) get(h hash) (quad.Value, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.now[h]
	if !ok {
		if v, ok = c.old[h]; ok {
			c.add(h, v)
		}
	}
	return v, ok
}

func (c *cache) put(h hash, v quad.Value) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(h, v)
}

func (c *cache) add(h hash, v quad.Value) {
	if c.now == nil || len(c.now) >= cacheSize {
		c.now, c.old = make(map[hash]quad.Value), c.now
	}
	c.now[h] = v
}
