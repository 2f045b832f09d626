package quadstore

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cayleygraph/quad"
)

// maxCached is the longest encoded value that is kept in memory.
const maxCached = 512

// lookup gives the ID of a value, 0 where the dictionary has none. That there is an ID does not say that any quad has it.
func (r *reader) lookup(v quad.Value) (ID, error) {
	v = canonical(v)
	if id, ok := inlineID(v); ok {
		return id, nil
	}
	var scratch [256]byte
	encoded, err := appendValue(scratch[:0], v)
	if err != nil {
		return 0, err
	}
	return r.lookupEncoded(encoded)
}

func (r *reader) lookupEncoded(encoded []byte) (ID, error) {
	var scratch [128]byte
	n, err := r.uint64(appendEntryKey(scratch[:0], encoded))
	return ID(n), err
}

// value gives the value of an ID, nil where it has none any more.
func (r *reader) value(id ID) (v quad.Value, err error) {
	if id == 0 {
		return nil, nil
	}
	if id.inline() {
		v, _ := id.value()
		return v, nil
	}
	if v, ok := r.store.values.Get(id); ok {
		return v, nil
	}
	err = r.see(entryKey(id), func(encoded []byte) (err error) {
		v, err = r.keep(id, encoded)
		return err
	})
	return v, err
}

// keep decodes a value and remembers it.
func (r *reader) keep(id ID, encoded []byte) (quad.Value, error) {
	v, err := decodeValue(encoded)
	if err == nil && len(encoded) <= maxCached {
		r.store.values.Add(id, v, 1)
	}
	return v, err
}

// valueMap gives the values of many IDs; those that have none are not in it.
func (r *reader) valueMap(ids []ID) (map[ID]quad.Value, error) {
	out := make(map[ID]quad.Value, len(ids))
	var unknown []ID
	for _, id := range ids {
		if _, seen := out[id]; seen || id == 0 {
			continue
		}
		if id.inline() {
			if v, ok := id.value(); ok {
				out[id] = v
			}
		} else if v, ok := r.store.values.Get(id); ok {
			out[id] = v
		} else {
			unknown = append(unknown, id)
		}
	}
	return out, r.readValues(unknown, out)
}

// readValues reads values from the dictionary in its order: those of one article lie next to each other.
func (r *reader) readValues(ids []ID, out map[ID]quad.Value) error {
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	c, err := r.cursor()
	if err != nil {
		return err
	}
	defer c.close()
	var failed error
	c.lookups(ids, func(id ID, encoded []byte) bool {
		out[id], failed = r.keep(id, encoded)
		return failed == nil
	})
	if failed != nil {
		return failed
	}
	return c.err()
}

// lookups shows the dictionary entries of ascending numbers, as visit does.
func (c *cursor) lookups(ids []ID, show func(id ID, encoded []byte) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	end := []byte{prefixEntry + 1}
	at := ID(0) // the number the cursor stands on, 0 for none
	for _, id := range ids {
		if at != 0 && at < id && id-at <= 4 {
			for at != 0 && at < id {
				at = c.entry(c.following(end))
			}
		}
		if at < id {
			at = c.entry(c.from(entryKey(id), end))
		}
		if at == 0 {
			return
		}
		if at == id && !c.show(func(_, value []byte) bool { return show(id, value) }) {
			return
		}
	}
}

func (c *cursor) entry(ok bool) ID {
	if !ok {
		return 0
	}
	key := c.it.Key()
	if len(key) != 9 {
		c.failed = fmt.Errorf("quadstore: %w: %x is no key of the dictionary", ErrCorrupt, key)
		return 0
	}
	return ID(binary.BigEndian.Uint64(key[1:]))
}

// quad gives the values of a quad. A value that is missing is an error: the dictionary is never swept under a quad.
func (r *reader) quad(q IDs) (out quad.Quad, err error) {
	for _, d := range quad.Directions {
		id := q.Get(d)
		if id == 0 {
			continue
		}
		v, err := r.value(id)
		if err == nil && v == nil {
			err = dangling(q, id)
		}
		if err != nil {
			return quad.Quad{}, err
		}
		out.Set(d, v)
	}
	return out, nil
}

func dangling(q IDs, id ID) error {
	return fmt.Errorf("quadstore: %w: quad %x has %x, which is no value", ErrCorrupt, q, uint64(id))
}

// decode gives the values of many quads.
func (r *reader) decode(quads []IDs) ([]quad.Quad, error) {
	ids := make([]ID, 0, 4*len(quads))
	for _, q := range quads {
		ids = append(ids, q[:]...)
	}
	values, err := r.valueMap(ids)
	if err != nil {
		return nil, err
	}
	out := make([]quad.Quad, len(quads))
	for i, q := range quads {
		for _, d := range quad.Directions {
			id := q.Get(d)
			if id == 0 {
				continue
			}
			v, ok := values[id]
			if !ok {
				return nil, dangling(q, id)
			}
			out[i].Set(d, v)
		}
	}
	return out, nil
}
