package quadstore

import "errors"

// The errors that a caller decides by.
var (
	// ErrLocked: another process, or another Store of this one, has the folder open.
	ErrLocked = errors.New("the store is held by another process")
	// ErrNewerFormat: the store was written by a newer version of this program.
	ErrNewerFormat = errors.New("the store has a newer format than this program knows")
	// ErrNotStore: the folder has files in it, but no store.
	ErrNotStore = errors.New("the folder is not empty and holds no store")
	// ErrFailed: a write to the disk failed; the store can be read but takes no more writes until it is opened again.
	ErrFailed = errors.New("the store failed to write and is now read-only")
	// ErrReadOnly: the store was opened, or the snapshot taken, for reading only.
	ErrReadOnly = errors.New("read-only")
	// ErrClosed: the store or snapshot is closed.
	ErrClosed = errors.New("closed")
	// ErrCorrupt: what is on the disk is not what this package writes.
	ErrCorrupt = errors.New("corrupt store")
	// ErrValue: no value, or one of a kind that cannot be stored.
	ErrValue = errors.New("not a value that can be stored")
	// ErrCursor: a cursor that is not of this query.
	ErrCursor = errors.New("not a cursor of this query")
)
