// Package pgstore keeps quads, and records beside them, in a PostgreSQL database that several processes use at once. It
// takes batches of changes, each of which is made whole or not at all, and gives snapshots, which answer many questions in
// one round trip, and a graph.QuadStore, on which Cayley's paths, shapes and Gizmo run.
//
// # Tables
//
// The tables of quads are those of Cayley's own postgres dialect, which can read them:
//
//	nodes                a value under its hash, in the columns of the dialect, and how many places of quads have it
//	quads                the hashes of subject, predicate, object and label
//	newsgraph_records    a value under a key; keys are in order of their bytes
//	newsgraph_meta       one row: format, revision, count of quads
//
// Where the dialect would lose something, the column value has the whole value too, and wins: text that is not UTF-8, has
// a zero byte or what the dialect writes for one, and times of less than a microsecond. A time with a part of a second has
// a hash of its own; the dialect's hashes end at the second.
//
// The indexes are other ones: spol is unique; object and predicate have one together, the predicate and the label one each,
// in which PostgreSQL keeps equal keys once. There are no foreign keys, which would cost four look-ups a quad: nothing but
// this package writes the tables, and Check compares them. There is no index on nodes.refs, not even a partial one: with it
// every count that changes would be a new entry in all indexes of nodes. The nodes that a change leaves without a quad are
// known, and are taken away by their hashes.
//
// # Writers and readers
//
// A writer holds an advisory lock in the transaction that it commits, so there is one at a time among all processes, and
// what it has read under the lock still holds when it commits. The end of its connection gives the lock back and undoes
// what was not committed. Readers are transactions that see one state, and wait for nobody.
package pgstore
