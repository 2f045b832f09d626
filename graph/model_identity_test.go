package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
)

// decisions are the entries of a store's curation log.
func decisions(t *testing.T, s *Store) []*entry {
	t.Helper()
	snap, err := s.snapshot(context.Background())
	must(t, err)
	defer snap.release()
	var log []*entry
	for rec, err := range snap.scan(context.Background(), string(curationKind), prefixEnd(string(curationKind)), false) {
		must(t, err)
		e, err := readCuration(context.Background(), snap, keyNumber(rec.key[1:]))
		must(t, err)
		log = append(log, e)
	}
	return log
}

// standing are the entries of a kind that are not undone, oldest first.
func (m model) standing(kind string) []*entry {
	undone := map[int]bool{}
	for _, e := range m.log {
		for _, n := range e.Undoes {
			undone[n] = true
		}
	}
	var list []*entry
	for i, e := range m.log {
		if e.Kind == kind && !undone[i] {
			list = append(list, e)
		}
	}
	return list
}

// unit is the key that counts for what an article says of one.
func (m model) unit(article string, e *LocalEntity) Key {
	key := e.Key
	for _, split := range m.standing(splitEntry) {
		named := slices.ContainsFunc(split.Names, func(name string) bool { return name == strings.ToLower(e.Name) })
		if slices.Contains(split.Units, key) && (named || slices.Contains(split.Articles, article)) {
			key = split.Part.Key
		}
	}
	return key
}

// tally counts the articles that use a short key for a full one.
func (m model) tally() map[Key]map[Key]int {
	votes := map[Key]map[Key]int{}
	for article, texts := range m.articles {
		own, said := map[Key]bool{}, map[[2]Key]bool{}
		for _, e := range texts[0].Entities {
			own[e.Key] = true
		}
		for _, e := range texts[0].Entities {
			for _, short := range e.AliasKeys {
				if pair := [2]Key{short, e.Key}; e.Named && !own[short] && !said[pair] && m.unit(article, &e) == e.Key {
					said[pair] = true
					if votes[short] == nil {
						votes[short] = map[Key]int{}
					}
					votes[short][e.Key]++
				}
			}
		}
	}
	return votes
}

// users counts the articles that use a key as the fullest name of something, in some text.
func (m model) users(key Key) int {
	n := 0
	for article, texts := range m.articles {
		uses := false
		for _, text := range texts {
			for i := range text.Entities {
				uses = uses || m.unit(article, &text.Entities[i]) == key
			}
		}
		n += exists(uses)
	}
	return n
}

// elected are the links that the votes make, strongest first.
func (m model) elected() []link {
	var links []link
	for short, fulls := range m.tally() {
		total, best := 0, Key("")
		for _, full := range slices.Sorted(maps.Keys(fulls)) {
			total += fulls[full]
			if best == "" || fulls[full] > fulls[best] {
				best = full
			}
		}
		if len(fulls) == 1 && m.users(short) < 50 || total >= 3 && 10*fulls[best] >= 9*total {
			links = append(links, link{short, best, fulls[best]})
		}
	}
	slices.SortFunc(links, func(a, b link) int { return cmp.Or(b.articles-a.articles, cmp.Compare(a.short, b.short)) })
	return links
}

// roots says which key each key comes down to: first by the merges, then by the votes.
func (m model) roots() map[Key]Key {
	root := map[Key]Key{}
	of := func(key Key) Key {
		if root[key] == "" {
			root[key] = key
		}
		return root[key]
	}
	join := func(from, into Key) {
		from, into = of(from), of(into)
		for key := range root {
			if root[key] == from {
				root[key] = into
			}
		}
	}
	placed := map[Key]bool{}
	for _, e := range m.standing(mergeEntry) {
		placed[e.From.Key] = true
		join(e.From.Key, e.Into.Key)
	}
	for _, k := range m.elected() {
		against := placed[k.short]
		for _, e := range m.standing(unlinkEntry) {
			against = against || e.From.Key == k.short && e.Into.Key == k.full
		}
		for _, e := range m.standing(distinctEntry) {
			sides := [2]Key{of(e.From.Key), of(e.Into.Key)}
			against = against || sides == [2]Key{of(k.short), of(k.full)} || sides == [2]Key{of(k.full), of(k.short)}
		}
		if !against {
			join(k.short, k.full)
		}
	}
	return root
}

// groups says which entity each key is.
func (m model) groups() map[Key]group {
	own := map[Key]string{}
	for article, texts := range m.articles {
		for _, r := range texts {
			for i := range r.Entities {
				key := m.unit(article, &r.Entities[i])
				own[key] = entityID(key, r.Entities[i].Founding)
			}
		}
	}
	for _, kind := range []string{mergeEntry, splitEntry, distinctEntry, unlinkEntry, reviewEntry} {
		for _, e := range m.standing(kind) {
			for _, p := range e.parties() {
				if p.ID != "" {
					own[p.Key] = p.ID
				}
			}
		}
	}
	roots := m.roots()
	groups := map[Key]group{}
	for key, id := range own {
		root := roots[key]
		if root == "" {
			root = key
		}
		groups[key] = group{root: root, entity: own[root], own: id}
	}
	return groups
}

// groupsIn are the groups of the keys of one reading.
func (m model) groupsIn(groups map[Key]group, article string, r *Reading) map[Key]group {
	mine := map[Key]group{}
	for i := range r.Entities {
		mine[r.Entities[i].Key] = groups[m.unit(article, &r.Entities[i])]
	}
	return mine
}

// reviews are the last verdicts by statement.
func (m model) reviews() map[string]Review {
	groups := m.groups()
	verdicts := map[string]Review{}
	for _, e := range m.standing(reviewEntry) {
		r := e.Review
		c := core{subject: groups[r.Subject.Key].entity, predicate: r.Predicate, literal: r.Literal, polarity: r.Polarity, modality: r.Modality, edtf: r.EDTF}
		if r.Object != nil {
			c.object = groups[r.Object.Key].entity
		}
		if r.Speaker != nil {
			c.speaker = groups[r.Speaker.Key].entity
		}
		verdicts[statementID(c)] = r.Verdict
	}
	return verdicts
}
