package quadstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"strconv"
)

// maxProblems is how many problems Check lists.
const maxProblems = 100

// Check says what is wrong with the store, one line for each problem and at most a hundred: indexes that do not agree,
// IDs without a value, dictionary entries that do not lead to each other, wrong counts, keys that nobody wrote. It reads
// everything, from one snapshot. The error is of the reading itself.
func (s *Store) Check(ctx context.Context) (problems []string, err error) {
	snapshot, err := s.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	c := &checkUp{ctx: ctx, r: snapshot.cur.Load(), seed: maphash.MakeSeed()}
	for _, part := range []func() error{c.state, c.indexes, c.entries, c.dangling, c.counterValues, c.strangers} {
		if err := part(); err != nil {
			return c.problems, err
		}
	}
	return c.problems, nil
}

type checkUp struct {
	ctx      context.Context
	r        *reader
	seed     maphash.Seed
	known    counters
	badKeys  bool // in the indexes
	problems []string
}

func (c *checkUp) report(format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// walk shows the keys of [from, to).
func (c *checkUp) walk(from, to []byte, show func(Record) error) error {
	for record, err := range walkRecords(c.ctx, c.r, from, to, false, 0) {
		if err != nil {
			return err
		}
		if err := show(record); err != nil {
			return err
		}
	}
	return nil
}

func (c *checkUp) state() (err error) {
	format, _, err := c.r.get(metaKey(metaFormat))
	if err != nil {
		return err
	}
	if version, bad := strconv.Atoi(string(format)); bad != nil || version != Format {
		c.report("format version %q", format)
	}
	c.known, err = c.r.counters()
	return err
}

// sum is the same for the same quads, whatever their order, and else almost surely not.
type sum struct {
	quads int64
	hash  uint64
}

// indexes sees that all four hold the same quads.
func (c *checkUp) indexes() error {
	var sums [4]sum
	for o := spog; o <= gspo; o++ {
		from, to := o.span(IDs{}, 0)
		err := c.walk(from, to, func(e Record) error {
			q, err := o.quad(e.Key)
			if err != nil {
				c.report("index %c: key %x", e.Key[0], e.Key)
				c.badKeys = true
				return nil
			}
			if len(e.Value) != 0 {
				c.report("index %c: quad %x has a value", e.Key[0], q)
			}
			if o == spog {
				c.wellFormed(q)
			}
			sums[o].quads++
			sums[o].hash += maphash.Comparable(c.seed, q)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if sums[0].quads != c.known.quads {
		c.report("%d quads are counted and %d are there", c.known.quads, sums[0].quads)
	}
	for o := posg; o <= gspo; o++ {
		if sums[o] != sums[spog] {
			return c.difference()
		}
	}
	return nil
}

func (c *checkUp) wellFormed(q IDs) {
	for i, id := range q {
		switch {
		case id == 0 && i < 3:
			c.report("quad %x lacks a part", q)
		case id.inline():
			if _, ok := id.value(); !ok {
				c.report("quad %x: %x is no value", q, uint64(id))
			}
		case id >= c.known.next:
			c.report("quad %x: number %d was never given out", q, uint64(id))
		}
	}
}

// difference finds which quads which index lacks.
func (c *checkUp) difference() error {
	for o := spog; o <= gspo; o++ {
		from, to := o.span(IDs{}, 0)
		err := c.walk(from, to, func(e Record) error {
			q, err := o.quad(e.Key)
			if err != nil {
				return nil
			}
			for other := spog; other <= gspo; other++ {
				var key [quadKeySize]byte
				other.key(&key, q)
				found, err := c.r.has(key[:])
				if err != nil {
					return err
				}
				if !found {
					c.report("quad %x is in index %c but not in %c", q, e.Key[0], key[0])
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// entries sees that the dictionary leads from each number to a value and back.
func (c *checkUp) entries() error {
	numbers, values := 0, 0
	err := c.walk([]byte{prefixEntry}, []byte{prefixEntry + 1}, func(e Record) error {
		numbers++
		return c.entry(e)
	})
	if err != nil {
		return err
	}
	err = c.walk([]byte{prefixValue}, []byte{prefixValue + 1}, func(e Record) error {
		values++
		return c.backEntry(e)
	})
	if err == nil && numbers != values {
		c.report("the dictionary has %d numbers and %d values", numbers, values)
	}
	return err
}

func (c *checkUp) entry(e Record) error {
	id, err := entryID(e.Key)
	if err != nil || id == 0 || id >= c.known.next {
		c.report("dictionary: number %x", e.Key[1:])
		return nil
	}
	value, err := decodeValue(e.Value)
	if err != nil {
		c.report("dictionary: number %d: %v", uint64(id), err)
		return nil
	}
	if _, inline := inlineID(canonical(value)); inline {
		c.report("dictionary: number %d is for %v, which needs none", uint64(id), value)
	}
	back, err := c.r.lookupEncoded(e.Value)
	if errors.Is(err, ErrCorrupt) {
		return nil // the walk over the values reports it
	}
	if err == nil && back != id {
		c.report("dictionary: number %d is for %v, whose number is %d", uint64(id), value, uint64(back))
	}
	return err
}

func (c *checkUp) backEntry(e Record) error {
	if len(e.Value) != 8 {
		c.report("dictionary: value %q has a number of %d bytes", e.Key[1:], len(e.Value))
		return nil
	}
	id := ID(beUint64Of(e.Value))
	encoded, found, err := c.r.get(entryKey(id))
	if err == nil && (!found || !entryKeyFits(e.Key, encoded)) {
		c.report("dictionary: value %q has number %d, which is not its", e.Key[1:], uint64(id))
	}
	return err
}

// dangling sees that every number in a quad is in the dictionary. Both go in order.
func (c *checkUp) dangling() error {
	if c.badKeys {
		return nil
	}
	w := nodeWalk{r: c.r}
	defer w.close()
	at, err := w.step()
	if err != nil {
		return err
	}
	pass := func(below ID) error {
		for ; err == nil && at != 0 && at < below && !at.inline(); at, err = w.step() {
			c.report("no value has number %d, which is in a quad", uint64(at))
		}
		return err
	}
	walked := c.walk([]byte{prefixEntry}, []byte{prefixEntry + 1}, func(e Record) error {
		id, bad := entryID(e.Key)
		if bad != nil {
			return nil
		}
		if err := pass(id); err != nil {
			return err
		}
		if at == id {
			at, err = w.step()
		}
		return err
	})
	if walked != nil {
		return walked
	}
	return pass(1 << tagShift)
}

func (c *checkUp) counterValues() error {
	return c.walk([]byte{prefixCounter}, []byte{prefixCounter + 1}, func(e Record) error {
		if len(e.Value) != 8 || beUint64Of(e.Value) == 0 {
			c.report("counter %q holds %x", e.Key[1:], e.Value)
		}
		return nil
	})
}

// strangers sees that there are no keys but those of this package.
func (c *checkUp) strangers() error {
	prefixes := []byte{prefixGSPO, prefixOSPG, prefixPOSG, prefixSPOG, prefixCounter, prefixEntry, prefixMeta, prefixRecord, prefixValue, 0xff}
	from := []byte{0}
	for _, prefix := range prefixes {
		err := c.walk(from, []byte{prefix}, func(e Record) error {
			c.report("key %x", e.Key)
			return nil
		})
		if err != nil {
			return err
		}
		from = []byte{prefix + 1}
	}
	names := map[string]bool{metaFormat: true, metaNext: true, metaQuads: true, metaRevision: true}
	return c.walk([]byte{prefixMeta}, []byte{prefixMeta + 1}, func(e Record) error {
		if !names[string(bytes.TrimPrefix(e.Key, []byte{prefixMeta}))] {
			c.report("key %q", e.Key)
		}
		return nil
	})
}
