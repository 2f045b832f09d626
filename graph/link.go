package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/cayleygraph/quad"
)

// linker decides which entity a key is. That is a function of the stored articles and of the curation log: the same key is the same entity, and
// a short key joins the full one that the articles which use both agree on. It touches only the keys that an article
// brings or takes and those that are linked with them.
type linker struct {
	d     *draft
	keyed keyed
	base  string       // of IRIs
	votes map[Key]bool // short keys that were voted on, or that other articles use than did
	dirty map[Key]bool // keys of which something changed
	wrote map[Key]bool // roots of which the links are written
}

func newLinker(d *draft, base string) *linker {
	return &linker{d: d, keyed: keyed{r: d}, base: base, votes: map[Key]bool{}, dirty: map[Key]bool{}, wrote: map[Key]bool{}}
}

// group is what a key has come to be.
type group struct {
	root   Key
	entity string // the entity that the key is, which is the root's own
	own    string // the entity that it would be by itself
}

func (g group) encode() string {
	var e encoder
	e.str(string(g.root))
	e.str(bare(g.entity))
	e.str(bare(g.own))
	return e.done()
}

// readGroup is the group of a key; ok is false where there is none.
func readGroup(ctx context.Context, r reader, key Key) (g group, ok bool, err error) {
	value, ok, err := r.get(ctx, groupKind.key(string(key)))
	if err != nil || !ok {
		return g, false, err
	}
	d := decoder{s: value}
	g.root = Key(d.str())
	g.entity = prefixed(EntityPrefix, d.str())
	g.own = prefixed(EntityPrefix, d.str())
	return g, true, damage(d.done(), string(key))
}

// groupsOf are the groups of the keys of an article's reading.
func groupsOf(ctx context.Context, k *keyed, article string, reading *Reading) (map[Key]group, error) {
	groups := make(map[Key]group, len(reading.Entities))
	for i := range reading.Entities {
		key := reading.Entities[i].Key
		unit, err := k.unit(ctx, article, &reading.Entities[i])
		if err != nil {
			return nil, err
		}
		g, ok, err := readGroup(ctx, k.r, unit)
		if err != nil {
			return nil, err
		}
		if !ok && guessing(ctx) {
			continue
		}
		if !ok {
			return nil, damage(errDamaged, "the key "+string(key))
		}
		groups[key] = g
	}
	return groups, nil
}

// index notes the keys and votes of an article that comes or, with a negative sign, goes.
func (l *linker) index(ctx context.Context, k *keyed, article string, versions []version, sign int) error {
	// The oldest first, so that the founding name is that of the current text; only the current text votes.
	for i := len(versions) - 1; i > 0; i-- {
		entities := versions[i].reading.Entities
		for j := range entities {
			if _, err := l.indexKey(ctx, k, article, &entities[j], sign); err != nil {
				return err
			}
		}
	}
	if len(versions) == 0 {
		return nil
	}
	r := versions[0].reading
	mine := make(map[Key]bool, len(r.Entities))
	for i := range r.Entities {
		mine[r.Entities[i].Key] = true
	}
	for i := range r.Entities {
		e := &r.Entities[i]
		unit, err := l.indexKey(ctx, k, article, e, sign)
		if err != nil {
			return err
		}
		if unit != e.Key {
			continue // a person says that it is another thing
		}
		for alias := range e.votes(mine) {
			if err := l.vote(ctx, article, alias, e.Key, sign); err != nil {
				return err
			}
		}
	}
	return nil
}

// votes are the short keys that the article uses for the thing. Those that it uses for another thing too say nothing.
func (e *LocalEntity) votes(mine map[Key]bool) map[Key]bool {
	votes := map[Key]bool{}
	for _, alias := range e.AliasKeys {
		if e.Named && !mine[alias] {
			votes[alias] = true
		}
	}
	return votes
}

// indexKey notes that the article reads a key, and gives the one that counts for it.
func (l *linker) indexKey(ctx context.Context, k *keyed, article string, e *LocalEntity, sign int) (Key, error) {
	unit, err := k.unit(ctx, article, e)
	if err != nil {
		return "", err
	}
	at := keyKind.under(string(unit)) + bare(article)
	if sign < 0 {
		l.d.remove(at)
		l.dirty[unit], l.votes[unit] = true, true
		return unit, nil
	}
	l.d.put(at, e.Founding)
	if _, linked, err := readLink(ctx, l.d, unit); err != nil {
		return "", err
	} else if linked {
		l.votes[unit] = true
	}
	g, ok, err := readGroup(ctx, l.d, unit)
	if err == nil && (!ok || g.own != entityID(unit, e.Founding)) {
		l.dirty[unit] = true
	}
	return unit, err
}

func (l *linker) vote(ctx context.Context, article string, short, full Key, sign int) error {
	l.votes[short] = true
	at := votersKind.under(string(short)) + string(full) + "\x00" + bare(article)
	if sign < 0 {
		l.d.remove(at)
	} else {
		l.d.put(at, "")
	}
	_, _, err := l.d.add(ctx, voteKind.under(string(short))+string(full), sign)
	return err
}

// settle decides anew what was touched, and gives the keys that have become another entity.
func (l *linker) settle(ctx context.Context) ([]Key, error) {
	for _, short := range slices.Sorted(maps.Keys(l.votes)) {
		if err := l.choose(ctx, short); err != nil {
			return nil, err
		}
	}
	var changed []Key
	seen := map[Key]bool{}
	for _, key := range slices.Sorted(maps.Keys(l.dirty)) {
		if seen[key] {
			continue
		}
		b, err := l.bunch(ctx, key, seen)
		if err != nil {
			return nil, err
		}
		keys, err := l.regroup(ctx, b)
		if err != nil {
			return nil, err
		}
		changed = append(changed, keys...)
	}
	slices.Sort(changed)
	return changed, nil
}

// bunch are keys that links hold together.
type bunch struct {
	keys     []Key // in order
	links    []link
	merges   map[int][2]Key // by number: from and into
	distinct [][2]Key
	own      map[Key]string // what the curation log calls them
}

// bunch gathers what hangs together with a key.
func (l *linker) bunch(ctx context.Context, key Key, seen map[Key]bool) (*bunch, error) {
	b := &bunch{merges: map[int][2]Key{}, own: map[Key]string{}}
	seen[key] = true
	for open := []Key{key}; len(open) > 0; {
		key, open = open[0], open[1:]
		b.keys = append(b.keys, key)
		next, err := l.linkedWith(ctx, key, b)
		if err != nil {
			return nil, err
		}
		for _, k := range next {
			if !seen[k] {
				seen[k] = true
				open = append(open, k)
			}
		}
	}
	slices.Sort(b.keys)
	return b, nil
}

// linkedWith are the keys that have a link with a key. The link from it is noted.
func (l *linker) linkedWith(ctx context.Context, key Key, b *bunch) ([]Key, error) {
	next, blocked, err := l.curatedWith(ctx, key, b)
	if err != nil {
		return nil, err
	}
	out, ok, err := readLink(ctx, l.d, key)
	if err != nil {
		return nil, err
	}
	if ok && !blocked[out.full] {
		b.links = append(b.links, out)
		next = append(next, out.full)
	}
	prefix := linkedKind.under(string(key))
	for rec, err := range l.d.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		next = append(next, Key(rec.key[len(prefix):]))
	}
	return next, nil
}

// curatedWith are the keys that a person has joined with a key, and those that its votes must not join it with.
func (l *linker) curatedWith(ctx context.Context, key Key, b *bunch) (next []Key, blocked map[Key]bool, err error) {
	entries, err := l.keyed.active(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	blocked = map[Key]bool{}
	for _, n := range entries {
		for _, p := range n.parties() {
			if p.Key == key && p.ID != "" {
				b.own[key] = p.ID
			}
		}
		switch n.Kind {
		case mergeEntry:
			b.merges[n.number] = [2]Key{n.From.Key, n.Into.Key}
			next = append(next, n.From.Key, n.Into.Key)
		case distinctEntry:
			b.distinct = append(b.distinct, [2]Key{n.From.Key, n.Into.Key})
		case unlinkEntry:
			if n.From.Key == key {
				blocked[n.Into.Key] = true
			}
		}
	}
	return next, blocked, nil
}

// roots says which key each key of a bunch comes down to. What a person joined comes first, in the order of the log, then
// the links of the keys that no person placed, what most articles say first; so that where links go round in a circle, or
// would join what a person calls distinct, it is the weakest that is left out.
func (b *bunch) roots() map[Key]Key {
	root := make(map[Key]Key, len(b.keys))
	for _, key := range b.keys {
		root[key] = key
	}
	find := func(key Key) Key {
		for root[key] != key {
			key = root[key]
		}
		return key
	}
	placed := map[Key]bool{}
	for _, n := range slices.Sorted(maps.Keys(b.merges)) {
		m := b.merges[n]
		placed[m[0]] = true
		if from, into := find(m[0]), find(m[1]); from != into {
			root[from] = into
		}
	}
	distinct := func(x, y Key) bool {
		return slices.ContainsFunc(b.distinct, func(d [2]Key) bool {
			if root[d[0]] == "" || root[d[1]] == "" {
				return false
			}
			a, b := find(d[0]), find(d[1])
			return a == x && b == y || a == y && b == x
		})
	}
	slices.SortFunc(b.links, func(x, y link) int {
		return cmp.Or(y.articles-x.articles, cmp.Compare(x.short, y.short))
	})
	for _, k := range b.links {
		if from, into := find(k.short), find(k.full); from != into && !placed[k.short] && !distinct(from, into) {
			root[from] = into
		}
	}
	for _, key := range b.keys {
		root[key] = find(key)
	}
	return root
}

// regroup writes what the keys of a bunch have come to be, and gives those that have become another entity.
func (l *linker) regroup(ctx context.Context, b *bunch) (changed []Key, err error) {
	before := map[Key]group{}
	own := map[Key]string{}
	for _, key := range b.keys {
		g, ok, err := readGroup(ctx, l.d, key)
		if err != nil {
			return nil, err
		}
		if ok {
			before[key] = g
			l.forget(key, g)
		}
		if own[key] = b.own[key]; own[key] != "" {
			continue
		}
		if own[key], err = l.own(ctx, key); err != nil {
			return nil, err
		}
	}
	links := map[Key][]string{}
	for key, root := range b.roots() {
		if own[key] == "" {
			continue // only other things' short name
		}
		g := group{root: root, entity: own[root], own: own[key]}
		l.d.put(groupKind.key(string(key)), g.encode())
		l.d.put(memberKind.under(g.entity)+string(key), "")
		if was, ok := before[key]; ok && was.entity != g.entity {
			changed = append(changed, key)
		}
		if g.own != g.entity {
			l.d.put(redirectKind.under(g.own)+string(key), bare(g.entity))
			links[root] = append(links[root], g.own)
		}
	}
	for root, from := range links {
		l.wrote[root] = true
		l.d.labels[l.label(root)] = l.linkQuads(root, own[root], from)
	}
	return changed, nil
}

// forget takes away what stands of a key.
func (l *linker) forget(key Key, g group) {
	l.d.remove(groupKind.key(string(key)))
	l.d.remove(memberKind.under(g.entity) + string(key))
	l.d.remove(redirectKind.under(g.own) + string(key))
	if !l.wrote[g.root] { // the root may hang together with other keys now
		l.d.labels[l.label(g.root)] = nil
	}
}

// own is the entity that a key is by itself: of its first article's founding name. It is empty where no article speaks
// of the key.
func (l *linker) own(ctx context.Context, key Key) (string, error) {
	prefix := keyKind.under(string(key))
	for rec, err := range l.d.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return "", err
		}
		return entityID(key, rec.value), nil
	}
	return "", nil
}

// linksPrefix begins the label of the links of one entity; behind it stands the entity's root key.
const linksPrefix = "links/"

func (l *linker) label(root Key) quad.IRI { return quad.IRI(l.base + linksPrefix + string(root)) }

// linkQuads say of the entities that keys would be by themselves that they are another one.
func (l *linker) linkQuads(root Key, entity string, from []string) []quad.Quad {
	slices.Sort(from)
	var quads []quad.Quad
	for _, id := range slices.Compact(from) {
		quads = append(quads, quad.Quad{
			Subject: quad.IRI(l.base + id), Predicate: skosExactMatch, Object: quad.IRI(l.base + entity), Label: l.label(root),
		})
	}
	return quads
}

// articlesOfKey are the articles that read a key.
func articlesOfKey(ctx context.Context, r reader, key Key) ([]string, error) {
	prefix := keyKind.under(string(key))
	var ids []string
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, ArticlePrefix+rec.key[len(prefix):])
	}
	return ids, nil
}
