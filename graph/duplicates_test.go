package graph

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// met writes an article in which people meet.
func met(number string, names ...string) Reading {
	s := write(news.Article{URL: "https://met.example/" + number, Published: date("2018-06-05")})
	for _, name := range names {
		s.say(s.thing(Person, name), "meet", s.thing(Place, "Ohio"), nil)
	}
	return s.reading()
}

func TestPossibleDuplicates(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: []Reading{
		about(1, "Federal Communications Commission"), about(1, "FCC"), about(1, "Federal Trade Commission"),
		about(2, "Family Camping Club", "FCC"), about(3, "Fast Cars Company", "FCC"), about(1, "Huawei"),
		met("1", "Mark Zuckerberg"), met("2", "Zuckerberg"), met("3", "Donna Zuckerberg"), met("4", "Mark Twain"),
	}})
	person := func(name string) string { return entityID(NamedKey(Person, fold(name)), fold(name)) }
	got := func(id string) map[string]float64 {
		v := view(t, s)
		defer v.Close()
		list, err := v.PossibleDuplicates(ctx, id, 0)
		must(t, err)
		scores := map[string]float64{}
		for i, d := range list {
			scores[d.Entity] = d.Score
			if len(d.Reasons) == 0 || i > 0 && d.Score > list[i-1].Score {
				t.Errorf("no reasons or out of order: %v", list)
			}
		}
		return scores
	}
	for id, want := range map[string]map[string]float64{
		// The initials, a thing that both share statements with, the type; and of those that articles explain it by, the votes.
		ownID("FCC"): {ownID("Federal Communications Commission"): 0.55, ownID("Family Camping Club"): 0.8, ownID("Fast Cars Company"): 0.8},
		ownID("Federal Communications Commission"): {ownID("FCC"): 0.55, ownID("Federal Trade Commission"): 0.45,
			ownID("Family Camping Club"): 0.55, ownID("Fast Cars Company"): 0.55},
		person("Zuckerberg"):       {person("Mark Zuckerberg"): 0.55, person("Donna Zuckerberg"): 0.55},
		person("Donna Zuckerberg"): {person("Zuckerberg"): 0.55},
		ownID("Huawei"):            {},
		"entity/none":              {},
	} {
		if d := cmp.Diff(want, got(id)); d != "" {
			t.Errorf("%s: want -, got +:\n%s", id, d)
		}
	}
	must(t, s.MarkDistinct(ctx, person("Zuckerberg"), person("Donna Zuckerberg"), "", ""))
	if d := cmp.Diff(map[string]float64{person("Mark Zuckerberg"): 0.55}, got(person("Zuckerberg"))); d != "" {
		t.Errorf("without what is distinct: want -, got +:\n%s", d)
	}
	apply(t, s, Batch{Put: []Reading{met("5", "Zuckerberg", "Mark Zuckerberg")}})
	if scores := got(person("Zuckerberg")); scores[person("Mark Zuckerberg")] != 0 {
		t.Errorf("an article speaks of both as two: want no suggestion, got %v", scores)
	}
}
