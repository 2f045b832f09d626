package pgstore

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// format is the version of the tables. It goes up with every change that an older program would not understand.
const format = 1

// oldestServer is PostgreSQL 12 as server_version_num has it: the first with plan_cache_mode.
const oldestServer = 120_000

// tables are all that the store has, those of Cayley's dialect first.
const tables = `
CREATE TABLE nodes (
	hash BYTEA PRIMARY KEY,
	refs INT NOT NULL,
	value BYTEA,
	value_string TEXT COLLATE "C",
	datatype TEXT COLLATE "C",
	language TEXT COLLATE "C",
	iri BOOLEAN,
	bnode BOOLEAN,
	value_int BIGINT,
	value_bool BOOLEAN,
	value_float double precision,
	value_time timestamp with time zone
) WITH (fillfactor = 80);
CREATE TABLE quads (
	horizon BIGSERIAL PRIMARY KEY,
	subject_hash BYTEA NOT NULL,
	predicate_hash BYTEA NOT NULL,
	object_hash BYTEA NOT NULL,
	label_hash BYTEA,
	ts timestamp
);
CREATE UNIQUE INDEX spol_unique ON quads (subject_hash, predicate_hash, object_hash, label_hash);
CREATE UNIQUE INDEX spo_unique ON quads (subject_hash, predicate_hash, object_hash) WHERE label_hash IS NULL;
CREATE INDEX ops_index ON quads (object_hash, predicate_hash);
CREATE INDEX predicate_index ON quads (predicate_hash);
CREATE INDEX label_index ON quads (label_hash);
CREATE TABLE newsgraph_records (
	key BYTEA PRIMARY KEY,
	value BYTEA NOT NULL
) WITH (fillfactor = 90);
CREATE TABLE newsgraph_meta (
	one BOOLEAN PRIMARY KEY CHECK (one),
	format INT NOT NULL,
	revision BIGINT NOT NULL,
	quads BIGINT NOT NULL,
	analysed BIGINT NOT NULL
) WITH (fillfactor = 20);
`

// prepare refuses servers that lose quads, and makes the tables where there are none.
func (s *Store) prepare(ctx context.Context, conn *pgx.Conn) error {
	var version, encoding, schema string
	var number int
	var readOnly bool
	// Cockroach says so in version() alone; the rest of the row is asked for where it is PostgreSQL.
	if err := conn.QueryRow(ctx, `SELECT version()`).Scan(&version); err != nil {
		return describe(ctx, err)
	}
	if strings.Contains(version, "CockroachDB") {
		return fmt.Errorf("pgstore: %w: this is CockroachDB, on which Cayley's tables lose a triple that a second article asserts; use PostgreSQL", ErrServer)
	}
	err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
		coalesce(current_schema(), ''), pg_is_in_recovery()`).Scan(&number, &encoding, &schema, &readOnly)
	if err != nil {
		return describe(ctx, err)
	}
	switch {
	case number < oldestServer:
		return fmt.Errorf("pgstore: %w: this is %s; PostgreSQL 12 or newer is needed", ErrServer, version)
	case encoding != "UTF8":
		return fmt.Errorf("pgstore: %w: the database has the encoding %s; make one with ENCODING 'UTF8' TEMPLATE template0", ErrServer, encoding)
	case schema == "":
		return fmt.Errorf("pgstore: %w: search_path names no schema that there is", ErrServer)
	case readOnly:
		return fmt.Errorf("pgstore: %w: this server is a standby, which cannot be written; give the address of the primary", ErrServer)
	}
	s.channel = "newsgraph_" + schema
	h := fnv.New64a()
	h.Write([]byte("newsgraph " + schema))
	s.lock = int64(h.Sum64())
	return s.makeTables(ctx, conn)
}

// makeTables makes the tables, unless they are there.
func (s *Store) makeTables(ctx context.Context, conn *pgx.Conn) error {
	known, err := readFormat(ctx, conn)
	if known || err != nil {
		return err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return describe(ctx, err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, s.lock); err != nil {
		return describe(ctx, err)
	}
	if known, err = readFormat(ctx, tx.Conn()); known || err != nil {
		return err // another process was faster
	}
	if _, err := tx.Exec(ctx, tables); err != nil {
		return describe(ctx, err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO newsgraph_meta VALUES (true, $1, 0, 0, 0)`, format); err != nil {
		return describe(ctx, err)
	}
	return describe(ctx, tx.Commit(ctx))
}

// readFormat says whether the tables are there, and fails where they are not such as this version writes.
func readFormat(ctx context.Context, conn *pgx.Conn) (known bool, err error) {
	var meta, others bool
	err = conn.QueryRow(ctx, `SELECT coalesce(bool_or(tablename = 'newsgraph_meta'), false), count(*) > 0 FROM pg_tables
		WHERE schemaname = current_schema() AND tablename IN ('nodes', 'quads', 'newsgraph_records', 'newsgraph_meta')`).Scan(&meta, &others)
	switch {
	case err != nil:
		return false, describe(ctx, err)
	case others && !meta:
		return false, fmt.Errorf("pgstore: %w: there are tables nodes or quads; give an empty database, or an empty schema by ?search_path=name", ErrNotStore)
	case !meta:
		return false, nil
	}
	var version int
	switch err = conn.QueryRow(ctx, `SELECT format FROM newsgraph_meta`).Scan(&version); {
	case errors.Is(err, pgx.ErrNoRows):
		return false, fmt.Errorf("pgstore: %w: newsgraph_meta is empty", ErrNotStore)
	case err != nil:
		return false, describe(ctx, err)
	case version > format:
		return false, fmt.Errorf("pgstore: %w: it has format %d, and this version reads up to %d", ErrNewerFormat, version, format)
	}
	return true, nil
}
