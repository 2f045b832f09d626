package warc

import (
	"bytes"
	"io"
)

// tally counts what is read through it and keeps some of it, so that reading can go back.
type tally struct {
	r    io.Reader
	n    int64
	kept []byte // the bytes in front of n
	lost bool   // kept has not all that it should
}

// maxKept is the most that is kept: members are mostly far smaller.
const maxKept = 4 << 20

func (t *tally) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.n += int64(n)
	if t.lost = t.lost || len(t.kept)+n > maxKept; t.lost {
		t.kept = t.kept[:0]
	} else {
		t.kept = append(t.kept, p[:n]...)
	}
	return n, err
}

// keepFrom lets go of what stands in front of a place.
func (t *tally) keepFrom(place int64) {
	if t.lost {
		// What was read ahead is not there; all from now on is.
		t.kept, t.lost = t.kept[:0], false
		return
	}
	if unread := t.n - place; unread >= 0 && unread <= int64(len(t.kept)) {
		t.kept = append(t.kept[:0], t.kept[int64(len(t.kept))-unread:]...)
	}
}

// rewind goes back to a place that was kept and says whether it could.
func (t *tally) rewind(place int64) bool {
	back := t.n - place
	if t.lost || back <= 0 || back > int64(len(t.kept)) {
		return false
	}
	again := bytes.Clone(t.kept[int64(len(t.kept))-back:])
	t.r = io.MultiReader(bytes.NewReader(again), t.r)
	t.n, t.kept = place, t.kept[:0]
	return true
}
