package export

import (
	"context"
	"crypto/sha256"
	"strings"

	"newsgraph/graph"
)

// valuePrefix begins the id of a node that stands for the literal of a statement; behind it stands the statement's.
const valuePrefix = "value/"

// valueType is the type of such a node.
const valueType = "VALUE"

// node is a node of a graph: an entity at the end of a statement, or the literal that a statement has for an object.
// Equal literals are nodes of their own: that two things cost five dollars does not connect them.
type node struct {
	*graph.Entity
	literal *graph.Literal // nil for an entity
}

func newValue(s *graph.Statement) *node {
	return &node{&graph.Entity{ID: objectID(s), Name: s.Literal.Text, Type: valueType}, s.Literal}
}

// objectID is the id of the node at the end of a statement.
func objectID(s *graph.Statement) string {
	if s.Literal != nil {
		return valuePrefix + strings.TrimPrefix(s.ID, graph.StatementPrefix)
	}
	return s.Object
}

// idKey stands for an id in maps: it takes 16 bytes, however long the id is.
type idKey [16]byte

func keyOf(id string) idKey {
	sum := sha256.Sum256([]byte(id))
	return idKey(sum[:16])
}

// seen is a set of ids.
type seen map[idKey]struct{}

// add adds an id, and says whether it is new.
func (s seen) add(id string) bool {
	key := keyOf(id)
	_, known := s[key]
	if !known {
		s[key] = struct{}{}
	}
	return !known
}

func (s seen) has(id string) bool {
	_, known := s[keyOf(id)]
	return known
}

// nodes gives each node once: in order of the statements that have them, behind the entities of a subgraph.
func (r *reading) nodes(ctx context.Context, yield func(*node) error) error {
	known := seen{}
	if r.selection.Subgraph != nil {
		for _, e := range r.selection.Subgraph.Entities {
			if e != nil && known.add(e.ID) {
				if err := yield(&node{Entity: e}); err != nil {
					return err
				}
			}
		}
	}
	return r.statements(ctx, func(group []*graph.Statement) error {
		var ids []string
		for _, s := range group {
			for _, id := range []string{s.Subject, s.Object} {
				if id != "" && known.add(id) {
					ids = append(ids, id)
				}
			}
		}
		found, err := r.view.Entities(ctx, ids)
		if err != nil {
			return err
		}
		for i, e := range found {
			if e == nil {
				e = &graph.Entity{ID: ids[i], Name: ids[i]}
			}
			if err := yield(&node{Entity: e}); err != nil {
				return err
			}
		}
		for _, s := range group {
			if s.Literal == nil {
				continue
			}
			if err := yield(newValue(s)); err != nil {
				return err
			}
		}
		return nil
	})
}
