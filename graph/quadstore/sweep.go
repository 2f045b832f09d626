package quadstore

import (
	"context"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// sweepGroup is how many dictionary entries are taken out in one commit.
const sweepGroup = 10_000

// Sweep takes the values that no quad has out of the dictionary, and says how many there were. Reads go on beside it and
// writes wait. Where it ends early, with ctx or an error, what it did holds.
func (s *Store) Sweep(ctx context.Context) (removed int64, err error) {
	if err := s.acquire(ctx); err != nil {
		return 0, err
	}
	defer s.release()
	defer s.ids.Clear() // it may hold entries that are gone
	r := s.cur.Load()
	live := nodeWalk{r: r}
	defer live.close()
	at, err := live.step()
	from := []byte{prefixEntry}
	for err == nil {
		if err = ctx.Err(); err != nil {
			break
		}
		var entries []Record
		if entries, from, err = r.entries(from); err != nil || len(entries) == 0 {
			break
		}
		var dead []Record
		for _, e := range entries {
			id, bad := entryID(e.Key)
			if bad != nil {
				return removed, bad
			}
			for err == nil && at != 0 && at < id {
				at, err = live.step()
			}
			if at != id {
				dead = append(dead, e)
			}
		}
		if err == nil {
			err = s.dropEntries(dead)
		}
		if err == nil {
			removed += int64(len(dead))
		}
	}
	return removed, err
}

// entries gives the next dictionary entries and where the ones behind them begin.
func (r *reader) entries(from []byte) (_ []Record, next []byte, err error) {
	c, err := r.cursor()
	if err != nil {
		return nil, nil, err
	}
	defer c.close()
	var read chunkOfRecords
	c.records(&read, from, []byte{prefixEntry + 1}, false, false, sweepGroup)
	if n := len(read.records); n > 0 {
		next = append(append(next, read.records[n-1].Key...), 0)
	}
	return read.records, next, c.err()
}

func entryID(key []byte) (ID, error) {
	if len(key) != 9 {
		return 0, fmt.Errorf("quadstore: %w: %x is no key of the dictionary", ErrCorrupt, key)
	}
	return ID(beUint64Of(key[1:])), nil
}

func (s *Store) dropEntries(dead []Record) error {
	if len(dead) == 0 {
		return nil
	}
	b := s.db.NewBatch()
	for _, e := range dead {
		if err := b.Delete(e.Key, nil); err != nil {
			return err
		}
		if err := b.Delete(appendEntryKey(nil, e.Value), nil); err != nil {
			return err
		}
	}
	return s.guard(func() error {
		if err := b.Commit(pebble.Sync); err != nil {
			return err
		}
		return b.Close()
	})
}
