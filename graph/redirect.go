package graph

import (
	"context"
	"slices"
)

// follow is the entity that an id leads to: itself while there is one, else the one that it was merged into.
func (v *View) follow(ctx context.Context, id string) (string, error) {
	return v.lead(ctx, entityKind, redirectKind, EntityPrefix, id)
}

// followStatement is the statement that an id leads to: itself while there is one, else the one that it has become since
// its things were linked with others.
func (v *View) followStatement(ctx context.Context, id string) (string, error) {
	return v.lead(ctx, statementKind, formerKind, StatementPrefix, id)
}

func (v *View) lead(ctx context.Context, rows, redirects kind, prefix, id string) (string, error) {
	if len(id) <= len(prefix) || id[:len(prefix)] != prefix {
		return id, ctx.Err()
	}
	if _, there, err := v.snap.get(ctx, rows.key(id)); there || err != nil {
		return id, err
	}
	under := redirects.under(id)
	for rec, err := range v.snap.scan(ctx, under, prefixEnd(under), false) {
		if err != nil {
			return "", err
		}
		if redirects == formerKind {
			return prefix + rec.key[len(under):], nil
		}
		return prefix + rec.value, nil
	}
	return id, nil
}

// followAll follows each of some entity ids.
func (v *View) followAll(ctx context.Context, ids []string) ([]string, error) {
	followed := slices.Clone(ids)
	for i, id := range ids {
		var err error
		if followed[i], err = v.follow(ctx, id); err != nil {
			return nil, err
		}
	}
	return followed, nil
}
