package schema

import "context"

// later is a value that is asked for after its siblings have said what they need too: a resolver's answer that becomes
// one row of a batch.
type later func() (any, error)

// batch gathers keys and fetches them together when the first of them is wanted. It belongs to one request, whose fields
// are resolved one after another.
type batch[K comparable, V any] struct {
	fetch  func(ctx context.Context, keys []K) ([]V, error) // one value per key, in order
	queued []K
	known  map[K]bool
	values map[K]V
	failed map[K]error
}

func newBatch[K comparable, V any](fetch func(context.Context, []K) ([]V, error)) *batch[K, V] {
	return &batch[K, V]{fetch: fetch, known: map[K]bool{}, values: map[K]V{}, failed: map[K]error{}}
}

// want says that a key will be asked for.
func (b *batch[K, V]) want(key K) {
	if !b.known[key] {
		b.known[key] = true
		b.queued = append(b.queued, key)
	}
}

// learn keeps the value of a key that was read by other means, where nobody has asked for it yet.
func (b *batch[K, V]) learn(key K, value V) {
	if !b.known[key] {
		b.known[key], b.values[key] = true, value
	}
}

// get is the value of a key, fetched with all that are wanted.
func (b *batch[K, V]) get(ctx context.Context, key K) (V, error) {
	b.want(key)
	if len(b.queued) > 0 {
		keys := b.queued
		b.queued = nil
		values, err := b.fetch(ctx, keys)
		for i, k := range keys {
			if err != nil {
				b.failed[k] = err
			} else {
				b.values[k] = values[i]
			}
		}
	}
	return b.values[key], b.failed[key]
}
