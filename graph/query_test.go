package graph

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/graph/quadstore"
)

// script runs a script and gives its results as JSON, sorted.
func script(t *testing.T, v *View, text string, limit int) ([]string, bool, error) {
	t.Helper()
	var got []string
	more, err := v.Gizmo(context.Background(), text, limit, func(result any) error {
		line, err := json.Marshal(result)
		got = append(got, strings.ReplaceAll(string(line), DefaultIRIBase, ""))
		return err
	})
	slices.Sort(got)
	return got, more, err
}

func TestGizmo(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	one, two := report("One", "ban", "sue"), report("Two", "ban")
	two.Article.URL += "/two"
	apply(t, s, Batch{Put: []Reading{one, two}})
	v := view(t, s)
	all, err := v.EntitiesNamed(context.Background(), "facebook")
	must(t, err)
	facebook := all[0].ID
	all, err = v.EntitiesNamed(context.Background(), "huawei")
	must(t, err)
	huawei := all[0].ID
	escaped := func(s string) string { return strings.NewReplacer("<", `\u003c`, ">", `\u003e`).Replace(s) }
	id := func(id string) string { return escaped(`{"id":"<` + id + `>"}`) }
	for text, want := range map[string][]string{
		`g.V("<urn:newsgraph:` + facebook + `>").out("<urn:newsgraph:rel/ban>").unique().all()`:                        {id(huawei)},
		`g.V(ng("` + facebook + `")).Out(ng("rel/ban")).All()`:                                                         {id(huawei), id(huawei)},
		`named("Facebook").out([ng("rel/ban"), ng("rel/sue")]).unique().all()`:                                         {id(huawei)},
		`named("Huawei").tag("whom").in(ng("rel/sue")).all()`:                                                          {escaped(`{"id":"<` + facebook + `>","whom":"<` + huawei + `>"}`)},
		`g.emit(named("Huawei").in(ng("rel/ban")).count()); g.emit({name: "x", list: [1, 2.5, true]})`:                 {`2`, `{"list":[1,2.5,true],"name":"x"}`},
		`named("Facebook").save("<http://www.w3.org/2000/01/rdf-schema#label>", "name").getLimit(1)`:                   {escaped(`{"id":"<` + facebook + `>","name":"Facebook"}`)},
		`var m = g.M().out(ng("rel/ban")); named("Facebook").follow(m).unique().forEach(function(d) { g.emit(d.id) })`: {escaped(`"<` + huawei + `>"`)},
		`g.V().has("<urn:newsgraph:ns:polarity>", "AFFIRMED").unique().count()`:                                        nil,
		`let n = 0; for (const x of named("Facebook").toArray()) { n++ }; g.emit(n)`:                                   {"1"},
		``: nil,
	} {
		got, more, err := script(t, v, text, 0)
		if d := cmp.Diff(want, got); d != "" || more || err != nil {
			t.Errorf("%s: more %t, error %v; want -, got +:\n%s", text, more, err, d)
		}
	}
	// The state of a script is its own.
	if _, _, err := script(t, v, `var kept = 1`, 0); err != nil {
		t.Error(err)
	}
	if got, _, err := script(t, v, `g.emit(typeof kept)`, 0); err != nil || !slices.Equal(got, []string{`"undefined"`}) {
		t.Errorf("a script sees another one's variables: %v, error %v", got, err)
	}
}

func TestGizmoLimit(t *testing.T) {
	v := view(t, story(t))
	for text, of := range map[string]int{
		`g.V().getLimit(7)`:                             7,
		`for (let i = 0; i < 7; i++) g.emit(i)`:         7,
		`g.emit(1)`:                                     1,
		`while (true) g.emit(1)`:                        1000,
		`g.V().all(); g.V().all()`:                      1000,
		`g.emit(1); g.emit(2); g.emit(3); noFunction()`: 3,
	} {
		for _, limit := range []int{1, 2, 6} {
			got, more, err := script(t, v, text, limit)
			if limit >= of {
				continue
			}
			if len(got) != limit || !more || err != nil {
				t.Errorf("%s, limit %d: %d results, more %t, error %v", text, limit, len(got), more, err)
			}
		}
	}
	got, more, err := script(t, v, `for (let i = 0; i < 7; i++) g.emit(i)`, 7)
	if len(got) != 7 || more || err != nil {
		t.Errorf("just as many as wanted: %d results, more %t, error %v", len(got), more, err)
	}
}

func TestGizmoErrors(t *testing.T) {
	v := view(t, story(t))
	for text, want := range map[string]string{
		"g.V(\n  g.emit(]": "script:2:10: ",
		"\n\nnoFunction()": "script:3:11: ReferenceError: noFunction is not defined",
		"function f() {\n  throw new Error('so')\n}\nf()": "script:2:9: Error: so",
		"g.V().is({})":                       "script:1:",
		"\nnamed('Nobody').all()":            `script:2:6: GoError: there is no entity named "Nobody"`,
		"g.emit(1); throw 'text'":            "script:1:12: text",
		"function f() { f() }; f()":          "too deep",
		"g.V().out('<a>', 5)":                "panic: expected string, got: int64",
		"g.V().out({}).all()":                "panic: unsupported type",
		"try { g.V().out({}) } catch (e) {}": "panic: unsupported type",
	} {
		_, _, err := script(t, v, text, 0)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: want %q, got %v", text, want, err)
		}
		var mistake *ScriptError
		if strings.HasPrefix(want, "script:") && !errors.As(err, &mistake) {
			t.Errorf("%q: want a ScriptError, got %v", text, err)
		}
	}
	_, err := v.Gizmo(context.Background(), "g.emit(1); g.emit(2)", 0, func(any) error { return errBroken })
	if !errors.Is(err, errBroken) {
		t.Errorf("want the error of whom it is given to, got %v", err)
	}
}

// TestGizmoEnds runs scripts that never end by themselves, and wants them to end with their context.
func TestGizmoEnds(t *testing.T) {
	v := view(t, story(t))
	for _, text := range []string{
		"while (true) {}",
		"while (true) { try { while (true) {} } catch (e) {} }",
		"while (true) { try { g.V().forEach(function(d) { while (true) {} }) } catch (e) {} }",
		"while (true) { g.V().out().out().count() }",
		"while (true) g.emit(1)",
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		_, err := v.Gizmo(ctx, text, 0, func(any) error { return nil })
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: want the context's error, got %v", text, err)
		}
	}
	if _, _, err := script(t, v, "g.V().getLimit(1)", 0); err != nil {
		t.Errorf("the view is of no use any more: %v", err)
	}
}

// TestPaths wants Cayley's paths in Go to run on what a view has.
func TestPaths(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: []Reading{report("One", "ban")}})
	v := view(t, s)
	iri := func(id string) quad.IRI { return quad.IRI(DefaultIRIBase + id) }
	statements := path.StartPath(v.snap.quads()).Has(rdfPredicate, iri("rel/ban"))
	p := statements.Out(rdfObject).Out(rdfsLabel).Unique()
	var got []string
	for r, err := range quadstore.Each(context.Background(), v.snap.quads(), p.Shape()) {
		must(t, err)
		got = append(got, textOf(r.Value))
	}
	if d := cmp.Diff([]string{"Huawei"}, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
