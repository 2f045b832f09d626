// Package recent keeps in memory what was used last, up to a size.
package recent

import "sync"

// Cache keeps values by their keys. It has two generations: when the young one is full it becomes the old one, and what is
// used there comes back. Safe for concurrent use.
type Cache[K comparable, V any] struct {
	mu         sync.Mutex
	young, old map[K]kept[V]
	weight     int // of the young
	half       int
}

type kept[V any] struct {
	value  V
	weight int
}

// New is a cache for values of this weight together.
func New[K comparable, V any](size int) *Cache[K, V] {
	return &Cache[K, V]{young: map[K]kept[V]{}, half: max(1, size/2)}
}

// Get gives the value of a key, if it is kept.
func (c *Cache[K, V]) Get(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.young[k]
	if !ok {
		if v, ok = c.old[k]; ok {
			c.put(k, v)
		}
	}
	return v.value, ok
}

// Add keeps a value. One that weighs more than half the cache is not kept.
func (c *Cache[K, V]) Add(k K, value V, weight int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(k, kept[V]{value, weight})
}

func (c *Cache[K, V]) put(k K, v kept[V]) {
	if v.weight > c.half {
		return
	}
	c.weight += v.weight - c.young[k].weight
	if c.weight > c.half {
		c.old, c.young, c.weight = c.young, map[K]kept[V]{}, v.weight
	}
	c.young[k] = v
}

// Clear forgets everything.
func (c *Cache[K, V]) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old, c.weight = map[K]kept[V]{}, nil, 0
}
