package quadstore

import "sync"

// cache keeps what was used last. It has two generations: when the young one is full it becomes the old one, and what is
// used there comes back. Safe for concurrent use.
type cache[K comparable, V any] struct {
	mu         sync.Mutex
	young, old map[K]V
	half       int
}

func newCache[K comparable, V any](size int) *cache[K, V] {
	return &cache[K, V]{young: map[K]V{}, half: max(1, size/2)}
}

func (c *cache[K, V]) get(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.young[k]
	if ok {
		return v, true
	}
	if v, ok = c.old[k]; ok {
		c.put(k, v)
	}
	return v, ok
}

func (c *cache[K, V]) add(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(k, v)
}

func (c *cache[K, V]) put(k K, v V) {
	if len(c.young) >= c.half {
		c.old, c.young = c.young, make(map[K]V, c.half)
	}
	c.young[k] = v
}

func (c *cache[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old = map[K]V{}, nil
}
