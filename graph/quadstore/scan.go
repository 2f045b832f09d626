package quadstore

import "context"

// A scan reads ahead, little at first, for who wants one quad only, then more.
const (
	firstChunk = 8
	lastChunk  = 512
)

// plan says how quads of a pattern are found: in which index, by how many of the IDs that its keys begin with. The rest
// of the pattern is left to be checked.
type plan struct {
	order order
	n     int
}

// plan picks the index whose keys begin with most of the pattern. A label is taken first where nothing else says which
// subject is meant: an article has few quads. That is measured where it may be wrong, for a label may also be that of a
// whole dataset.
func (r *reader) plan(pattern IDs) (plan, error) {
	var best plan
	for o := spog; o <= gspo; o++ {
		if n := o.covers(pattern); n > best.n {
			best = plan{o, n}
		}
	}
	if pattern[0] != 0 || pattern[3] == 0 || best.order == gspo {
		return best, nil
	}
	byLabel := plan{gspo, 1}
	here, err := r.size(best.order, pattern, best.n)
	if err != nil || here.Size <= firstChunk {
		return best, err
	}
	there, err := r.size(gspo, pattern, 1)
	if there.Size < here.Size {
		best = byLabel
	}
	return best, err
}

// scan finds the quads of a pattern, one after another. It belongs to one goroutine and must be closed.
type scan struct {
	r       *reader
	pattern IDs
	order   order
	c       *cursor
	from    []byte
	to      []byte
	more    bool  // the cursor is behind from
	room    []IDs // what buf is made of
	chunk   int   // how many quads to read next
	buf     []IDs
	at      int
	last    bool // buf holds the last
	failed  error
}

// open points the scan, new or used before, to the quads of a pattern.
func (s *scan) open(pattern IDs, p plan) {
	s.pattern, s.order = pattern, p.order
	s.from, s.to = p.order.appendSpan(s.from[:0], s.to[:0], pattern, p.n)
	s.buf, s.at, s.last, s.more, s.chunk = nil, 0, false, false, firstChunk
}

// step moves to the next quad. It ends with an error where ctx has ended.
func (s *scan) step(ctx context.Context) (IDs, bool) {
	for {
		if s.failed != nil {
			return IDs{}, false
		}
		if s.at == len(s.buf) {
			if s.last || !s.fill(ctx) {
				return IDs{}, false
			}
			continue
		}
		q := s.buf[s.at]
		s.at++
		if q.matches(s.pattern) {
			return q, true
		}
	}
}

// fill reads ahead.
func (s *scan) fill(ctx context.Context) bool {
	if s.failed = ctx.Err(); s.failed != nil {
		return false
	}
	if s.c == nil {
		if s.c, s.failed = s.r.cursor(); s.failed != nil {
			return false
		}
	}
	if cap(s.room) < s.chunk {
		s.room = make([]IDs, 0, s.chunk)
	}
	s.buf, s.last = s.c.quads(s.order, s.from, s.to, s.more, s.room[:0:s.chunk])
	s.at, s.more = 0, true
	s.chunk = min(4*s.chunk, lastChunk)
	s.failed = s.c.err()
	return s.failed == nil
}

func (s *scan) err() error { return s.failed }

func (s *scan) close() {
	s.c.close()
	s.c = nil
}
