// Package quadstore keeps quads, and records beside them, in a folder or in memory. It takes batches of changes, each of
// which is made whole or not at all, and gives a graph.QuadStore, on which Cayley's paths, shapes and Gizmo run as they
// are, together with snapshots, walks over quads and records, and counters.
//
// It stands on Pebble, a log-structured merge tree: one sorted set of keys with values, many versions of which can be
// read while the next is written.
//
// # Keys
//
// The first byte of a key says what it is; numbers are big-endian, so that keys order as they do.
//
//	S subject predicate object label     one key per quad and index, 8 bytes per ID, no value
//	P predicate object subject label
//	O object subject predicate label
//	G label subject predicate object
//	v value                              its number in the dictionary, 8 bytes
//	i number                             the value
//	c name                               a counter, 8 bytes
//	r space key                          a record
//	m name                               what the store knows of itself: format, next, quads, revision
//
// Any part of a quad that is asked for is the beginning of the keys of some index, but for object and label, predicate
// and label, and the three of them, which take the smaller of two. Taking back what an article says is one walk over G.
// There is no log of quads and no count of references: a value is in the store as long as some key has its ID.
//
// # Values
//
// A quad has IDs of 64 bits (type ID): the number of a dictionary entry, or the value itself where it is a boolean, a
// whole number, a decimal or a time of at most microseconds. Entries are never changed, and numbers never used again;
// Sweep takes out those that no quad has any more. Two values are one if Cayley prints them alike, times if they are the
// same instant.
//
// # Failure
//
// A commit reaches the log on the disk before it is acknowledged. The first write that fails, on a full disk for
// instance, ends all writing: the store opens what is on the disk for reading and answers every further change with
// ErrFailed until it is closed and opened again. Nothing of this ends the process.
package quadstore
