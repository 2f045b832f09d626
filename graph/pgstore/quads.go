package pgstore

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/cayleygraph/quad"
	"github.com/jackc/pgx/v5"
)

// Quads gives the quads that are as the pattern where it has a value, in no order. An error is the last element.
func (s *Snapshot) Quads(ctx context.Context, pattern quad.Quad) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		query, args := patternQuery(pattern)
		walk := s.walk(query, args)
		if pattern.Subject != nil || pattern.Label != nil {
			walk = s.all(query, args) // which are not many
		}
		defer walk.close()
		for more := true; more; {
			var rows []row
			var quads []quad.Quad
			var err error
			more, err = walk.next(ctx, func(r pgx.Rows) error {
				row, err := scanRow(r)
				rows = append(rows, row)
				return err
			})
			if err == nil {
				quads, err = s.resolve(ctx, rows)
			}
			if err != nil {
				yield(quad.Quad{}, err)
				return
			}
			for _, q := range quads {
				if err := ctx.Err(); err != nil {
					yield(quad.Quad{}, fmt.Errorf("pgstore: %w", err))
					return
				}
				if !yield(q, nil) {
					return
				}
			}
		}
	}
}

// patternQuery asks for the rows of a pattern.
func patternQuery(pattern quad.Quad) (string, []any) {
	query := `SELECT subject_hash, predicate_hash, object_hash, label_hash FROM quads`
	var args []any
	for _, d := range quad.Directions {
		v := pattern.Get(d)
		if v == nil {
			continue
		}
		word := " AND "
		if len(args) == 0 {
			word = " WHERE "
		}
		h := hashOf(canonical(v))
		args = append(args, h[:])
		query += fmt.Sprintf("%s%s_hash = $%d", word, d, len(args))
	}
	return query, args
}

// resolve makes quads of rows.
func (s *Snapshot) resolve(ctx context.Context, rows []row) ([]quad.Quad, error) {
	known := make(map[hash]quad.Value)
	for _, r := range rows {
		for _, h := range r {
			known[h] = nil
		}
	}
	delete(known, hash{})
	if err := s.values(ctx, known); err != nil {
		return nil, err
	}
	quads := make([]quad.Quad, len(rows))
	for i, r := range rows {
		quads[i] = quad.Quad{Subject: known[r[0]], Predicate: known[r[1]], Object: known[r[2]], Label: known[r[3]]}
		for j, h := range r {
			if h != (hash{}) && known[h] == nil {
				return nil, fmt.Errorf("pgstore: a quad has a %v that is no node: %x", quad.Directions[j], h)
			}
		}
	}
	return quads, nil
}

// values fills in the values of hashes that have none.
func (s *Snapshot) values(ctx context.Context, known map[hash]quad.Value) error {
	return s.s.lookUp(ctx, s.ask, known)
}

// asking gives a function a connection.
type asking func(ctx context.Context, f func(conn *pgx.Conn) error) error

func (s *Store) lookUp(ctx context.Context, ask asking, known map[hash]quad.Value) error {
	var missing [][]byte
	for h, v := range known {
		if v != nil {
			continue
		}
		if v, ok := s.values.get(h); ok {
			known[h] = v
			continue
		}
		missing = append(missing, slices.Clone(h[:]))
	}
	for some := range slices.Chunk(missing, part) {
		err := ask(ctx, func(conn *pgx.Conn) error {
			rows, err := conn.Query(ctx, `SELECT hash, `+valueColumns+` FROM nodes WHERE hash = ANY($1)`, some)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				h, v, err := scanNode(rows)
				if err != nil {
					return err
				}
				known[h] = v
				s.values.put(h, v)
			}
			return rows.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func scanNode(rows pgx.Rows) (h hash, v quad.Value, err error) {
	var key []byte
	var c columns
	if err := rows.Scan(append([]any{&key}, c.pointers()...)...); err != nil {
		return h, nil, err
	}
	copy(h[:], key)
	v, err = c.decode()
	return h, v, err
}
