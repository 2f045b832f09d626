package graph

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2"
)

// TestCheckOfEngine takes entries out of the files of a store, and wants Check to say that its indexes differ.
func TestCheckOfEngine(t *testing.T) {
	for _, index := range []string{"S", "P", "O", "G"} {
		folder := filepath.Join(t.TempDir(), "store")
		s := openTest(t, folder, Options{})
		apply(t, s, Batch{Put: storyReadings()[:1]})
		must(t, s.Close())
		unsetFirst(t, filepath.Join(folder, databaseName), index)
		s, err := Open(context.Background(), folder, Options{})
		must(t, err)
		wantFault(t, s, FaultEngine)
		must(t, s.Close())
	}
}

// unsetFirst deletes the first key with a prefix.
func unsetFirst(t *testing.T, folder, prefix string) {
	t.Helper()
	db, err := pebble.Open(folder, &pebble.Options{})
	must(t, err)
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: []byte(prefix), UpperBound: []byte(prefixEnd(prefix))})
	must(t, err)
	if !it.First() {
		t.Fatalf("no key begins with %s", prefix)
	}
	must(t, db.Delete(it.Key(), pebble.Sync))
	must(t, it.Close())
	must(t, db.Close())
}

// TestRemedies wants every kind of fault to say what to do.
func TestRemedies(t *testing.T) {
	unknown := Fault{Kind: "statement"}.Remedy()
	for _, kind := range []string{
		FaultNoEvidence, FaultStrayEdge, FaultNoEdge, FaultDangling, FaultQuote, FaultLabel, FaultQuads, FaultLink, FaultRecord,
		FaultDataset, FaultEngine, FaultDamaged,
	} {
		if remedy := (Fault{Kind: kind}).Remedy(); remedy == unknown || strings.TrimSpace(remedy) == "" {
			t.Errorf("%s: %q", kind, remedy)
		}
	}
}
