package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

const (
	lockName   = "lock"
	holderName = "lock.json"
)

// HeldError says who has a folder open. errors.Is finds ErrHeld in it.
type HeldError struct {
	Path     string
	PID      int    // 0 where it is not known
	Endpoint string // the address that the process serves the store under; empty where it does not
}

// Error says what to do. It has no prefix, as it is meant for the one who typed the path.
func (e *HeldError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d", e.PID)
	}
	if e.Endpoint == "" {
		return fmt.Sprintf("store %s is held by %s; stop it, or wait until it is done", e.Path, who)
	}
	return fmt.Sprintf("store %s is held by %s serving %s; use --endpoint %s, or stop it", e.Path, who, e.Endpoint, e.Endpoint)
}

// Unwrap is ErrHeld.
func (e *HeldError) Unwrap() error { return ErrHeld }

// holder is what stands in the file beside the lock.
type holder struct {
	PID      int    `json:"pid"`
	Endpoint string `json:"endpoint,omitempty"`
}

// folderLock keeps other processes, and other stores of this one, out of a folder.
type folderLock struct {
	path string
	lock *flock.Flock
}

func lockFolder(path, endpoint string) (*folderLock, error) {
	l := &folderLock{path: path, lock: flock.New(filepath.Join(path, lockName))}
	locked, err := l.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("graph: store %s cannot be locked: %w", path, err)
	}
	if !locked {
		h := readHolder(path)
		return nil, &HeldError{Path: path, PID: h.PID, Endpoint: h.Endpoint}
	}
	if err := writeHolder(path, holder{PID: os.Getpid(), Endpoint: endpoint}); err != nil {
		return nil, errors.Join(err, l.lock.Unlock())
	}
	return l, nil
}

// readHolder says who holds a folder, as far as that is to be found out.
func readHolder(path string) holder {
	var h holder
	data, err := os.ReadFile(filepath.Join(path, holderName))
	if err != nil || json.Unmarshal(data, &h) != nil {
		return holder{}
	}
	return h
}

// writeHolder is for the one who asks for the folder meanwhile. A full disk must not keep anybody from reading, so that a
// file that cannot be written is no error as long as no old one says something else.
func writeHolder(path string, h holder) error {
	name := filepath.Join(path, holderName)
	data, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	if err := os.WriteFile(name, append(data, '\n'), 0o666); err == nil {
		return nil
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("graph: store %s: %w", path, err)
	}
	return nil
}

func (l *folderLock) release() error {
	removed := os.Remove(filepath.Join(l.path, holderName))
	if errors.Is(removed, os.ErrNotExist) {
		removed = nil
	}
	return errors.Join(removed, l.lock.Unlock())
}
