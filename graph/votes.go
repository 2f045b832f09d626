package graph

import "context"

// link says that articles use a short key for what others call by a full one.
type link struct {
	short, full Key
	articles    int // that say so
}

const (
	votesNeeded = 3   // of articles that do not agree, before most of them decide
	mostAgree   = 0.9 // of all votes
	wellKnown   = 20  // articles that call a thing by its short name alone: fewer than votesNeeded say nothing against them
)

// elected is the full key that the articles agree on, or none: the only one, or the one that nine in ten name.
func elected(votes []link) (link, bool) {
	total, best := 0, link{}
	for _, v := range votes {
		total += v.articles
		if v.articles > best.articles {
			best = v
		}
	}
	agreed := len(votes) == 1 || total >= votesNeeded && float64(best.articles) >= mostAgree*float64(total)
	return best, agreed
}

// readVotes are the full keys that articles use a short one for.
func readVotes(ctx context.Context, r reader, short Key) ([]link, error) {
	prefix := voteKind.under(string(short))
	var votes []link
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		counts, err := decodeCounts(rec.key, rec.value, 1)
		if err != nil {
			return nil, err
		}
		votes = append(votes, link{short, Key(rec.key[len(prefix):]), counts[0]})
	}
	return votes, nil
}

// readLink is the link that the votes of a short key make.
func readLink(ctx context.Context, r reader, short Key) (link, bool, error) {
	value, ok, err := r.get(ctx, electedKind.key(string(short)))
	if err != nil || !ok {
		return link{}, false, err
	}
	d := decoder{s: value}
	k := link{short: short, full: Key(d.str()), articles: d.int()}
	return k, true, damage(d.done(), string(short))
}

// choose counts the votes of a short key.
func (l *linker) choose(ctx context.Context, short Key) error {
	before, had, err := readLink(ctx, l.d, short)
	if err != nil {
		return err
	}
	votes, err := readVotes(ctx, l.d, short)
	if err != nil {
		return err
	}
	now, has := elected(votes)
	if has && now.articles < votesNeeded {
		// One article that has read "the museum in China" as the full name of China must not make something else of it.
		known, err := l.wellKnown(ctx, short)
		if err != nil {
			return err
		}
		has = !known
	}
	if had == has && (!has || now == before) {
		return nil
	}
	l.dirty[short] = true
	if had {
		l.dirty[before.full] = true
		l.d.remove(electedKind.key(string(short)))
		l.d.remove(linkedKind.under(string(before.full)) + string(short))
	}
	if has {
		l.dirty[now.full] = true
		var e encoder
		e.str(string(now.full))
		e.int(now.articles)
		l.d.put(electedKind.key(string(short)), e.done())
		l.d.put(linkedKind.under(string(now.full))+string(short), "")
	}
	return nil
}

// wellKnown says whether many articles call something by a short key alone.
func (l *linker) wellKnown(ctx context.Context, short Key) (bool, error) {
	prefix, n := keyKind.under(string(short)), 0
	for _, err := range l.d.scan(ctx, prefix, prefixEnd(prefix), false) {
		if n++; err != nil || n == wellKnown {
			return true, err
		}
	}
	return false, nil
}
