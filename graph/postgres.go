package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/pgstore"
)

// postgresBackend is its name.
const postgresBackend = "postgres"

// postgres is an engine in a database that other processes use too.
type postgres struct {
	store   *pgstore.Store
	address string

	mu     sync.Mutex
	writer *pgstore.Writer // nil while nobody writes
}

// openPostgres opens the engine in a database. Raised is told the revision after commits of any process.
func openPostgres(ctx context.Context, uri string, opt Options, raised func(revision uint64)) (*postgres, error) {
	e := &postgres{address: uri}
	opened := make(chan struct{})
	store, err := pgstore.Open(ctx, uri, pgstore.Options{Logger: opt.Log, Notified: func(text string) {
		<-opened
		if revision, ok := e.revision(text); ok {
			raised(revision)
		}
	}})
	e.store = store
	close(opened)
	if err != nil {
		if errors.Is(err, pgstore.ErrNewerFormat) || errors.Is(err, pgstore.ErrNotStore) {
			err = fmt.Errorf("%w: %w", ErrFormat, err)
		}
		return nil, fmt.Errorf("graph: store %s: %w", withoutPassword(uri), err)
	}
	return e, nil
}

// revisionTimeout is how long the revision may take to be read.
const revisionTimeout = 30 * time.Second

// revision is the one that a notification names, or that of the state where some may have been missed.
func (e *postgres) revision(text string) (uint64, bool) {
	if revision, err := strconv.ParseUint(text, 10, 64); err == nil {
		return revision, true
	}
	if e.store == nil {
		return 0, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), revisionTimeout)
	defer cancel()
	snap, err := e.snapshot(ctx)
	if err != nil {
		return 0, false // the next notification says it
	}
	defer snap.release()
	revision, err := readRevision(ctx, snap)
	return revision, err == nil
}

// withoutPassword is an address as it may be shown.
func withoutPassword(uri string) string {
	scheme, _, _ := strings.Cut(uri, ":")
	u, err := url.Parse(uri)
	if err != nil {
		return scheme + "://..."
	}
	host := u.Host
	if host == "" {
		host = u.Query().Get("host")
	}
	return scheme + "://" + host + u.Path
}

// noBackend says why a store is not kept under a scheme, and what to use.
func noBackend(uri, scheme string) error {
	const use = "give memory:, the path of a folder, or postgres://user@host/database"
	why := "there is no backend " + strconv.Quote(scheme)
	switch strings.ToLower(scheme) {
	case "sqlite", "sqlite3", "mysql", "mariadb", "cockroach", "cockroachdb", "crdb":
		why = scheme + " is refused: Cayley's tables lose a triple there that a second article asserts"
	}
	return fmt.Errorf("graph: store %s: %s; %s", withoutPassword(uri), why, use)
}

func (e *postgres) backend() string { return postgresBackend }

func (e *postgres) snapshot(ctx context.Context) (snapshot, error) {
	if snap := lent(ctx); snap != nil {
		return snap, nil
	}
	snap, err := e.store.Snapshot(ctx)
	if err != nil {
		return nil, postgresError(err)
	}
	return &postgresSnapshot{snap: snap, known: newKnowledge()}, nil
}

func (e *postgres) write(ctx context.Context) (release func(), err error) {
	w, err := e.store.Lock(ctx)
	if err != nil {
		return nil, postgresError(err)
	}
	e.mu.Lock()
	e.writer = w
	e.mu.Unlock()
	return func() {
		e.mu.Lock()
		e.writer = nil
		e.mu.Unlock()
		w.Release()
	}, nil
}

func (e *postgres) commit(ctx context.Context, c *commit) error {
	e.mu.Lock()
	w := e.writer
	e.mu.Unlock()
	if w == nil {
		return errors.New("graph: a commit of somebody who is not the writer")
	}
	b := &pgstore.Batch{Labels: make(map[quad.Value][]quad.Quad, len(c.labels)), Removed: c.removed, Added: c.added}
	for label, quads := range c.labels {
		b.Labels[label] = quads
	}
	for _, r := range c.records {
		b.Records = append(b.Records, pgstore.Change{Record: pgstore.Record{Key: r.key, Value: r.value}, Gone: r.gone})
		if r.key == string(revisionKind) {
			b.Notify = r.value
		}
	}
	return postgresError(w.Commit(ctx, b))
}

func (e *postgres) check(ctx context.Context) ([]string, error) {
	problems, err := e.store.Check(ctx)
	return problems, postgresError(err)
}

func (e *postgres) compact(ctx context.Context) error { return postgresError(e.store.Compact(ctx)) }

func (e *postgres) size(ctx context.Context) (int64, error) {
	size, err := e.store.Size(ctx)
	return size, postgresError(err)
}

// served does nothing: nobody is kept out.
func (e *postgres) served(string) error { return nil }

func (e *postgres) close() error { return e.store.Close() }

// postgresError is an error as the Store gives it.
func postgresError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgstore.ErrClosed):
		return ErrClosed
	}
	return fmt.Errorf("graph: %w", err)
}

// postgresSnapshot is a snapshot of a database.
type postgresSnapshot struct {
	snap  *pgstore.Snapshot
	known *knowledge
}

var _ distant = (*postgresSnapshot)(nil)

func (s *postgresSnapshot) knowledge() *knowledge { return s.known }

func (s *postgresSnapshot) quads() cayley.QuadStore { return s.snap.QuadStore() }

func (s *postgresSnapshot) release() { _ = s.snap.Close() }

func (s *postgresSnapshot) count(ctx context.Context) (int64, error) {
	return s.snap.Count(), ctx.Err()
}

func (s *postgresSnapshot) get(ctx context.Context, key string) (string, bool, error) {
	if run := speculationOn(ctx, s); run != nil {
		return run.get(ctx, key)
	}
	if value, ok, known := s.known.get(key); known {
		return value, ok, ctx.Err()
	}
	value, ok, err := s.snap.Get(ctx, key)
	if err != nil {
		return "", false, postgresError(err)
	}
	if !s.known.full() {
		s.known.learnKey(key, value, ok)
	}
	return value, ok, nil
}

func (s *postgresSnapshot) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	if run := speculationOn(ctx, s); run != nil {
		return run.scan(ctx, lo, hi, reverse)
	}
	return func(yield func(record, error) bool) {
		left := span{lo, top(hi), reverse}
		for left.lo < left.hi { // what is known of the beginning
			part, rest, known := s.known.scan(left)
			if !known {
				break
			}
			for _, rec := range part {
				if !yield(rec, nil) {
					return
				}
			}
			if err := ctx.Err(); err != nil {
				yield(record{}, err)
				return
			}
			left = rest
		}
		if left.lo >= left.hi {
			return
		}
		for rec, err := range s.snap.Scan(ctx, pgstore.Range{From: left.lo, To: left.hi, Down: reverse}) {
			if !yield(record{rec.Key, rec.Value}, postgresError(err)) || err != nil {
				return
			}
		}
	}
}

func (s *postgresSnapshot) match(ctx context.Context, pattern quad.Quad) iter.Seq2[quad.Quad, error] {
	if run := speculationOn(ctx, s); run != nil && pattern == (quad.Quad{Subject: pattern.Subject}) && pattern.Subject != nil {
		return run.match(ctx, pattern.Subject)
	}
	return func(yield func(quad.Quad, error) bool) {
		for q, err := range s.snap.Quads(ctx, pattern) {
			if !yield(q, postgresError(err)) || err != nil {
				return
			}
		}
	}
}

// answer asks the database all questions in one round trip.
func (s *postgresSnapshot) answer(ctx context.Context, q *questions) error {
	ask := pgstore.Questions{}
	for key := range q.keys {
		ask.Keys = append(ask.Keys, key)
	}
	for r, limit := range q.ranges {
		ask.Ranges = append(ask.Ranges, pgstore.Range{From: r.lo, To: r.hi, Down: r.reverse, Limit: limit})
	}
	for subject := range q.subjects {
		ask.Subjects = append(ask.Subjects, subject)
	}
	if err := s.snap.Ask(ctx, &ask); err != nil {
		return postgresError(err)
	}
	for _, key := range ask.Keys {
		value, ok := ask.Values[key]
		s.known.learnKey(key, value, ok)
	}
	for i, r := range ask.Ranges {
		records := make([]record, len(ask.Records[i]))
		for j, rec := range ask.Records[i] {
			records[j] = record{rec.Key, rec.Value}
		}
		s.known.learnRange(span{r.From, r.To, r.Down}, records, len(records) < r.Limit)
	}
	for i, subject := range ask.Subjects {
		s.known.learnQuads(subject, ask.Quads[i])
	}
	return nil
}
