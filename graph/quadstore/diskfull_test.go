package quadstore_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2/vfs"

	"newsgraph/graph/quadstore"
	"newsgraph/graph/quadstore/synthetic"
)

// smallDisk is a file system with room for so many more bytes. A write that does not fit is written as far as it goes, as
// on a real disk.
type smallDisk struct {
	vfs.FS
	room    atomic.Int64
	noFiles bool // nor can files be made when there is no room
}

func (d *smallDisk) full() bool { return d.noFiles && d.room.Load() <= 0 }

func (d *smallDisk) file(f vfs.File, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	return &smallFile{f, d}, nil
}

func (d *smallDisk) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if d.full() {
		return nil, syscall.ENOSPC
	}
	return d.file(d.FS.Create(name, c))
}

func (d *smallDisk) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return d.file(d.FS.OpenReadWrite(name, c, opts...))
}

func (d *smallDisk) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return d.file(d.FS.ReuseForWrite(from, to, c))
}

type smallFile struct {
	vfs.File
	disk *smallDisk
}

func (f *smallFile) Write(p []byte) (int, error) {
	left := f.disk.room.Add(-int64(len(p)))
	if left >= 0 {
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:max(0, int64(len(p))+left)])
	return n, errors.Join(err, syscall.ENOSPC)
}

// TestDiskFull fills disks of many sizes, so that the end of the room is met in the log, in a table, in the manifest.
// Whatever happens, what was acknowledged is there and nothing else, the process lives, and more room mends it.
func TestDiskFull(t *testing.T) {
	sizes := 40
	if testing.Short() || raceEnabled {
		sizes = 8
	}
	for i := range sizes {
		for _, noFiles := range []bool{false, true} {
			room := int64(1000+i*i*(3_000_000/sizes/sizes)) + int64(i*37)
			t.Run(fmt.Sprintf("%d/%v", room, noFiles), func(t *testing.T) { fillDisk(t, room, noFiles) })
		}
	}
}

func fillDisk(t *testing.T, room int64, noFiles bool) {
	disk := &smallDisk{FS: vfs.NewMem(), noFiles: noFiles}
	disk.room.Store(room)
	opts := quadstore.Options{Dir: "store", FS: disk, MemTableSize: 128 << 10}
	news := synthetic.News{Seed: 5, Statements: 6}
	stored := loadUntilFull(t, opts, news)
	disk.room.Store(1 << 40)
	s := open(t, opts)
	holdArticles(t, s, news, stored)
	_, quads := news.Article(stored)
	apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
	holdArticles(t, s, news, stored+1)
}

// loadUntilFull loads articles until the disk is full and says how many were acknowledged.
func loadUntilFull(t *testing.T, opts quadstore.Options, news synthetic.News) int {
	s, err := quadstore.Open(opts)
	if err != nil {
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("open: %v", err)
		}
		return 0
	}
	before := snapshot(t, s)
	stored := 0
	for ; ; stored++ {
		var b quadstore.Batch
		_, quads := news.Article(stored)
		b.Add(quads...)
		if err = s.Apply(ctx, &b); err != nil {
			break
		}
		if stored == 3 {
			before = snapshot(t, s)
		}
	}
	if !errors.Is(err, quadstore.ErrFailed) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("article %d: %v", stored, err)
	}
	holdArticles(t, s, news, stored)
	holdArticles(t, before, news, min(stored, 4)*boolInt(stored > 3))
	var b quadstore.Batch
	b.Add(q("a", "p", "b", "l"))
	if err := s.Apply(ctx, &b); !errors.Is(err, quadstore.ErrFailed) {
		t.Errorf("a failed store takes changes: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	return stored
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// holdArticles holds that the first n articles are there whole, and nothing else.
func holdArticles(t *testing.T, s shown, news synthetic.News, n int) {
	t.Helper()
	var total int64
	for i := range n {
		label, quads := news.Article(i)
		distinct := map[string]bool{}
		for _, q := range quads {
			distinct[name(q)] = true
		}
		got, err := s.Count(ctx, quad.Quad{Label: label})
		if err != nil || got != int64(len(distinct)) {
			t.Errorf("article %d of %d has %d quads, %v, want %d", i, n, got, err, len(distinct))
			return
		}
		total += got
	}
	if stats, err := s.Stats(ctx, false); err != nil || stats.Quads.Size != total {
		t.Errorf("the store has %d quads, %v, want the %d of %d articles", stats.Quads.Size, err, total, n)
	}
	if got, err := s.Count(ctx, quad.Quad{}); err != nil || got != total {
		t.Errorf("the store shows %d quads, %v, want the %d of %d articles", got, err, total, n)
	}
}
