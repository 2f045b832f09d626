package main

import (
	"io"
	"testing"
	"time"

	"newsgraph/loaders"
)

// TestPace wants rate and time left to be of what is read now: what is known from before is told at once.
func TestPace(t *testing.T) {
	began := time.Date(2018, 6, 10, 12, 0, 0, 0, time.UTC)
	r := &reporter{pace: pace{began: began}, bar: newLoadBar(io.Discard, 1000, true), bytes: true}
	for i := range int64(50) {
		r.step(loaders.Item{Outcome: loaders.Unchanged, Remembered: true, Place: (i + 1) * 10, Size: 1000}, began.Add(time.Second))
	}
	if left, known := r.pace.left(began.Add(time.Second), 1000); known {
		t.Errorf("nothing is read, and %v are left", left)
	}
	for i := range int64(10) {
		r.step(loaders.Item{Outcome: loaders.Added, Place: 500 + (i+1)*10, Size: 1000}, began.Add(time.Duration(i+2)*time.Second))
	}
	now := began.Add(11 * time.Second)
	left, known := r.pace.left(now, 1000)
	if rate := r.pace.rate(now); rate != 1 || !known || left != 40*time.Second {
		t.Errorf("%v a second, %v left (%v); want 1 and 40s", rate, left, known)
	}
	// The next source begins behind the first.
	r.step(loaders.Item{Outcome: loaders.Added, Place: 1000, Size: 1000}, now)
	r.step(loaders.Item{Outcome: loaders.Added, Place: 10, Size: 500}, now)
	if r.pace.place != 1010 || r.done != 62 {
		t.Errorf("at %d with %d items", r.pace.place, r.done)
	}
}
