package graph

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"newsgraph/internal/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// insteadVariable names a database in which the tests have their stores that they would have in memory.
const insteadVariable = "NEWSGRAPH_TEST_INSTEAD_OF_MEMORY"

// storeURI is where a test that wants a store at uri has it.
func storeURI(t testing.TB, uri string) string {
	t.Helper()
	if address := os.Getenv(insteadVariable); address != "" && uri == "memory:" {
		return postgrestest.Schema(t, address)
	}
	return uri
}

// notOnPostgres are the tests that are not about what a store does, whatever it is kept in.
const notOnPostgres = "^(TestOnPostgres|TestPostgres.*|TestRefused|TestKill|TestLoadUntilKilled|TestHeld|TestFullDisk|TestReopen.*|TestOtherFormats|TestCost.*|TestIDs|TestParse.*|TestSlug|TestSorter.*|TestRebuildMends|TestRandomFilters)$"

// shortOnPostgres are those of the others that run where time is short.
const shortOnPostgres = "^(TestHistories|TestCuratedHistories|TestEmptyAgain|TestReadersBesideWriter|TestContextEnds.*|TestWriterDoesNotWait|TestReadOnly|TestLedger.*|TestLongAndBrokenNames|TestJobs?|TestJobOfAnother)$"

// TestOnPostgres runs the tests of the package again, each store in a schema of a database.
func TestOnPostgres(t *testing.T) {
	if os.Getenv(insteadVariable) != "" {
		t.Skip("is what runs this")
	}
	arguments := []string{"-test.skip=" + notOnPostgres, "-test.v", "-test.short"}
	least := 60
	if testing.Short() {
		arguments, least = append(arguments, "-test.run="+shortOnPostgres), 5
	}
	cmd := exec.Command(os.Args[0], arguments...)
	cmd.Env = append(os.Environ(), insteadVariable+"="+postgrestest.Database(t))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if n := strings.Count(string(out), "\n--- PASS"); n < least {
		t.Errorf("%d tests were run:\n%s", n, out)
	}
}

// TestRefused wants backends that lose quads to be refused, with what to use instead, and no password in any error.
func TestRefused(t *testing.T) {
	for uri, want := range map[string]string{
		"sqlite:/tmp/x.db":                       "second article",
		"mysql://u:secret@h/d":                   "second article",
		"cockroach://u:secret@h/d":               "second article",
		"cockroachdb://u:secret@h/d":             "second article",
		"crdb://u:secret@h/d":                    "second article",
		"bolt:/tmp/x":                            `no backend "bolt"`,
		"leveldb:/tmp/x":                         `no backend "leveldb"`,
		"badger://u:secret@h/%zz":                `no backend "badger"`,
		"postgres://u:secret@127.0.0.1:1/d":      "127.0.0.1",
		"postgresql://u:secret@127.0.0.1:port/d": "address",
		"postgres://u:secret@[::1/d":             "address",
	} {
		_, err := Open(context.Background(), uri, Options{})
		if err == nil {
			t.Errorf("%s was opened", uri)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", uri, err)
		}
		if !strings.HasPrefix(uri, "postgres") && !strings.Contains(err.Error(), "memory:, the path of a folder, or postgres://") {
			t.Errorf("%s: the error does not say what to use: %v", uri, err)
		}
	}
}

// TestPostgresReopen closes and opens a store: all is as it was, and the same as in memory.
func TestPostgresReopen(t *testing.T) {
	address := postgrestest.Database(t)
	tell, m := newTeller(1), newModel()
	s := openTest(t, address, Options{})
	for range 12 {
		apply(t, s, tell.randomBatch(m))
	}
	before, revision := derivedState(t, s), s.Revision()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, address, Options{})
	if after := derivedState(t, again); after != before {
		t.Error("the store is another one after it was opened again")
	}
	if again.Revision() != revision {
		t.Errorf("want revision %d, got %d", revision, again.Revision())
	}
	agree(t, again, m)
	same(t, again, m)
	if err := again.Compact(context.Background()); err != nil {
		t.Error(err)
	}
	if size, err := again.Size(context.Background()); err != nil || size == 0 {
		t.Errorf("the store has %d bytes, error %v", size, err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := again.View(context.Background()); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed store gives a view, error %v", err)
	}
}
