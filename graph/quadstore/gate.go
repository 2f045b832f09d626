package quadstore

import (
	"errors"
	"io"
	"os"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// errShut is what removals through a shut gate get.
var errShut = errors.New("quadstore: the store takes no more writes")

// gate is a file system that stops writing for good at the first write that fails. What is on the disk then stays as it
// is, whatever the engine still tries, so that it can be opened again beside the engine that failed.
//
// A write that fails does not return, and neither does any after it: the engine answers many write errors with a panic,
// some in goroutines of its own, some where its locks are such that unwinding ends the process. Its goroutines stand
// still instead, and guard sees to it that nobody waits for them.
//
// Lock is not passed on: the store holds the lock itself, for as long as it lives.
type gate struct {
	vfs.FS
	fail func(error) // called at the first failure; must not write

	mu     sync.RWMutex // read-held by every write
	closed bool
}

// shut stops all writes. When it returns, none is under way.
func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

// do runs a write, and returns only if it worked.
func (g *gate) do(write func() error) {
	if g.try(write) != nil {
		select {}
	}
}

// try runs a write. The first that fails is noted, those after it are not run.
func (g *gate) try(write func() error) error {
	g.mu.RLock()
	if g.closed {
		g.mu.RUnlock()
		return errShut
	}
	err := write()
	g.mu.RUnlock()
	if err != nil {
		g.fail(err)
	}
	return err
}

// quietly runs a write that may fail.
func (g *gate) quietly(write func() error) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return errShut
	}
	return write()
}

type noLock struct{}

func (noLock) Close() error { return nil }

// Lock is part of vfs.FS.
func (g *gate) Lock(string) (io.Closer, error) { return noLock{}, nil }

// Unwrap is part of vfs.FS.
func (g *gate) Unwrap() vfs.FS { return g.FS }

func (g *gate) file(open func() (vfs.File, error)) (vfs.File, error) {
	var f vfs.File
	g.do(func() (err error) {
		f, err = open()
		return err
	})
	return &gateFile{File: f, g: g}, nil
}

// Create is part of vfs.FS.
func (g *gate) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return g.file(func() (vfs.File, error) { return g.FS.Create(name, c) })
}

// OpenReadWrite is part of vfs.FS.
func (g *gate) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return g.file(func() (vfs.File, error) { return g.FS.OpenReadWrite(name, c, opts...) })
}

// ReuseForWrite is part of vfs.FS.
func (g *gate) ReuseForWrite(oldname, newname string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return g.file(func() (vfs.File, error) { return g.FS.ReuseForWrite(oldname, newname, c) })
}

// OpenDir is part of vfs.FS.
func (g *gate) OpenDir(name string) (vfs.File, error) {
	f, err := g.FS.OpenDir(name)
	if err != nil {
		return nil, err
	}
	return &gateFile{File: f, g: g}, nil
}

// Link is part of vfs.FS.
func (g *gate) Link(oldname, newname string) error {
	g.do(func() error { return g.FS.Link(oldname, newname) })
	return nil
}

// Rename is part of vfs.FS.
func (g *gate) Rename(oldname, newname string) error {
	g.do(func() error { return g.FS.Rename(oldname, newname) })
	return nil
}

// MkdirAll is part of vfs.FS.
func (g *gate) MkdirAll(dir string, perm os.FileMode) error {
	g.do(func() error { return g.FS.MkdirAll(dir, perm) })
	return nil
}

// Remove is part of vfs.FS. A file that cannot be removed is no failure: the next open removes it.
func (g *gate) Remove(name string) error {
	return g.quietly(func() error { return g.FS.Remove(name) })
}

// RemoveAll is part of vfs.FS.
func (g *gate) RemoveAll(name string) error {
	return g.quietly(func() error { return g.FS.RemoveAll(name) })
}

// gateFile is a file that is written through the gate.
type gateFile struct {
	vfs.File
	g *gate
}

// Write is part of vfs.File.
func (f *gateFile) Write(p []byte) (n int, err error) {
	f.g.do(func() (err error) {
		n, err = f.File.Write(p)
		return err
	})
	return n, nil
}

// WriteAt is part of vfs.File.
func (f *gateFile) WriteAt(p []byte, off int64) (n int, err error) {
	f.g.do(func() (err error) {
		n, err = f.File.WriteAt(p, off)
		return err
	})
	return n, nil
}

// Preallocate is part of vfs.File. Not every file system can.
func (f *gateFile) Preallocate(offset, length int64) error {
	return f.g.quietly(func() error { return f.File.Preallocate(offset, length) })
}

// Sync is part of vfs.File.
func (f *gateFile) Sync() error {
	f.g.do(f.File.Sync)
	return nil
}

// SyncData is part of vfs.File.
func (f *gateFile) SyncData() error {
	f.g.do(f.File.SyncData)
	return nil
}

// SyncTo is part of vfs.File.
func (f *gateFile) SyncTo(length int64) (full bool, err error) {
	f.g.do(func() (err error) {
		full, err = f.File.SyncTo(length)
		return err
	})
	return full, nil
}
