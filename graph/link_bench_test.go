package graph

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"testing"

	"newsgraph/news"
)

var (
	linkEntities = flag.Int("link-entities", 1_000_000, "entities of the store that BenchmarkLink links into")
	linkStore    = flag.String("link-store", "", "folder of that store, which is made or filled up (default a temporary one)")
)

// perClaim is how many entities one claim of the crowd's articles speaks of.
const perClaim = 10

// crowd is an article that names so many people in full, the first half million of them by a last name too, which ten
// share.
func crowd(from, to int) Reading {
	s := write(news.Article{URL: fmt.Sprintf("https://crowd.example/%d", from), Title: "Crowd", Published: date(fmt.Sprintf("20%02d-05-01", 10+from%10))})
	for i := from; i < to; i += perClaim {
		keys := make([]Key, perClaim)
		for k := range keys {
			keys[k] = s.member(i + k)
		}
		s.say(keys[0], "meet", keys[1], func(c *Claim) {
			for _, key := range keys[2:] {
				c.Arguments = append(c.Arguments, ClaimArgument{Role: RoleOther, Preposition: "with", Text: "somebody", Entity: key})
			}
		})
	}
	return s.reading()
}

// member is a person of the crowd.
func (s *scribe) member(i int) Key {
	last := fmt.Sprintf("Berg%d", i%50_000)
	key := s.thing(Person, fmt.Sprintf("Anna%d %s", i, last))
	if i >= 500_000 {
		return key
	}
	e := s.entity(key)
	e.Aliases = append(e.Aliases, NameCount{last, 1})
	e.AliasKeys = []Key{NamedKey(Person, fmt.Sprintf("berg%d", i%50_000))}
	return key
}

// news20 is an article of twenty statements about people of the crowd, half of them by their last names alone, and a few
// of whom the store has not heard.
func news20(n, entities int) Reading {
	s := write(news.Article{URL: fmt.Sprintf("https://news.example/%d", n), Title: "News", Published: date("2021-05-01")})
	for k := range 20 {
		known := (n*7919 + k*104_729) % entities
		subject := s.member(known)
		object := s.thing(Person, fmt.Sprintf("Berg%d", (known+k)%50_000))
		if k%7 == 0 {
			object = s.thing(Organization, fmt.Sprintf("New Company %d %d", n, k))
		}
		s.say(subject, "praise", object, nil)
	}
	return s.reading()
}

// BenchmarkLink stores one article of twenty statements about people whom a store of a million entities has: what they
// are called is linked, and the article written.
func BenchmarkLink(b *testing.B) {
	ctx := context.Background()
	folder := *linkStore
	if folder == "" {
		folder = filepath.Join(b.TempDir(), "store")
	}
	s := openBench(b, folder)
	defer closeBench(b, s)
	const size = 200 // people in an article
	stats := statistics(b, s)
	for from := int(stats.Articles) * size; from < *linkEntities; from += 50 * size {
		var batch Batch
		for at := from; at < min(from+50*size, *linkEntities); at += size {
			batch.Put = append(batch.Put, crowd(at, min(at+size, *linkEntities)))
		}
		if _, err := s.Apply(ctx, batch); err != nil {
			b.Fatal(err)
		}
	}
	stats = statistics(b, s)
	n := int(stats.Articles)
	for b.Loop() {
		n++
		if _, err := s.Apply(ctx, Batch{Put: []Reading{news20(n, *linkEntities)}}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(stats.Entities), "entities")
	b.ReportMetric(float64(stats.Quads), "quads")
}

func statistics(b *testing.B, s *Store) Statistics {
	b.Helper()
	v, err := s.View(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	stats, err := v.Statistics(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return stats
}
