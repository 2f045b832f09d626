package pgstore

import "errors"

// The errors that a caller decides by.
var (
	// ErrClosed: the store or snapshot is closed.
	ErrClosed = errors.New("closed")
	// ErrNewerFormat: the tables were written by a newer version of this program.
	ErrNewerFormat = errors.New("the database has a newer format than this program knows")
	// ErrNotStore: the database has tables of these names that this package has not made.
	ErrNotStore = errors.New("the database has tables of something else")
	// ErrServer: the server is not one that can keep quads.
	ErrServer = errors.New("not a server that can be used")
	// ErrBusy: all connections are in use, and none was given back in time.
	ErrBusy = errors.New("all connections to the database are in use")
	// ErrReadOnly: a snapshot cannot be written.
	ErrReadOnly = errors.New("read-only")
	// ErrValue: no value, or one of a kind that cannot be stored.
	ErrValue = errors.New("not a value that can be stored")
	// ErrKey: a key that is too long, or begins as none may.
	ErrKey = errors.New("not a key that can be stored")
)
