package graph

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSameAs reads what imported RDF says of an entity, also after it was joined with another one.
func TestSameAs(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: storyReadings()})
	v := view(t, s)
	found, err := v.EntitiesNamed(ctx, "facebook")
	must(t, err)
	others, err := v.EntitiesNamed(ctx, "huawei")
	must(t, err)
	facebook, huawei := found[0].ID, others[0].ID
	line := func(predicate, object string) string {
		return fmt.Sprintf("<%s%s> <%s> <%s> .\n", DefaultIRIBase, facebook, predicate, object)
	}
	_, err = s.Import(ctx, "wikidata", importFiles(t, line("http://www.w3.org/2002/07/owl#sameAs", "https://www.wikidata.org/entity/Q355")+
		line("http://schema.org/sameAs", "https://www.facebook.com/")+
		line("http://www.w3.org/2002/07/owl#sameAs", DefaultIRIBase+huawei)+
		line("http://www.w3.org/2000/01/rdf-schema#seeAlso", "https://example.org/")), nil)
	must(t, err)
	v = view(t, s)
	same, err := v.SameAs(ctx, facebook)
	must(t, err)
	if d := cmp.Diff([]string{"https://www.facebook.com/", "https://www.wikidata.org/entity/Q355"}, same); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	if same, err := v.SameAs(ctx, huawei); err != nil || len(same) > 0 {
		t.Errorf("%v, error %v", same, err)
	}
}

// TestMergeEnds finds the two sides of what was decided, by machine and by hand.
func TestMergeEnds(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: []Reading{about(1, "FCC"), about(2, "Federal Communications Commission", "FCC"), about(3, "Senate"), about(4, "Upper House")}})
	named := func(name string) string {
		found, err := view(t, s).EntitiesNamed(ctx, name)
		must(t, err)
		return found[0].ID
	}
	ends := func(id string) [2]string {
		from, into, err := view(t, s).MergeEnds(ctx, id)
		must(t, err)
		return [2]string{from, into}
	}
	commission, senate, house := named("federal communications commission"), named("senate"), named("upper house")
	merges, err := view(t, s).Merges(ctx, commission)
	must(t, err)
	if len(merges) != 1 || ends(merges[0].ID) != [2]string{merges[0].From, commission} {
		t.Errorf("%v has the ends %v", merges, ends(merges[0].ID))
	}
	merges, err = s.MergeEntities(ctx, senate, []string{house}, "", "")
	must(t, err)
	if got := ends(merges[0].ID); got != [2]string{house, senate} {
		t.Errorf("the ends are %v", got)
	}
	for _, id := range []string{"merge/none", "merge/00000099", "split/00000000", "entity/x", ""} {
		if got := ends(id); got != [2]string{} {
			t.Errorf("%s has the ends %v", id, got)
		}
	}
}
