package graph

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// let are the statements of a world that a filter lets through.
func (w *world) let(f *StatementFilter) []*Statement {
	if f == nil {
		f = &StatementFilter{}
	}
	var found []*Statement
	for _, s := range w.statements {
		if w.lets(f, s) {
			found = append(found, s)
		}
	}
	return found
}

// joined are the statements between each two entities, in both directions.
func joined(statements []*Statement) map[string]map[string][]*Statement {
	ends := map[string]map[string][]*Statement{}
	join := func(a, b string, s *Statement) {
		if ends[a] == nil {
			ends[a] = map[string][]*Statement{}
		}
		ends[a][b] = append(ends[a][b], s)
	}
	for _, s := range statements {
		if s.Object == "" {
			continue
		}
		join(s.Subject, s.Object, s)
		if s.Object != s.Subject {
			join(s.Object, s.Subject, s)
		}
	}
	return ends
}

// anyFilter is nil half of the time.
func (t teller) anyFilter(w *world) *StatementFilter {
	if t.IntN(2) == 0 {
		return nil
	}
	return t.filter(w, 1)
}

// naiveChains are all shortest chains of entities of at most max steps: every walk of one length, then of the next.
func naiveChains(ends map[string]map[string][]*Statement, from, to string, max int) [][]string {
	walks := [][]string{{from}}
	for range max + 1 {
		var found, next [][]string
		for _, walk := range walks {
			last := walk[len(walk)-1]
			if last == to {
				found = append(found, walk)
			}
			for _, other := range slices.Sorted(maps.Keys(ends[last])) {
				if !slices.Contains(walk, other) {
					next = append(next, append(slices.Clone(walk), other))
				}
			}
		}
		if len(found) > 0 {
			return found
		}
		walks = next
	}
	return nil
}

func TestPathsAgainstAllWalks(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 21, 12)
	v := view(t, s)
	w := readWorld(t, v)
	ids := slices.Sorted(maps.Keys(w.entities))
	lengths := map[int]int{}
	for i := range 600 {
		f := tell.anyFilter(w)
		ends := joined(w.let(f))
		from, to, max := pick(tell, ids...), pick(tell, ids...), 1+tell.IntN(4)
		got, err := v.Paths(ctx, from, to, max, MaxPaths, f)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{}
		for _, chain := range naiveChains(ends, from, to, max) {
			want[strings.Join(chain, " ")] = true
		}
		chains := map[string]bool{}
		weakest := -1
		for _, p := range got.Paths {
			var chain []string
			for _, e := range p.Entities {
				chain = append(chain, e.ID)
			}
			chains[strings.Join(chain, " ")] = true
			least := 1 << 30
			for j, st := range p.Statements {
				step := ends[chain[j]][chain[j+1]]
				least = min(least, len(step))
				if !slices.ContainsFunc(step, func(s *Statement) bool { return s.ID == st.ID }) {
					t.Errorf("%d: statement %d of %v is not between its entities", i, j, chain)
				}
				if slices.ContainsFunc(step, func(s *Statement) bool { return s.IndependentSourceCount > st.IndependentSourceCount }) {
					t.Errorf("%d: statement %d of %v is not the one with most sources", i, j, chain)
				}
			}
			if weakest >= 0 && least > weakest {
				t.Errorf("%d: a path with a weakest step of %d stands behind one of %d", i, least, weakest)
			}
			weakest = least
			lengths[len(p.Statements)]++
		}
		if d := cmp.Diff(want, chains); d != "" {
			t.Fatalf("%d: %s to %s in %d: want -, got +:\n%s", i, from, to, max, d)
		}
		if got.Truncated {
			t.Errorf("%d: truncated, and all are there: %v", i, got.Omitted)
		}
		one, err := v.Paths(ctx, from, to, max, 1, f)
		if err != nil || one.Truncated != (len(want) > 1) {
			t.Errorf("%d: first 1 of %d: truncated %v, error %v", i, len(want), one.Truncated, err)
		}
		if one.Truncated && (one.Omitted[0] != Omission{OmittedPaths, len(want) - 1}) {
			t.Errorf("%d: first 1 of %d: %v", i, len(want), one.Omitted)
		}
	}
	if lengths[1] == 0 || lengths[2] == 0 || lengths[3] == 0 {
		t.Errorf("paths by length: %v: they test little", lengths)
	}
}

// naiveSubgraph grows as View.Subgraph says.
func naiveSubgraph(ends map[string]map[string][]*Statement, seeds []string, depth, limit int) (ids []string, left int) {
	frontier := seeds
	for level := 0; ; level++ {
		left = max(0, len(ids)+len(frontier)-limit)
		frontier = frontier[:len(frontier)-left]
		ids = append(ids, frontier...)
		if level == depth || left > 0 {
			return ids, left
		}
		shared := map[string]int{}
		for _, id := range frontier {
			for other, statements := range ends[id] {
				if !slices.Contains(ids, other) {
					shared[other] += len(statements)
				}
			}
		}
		frontier = slices.SortedFunc(maps.Keys(shared), func(a, b string) int {
			if shared[a] != shared[b] {
				return shared[b] - shared[a]
			}
			return strings.Compare(a, b)
		})
	}
}

func TestSubgraphAgainstNaive(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 22, 15)
	v := view(t, s)
	w := readWorld(t, v)
	all := slices.Sorted(maps.Keys(w.entities))
	truncated, statements := 0, 0
	for i := range 600 {
		f := tell.anyFilter(w)
		ends := joined(w.let(f))
		seeds := slices.Compact(slices.Sorted(slices.Values([]string{pick(tell, all...), pick(tell, all...)})))
		depth, limit := tell.IntN(4), 1+tell.IntN(len(all))
		got, err := v.Subgraph(ctx, append(seeds, "entity/nobody", seeds[0]), depth, limit, f)
		if err != nil {
			t.Fatal(err)
		}
		ids, left := naiveSubgraph(ends, seeds, depth, limit)
		var have []string
		for _, e := range got.Entities {
			have = append(have, e.ID)
		}
		if d := cmp.Diff(ids, have); d != "" {
			t.Fatalf("%d: entities: want -, got +:\n%s", i, d)
		}
		want, there := map[string]bool{}, map[string]bool{}
		for _, st := range w.let(f) {
			if slices.Contains(ids, st.Subject) && slices.Contains(ids, st.Object) {
				want[st.ID] = true
			}
		}
		for j, st := range got.Statements {
			there[st.ID] = true
			if j > 0 && st.IndependentSourceCount > got.Statements[j-1].IndependentSourceCount {
				t.Errorf("%d: statement %d has more sources than the one before it", i, j)
			}
		}
		if d := cmp.Diff(want, there); d != "" || len(there) != len(got.Statements) {
			t.Fatalf("%d: statements: want -, got +:\n%s", i, d)
		}
		omitted := 0
		for _, o := range got.Omitted {
			if o.Reason == OmittedEntities {
				omitted = o.Count
			}
		}
		if omitted != left || got.Truncated != (left > 0) {
			t.Errorf("%d: truncated %v, %v, want %d entities left out", i, got.Truncated, got.Omitted, left)
		}
		truncated += exists(got.Truncated)
		statements += len(there)
	}
	if truncated < 50 || statements < 600 {
		t.Errorf("%d truncated, %d statements: they test little", truncated, statements)
	}
}

// evidenceOf is the evidence of a statement that is what a filter itself asks of evidence.
func (w *world) evidenceOf(f *StatementFilter, s *Statement) []*Evidence {
	var found []*Evidence
	for _, e := range w.evidence[s.ID] {
		one := &world{articles: w.articles, evidence: map[string][]*Evidence{s.ID: {e}}}
		if f == nil || one.letsEvidence(f, s) {
			found = append(found, e)
		}
	}
	return found
}

func TestFacetsAgainstNaive(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 23, 20)
	v := view(t, s)
	w := readWorld(t, v)
	for i := range 400 {
		f := tell.anyFilter(w)
		sets := map[string]map[string]map[string]bool{"predicates": {}, "types": {}, "sources": {}, "modalities": {}, "years": {}}
		note := func(facet, value, statement string) {
			if sets[facet][value] == nil {
				sets[facet][value] = map[string]bool{}
			}
			sets[facet][value][statement] = true
		}
		for _, st := range w.let(f) {
			note("predicates", st.Predicate, st.ID)
			note("modalities", string(st.Modality), st.ID)
			for _, end := range []string{st.Subject, st.Object} {
				if end != "" {
					note("types", string(w.entities[end].Type), st.ID)
				}
			}
			for _, e := range w.evidenceOf(f, st) {
				a := w.articles[e.Article]
				note("sources", a.Source, st.ID)
				if a.Published.Known() {
					note("years", fmt.Sprint(a.Published.Time.UTC().Year()), st.ID)
				}
			}
		}
		got, err := v.Facets(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		for name, facets := range map[string][]Facet{"predicates": got.Predicates, "types": got.EntityTypes, "sources": got.Sources,
			"modalities": got.Modalities, "years": got.Years} {
			want, have := map[string]int{}, map[string]int{}
			for value, set := range sets[name] {
				want[value] = len(set)
			}
			for j, facet := range facets {
				have[facet.Value] = facet.Count
				if j > 0 && facet.Count > facets[j-1].Count {
					t.Errorf("%d: %s are not in order: %v", i, name, facets)
				}
			}
			if d := cmp.Diff(want, have); d != "" {
				t.Fatalf("%d: %s: want -, got +:\n%s", i, name, d)
			}
		}
		for _, p := range got.Predicates {
			if p.Label != w.predicates[p.Value].Label {
				t.Errorf("label of %s: %q", p.Value, p.Label)
			}
		}
	}
}

func TestTimelineAgainstNaive(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 24, 20)
	v := view(t, s)
	w := readWorld(t, v)
	layouts := map[Bucket]string{ByDay: "2006-01-02", ByMonth: "2006-01", ByYear: "2006"}
	for i := range 400 {
		f, bucket, clock := tell.anyFilter(w), pick(tell, ByDay, ByMonth, ByYear), pick(tell, ClockPublished, ClockHappened, ClockLoaded)
		statements, articles := map[string]map[string]bool{}, map[string]map[string]bool{}
		for _, st := range w.let(f) {
			for _, e := range w.evidenceOf(f, st) {
				a := w.articles[e.Article]
				edtf := ""
				switch {
				case clock == ClockPublished:
					edtf = a.Published.String()
				case clock == ClockLoaded:
					edtf = a.LoadedAt.Format(time.RFC3339)
				case st.Time != nil:
					edtf = st.Time.EDTF
				}
				start, end, err := ParseEDTF(edtf)
				if err != nil {
					continue
				}
				in := start.Format(layouts[bucket])
				if end.Add(-time.Second).Format(layouts[bucket]) != in {
					continue
				}
				if statements[in] == nil {
					statements[in], articles[in] = map[string]bool{}, map[string]bool{}
				}
				statements[in][st.ID], articles[in][a.ID] = true, true
			}
		}
		got, err := v.Timeline(ctx, f, bucket, clock)
		if err != nil {
			t.Fatal(err)
		}
		var want, have []string
		for _, in := range slices.Sorted(maps.Keys(statements)) {
			want = append(want, fmt.Sprint(in, len(statements[in]), len(articles[in])))
		}
		for _, b := range got {
			have = append(have, fmt.Sprint(b.Start.Format(layouts[bucket]), b.StatementCount, b.ArticleCount))
		}
		if d := cmp.Diff(want, have); d != "" {
			t.Fatalf("%d: %s by %s: want -, got +:\n%s", i, clock, bucket, d)
		}
	}
}

func TestWeeksBeginOnMonday(t *testing.T) {
	for day, want := range map[string]string{"2018-06-03": "2018-05-28", "2018-06-04": "2018-06-04", "2018-06-10": "2018-06-04", "2017-01-01": "2016-12-26"} {
		start, end := ByWeek.around(date(day).Time)
		if got := start.Format(time.DateOnly); got != want || end.Sub(start) != 7*24*time.Hour {
			t.Errorf("the week of %s is from %s to %s, want from %s", day, got, end, want)
		}
	}
}

func TestMistakesAround(t *testing.T) {
	ctx := context.Background()
	s, _ := populated(t, 25, 3)
	v := view(t, s)
	for name, ask := range map[string]func() error{
		"depth":       func() error { _, err := v.Subgraph(ctx, nil, 7, 10, nil); return err },
		"maxEntities": func() error { _, err := v.Subgraph(ctx, nil, 1, 0, nil); return err },
		"maxLength":   func() error { _, err := v.Paths(ctx, "entity/a", "entity/b", 0, 1, nil); return err },
		"first":       func() error { _, err := v.Paths(ctx, "entity/a", "entity/b", 4, 101, nil); return err },
		"bucket":      func() error { _, err := v.Timeline(ctx, nil, "HOUR", ClockLoaded); return err },
		"clock":       func() error { _, err := v.Timeline(ctx, nil, ByDay, ""); return err },
	} {
		var refused *RequestError
		if err := ask(); !errors.As(err, &refused) || refused.Field != name {
			t.Errorf("%s: got %v, want a RequestError of that field", name, err)
		}
	}
	if p, err := v.Paths(ctx, "entity/a", "entity/b", 4, 1, nil); err != nil || len(p.Paths) != 0 || p.Truncated {
		t.Errorf("paths of nobody: %v, error %v", p, err)
	}
}

func TestPairsShareALimit(t *testing.T) {
	for limit, want := range map[int]string{1: "[a1] 5", 2: "[a1 b1] 4", 4: "[a1 b1 c1 a2] 2", 6: "[a1 b1 c1 a2 c2 a3] 0", 9: "[a1 b1 c1 a2 c2 a3] 0"} {
		p := pairs{{"a1", "a2", "a3"}, {"b1"}, {"c1", "c2"}}
		ids, left := p.some(limit)
		if got := fmt.Sprint(ids, left); got != want {
			t.Errorf("limit %d: got %s, want %s", limit, got, want)
		}
	}
}

// TestTooMuchToRead wants answers that say that they are not whole.
func TestTooMuchToRead(t *testing.T) {
	ctx := context.Background()
	s, _ := populated(t, 26, 15)
	v := view(t, s)
	_, hub, _ := busiest(t, v)
	tied, err := v.newTies(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	tied.budget = 0
	g := &growth{ties: tied, limit: 10, places: map[string]int{}, out: &Subgraph{}}
	if err := errors.Join(g.seed(ctx, []string{hub}), g.grow(ctx)); err != nil {
		t.Fatal(err)
	}
	if want := (Omission{OmittedSearch, 1}); !g.out.Truncated || !slices.Contains(g.out.Omitted, want) {
		t.Errorf("truncated %v, %v, want %v", g.out.Truncated, g.out.Omitted, want)
	}
	tied.budget = 0
	row, err := readEntity(ctx, v.snap, hub)
	if err != nil {
		t.Fatal(err)
	}
	search := &pathSearch{ties: tied, steps: map[[2]string]*step{}, out: &Paths{}}
	search.sides = [2]*pathSide{newPathSide(row), newPathSide(&entityRow{Entity: Entity{ID: "entity/far"}})}
	search.sides[1].cost = row.StatementCount + 1
	if meeting, err := search.meet(ctx, 4); err != nil || len(meeting) > 0 || !search.out.Truncated {
		t.Errorf("%v, truncated %v, error %v", meeting, search.out.Truncated, err)
	}
}

// TestAmongWhatIsKnown wants the same of what was read before as of what is read now.
func TestAmongWhatIsKnown(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 27, 15)
	v := view(t, s)
	w := readWorld(t, v)
	all := slices.Sorted(maps.Keys(w.entities))
	many := 0
	for range 100 {
		f := tell.anyFilter(w)
		list := all[:1+tell.IntN(len(all))]
		places := map[string]int{}
		for i, id := range list {
			places[id] = i
		}
		from := tell.IntN(len(list))
		row, err := readEntity(ctx, v.snap, list[from])
		if err != nil {
			t.Fatal(err)
		}
		row.StatementCount = pick(tell, 1, 1<<20) // what is read in order, and what is looked up one by one
		among := func(before bool) []tie {
			l, err := v.newTies(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			if before {
				if _, err := l.of(ctx, row.ID); err != nil {
					t.Fatal(err)
				}
			}
			found, err := l.among(ctx, row, list, places, from)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		want, got := among(false), among(true)
		if d := cmp.Diff(want, got, cmp.AllowUnexported(tie{})); d != "" {
			t.Fatalf("%s among %d from %d: want -, got +:\n%s", row.ID, len(list), from, d)
		}
		many += exists(len(want) > 1)
	}
	if many < 10 {
		t.Errorf("%d answers of more than one: they test little", many)
	}
}

func TestFirstByCount(t *testing.T) {
	counts := map[string]int{"a": 1, "b": 3, "c": 1, "d": 2, "e": 3}
	for n, want := range []string{"[]", "[b]", "[b e]", "[b e d]", "[b e d a]", "[b e d a c]"} {
		if got := fmt.Sprint(first(counts, n)); got != want {
			t.Errorf("the first %d: got %s, want %s", n, got, want)
		}
	}
}
