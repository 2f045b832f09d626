package resolve

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadSynonyms(t *testing.T) {
	got, err := ReadSynonyms(strings.NewReader("# ours\n\nBe boss  of = lead\nlead = be chief executive of\nbuy = acquire\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := Synonyms{"be boss of": "be chief executive of", "lead": "be chief executive of", "buy": "acquire"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for label, predicate := range map[string]string{
		"be boss of": "be chief executive of", "purchase": "acquire", "sack": "fire", "visit": "visit",
	} {
		if got := got.predicate(label); got != predicate {
			t.Errorf("the predicate of %q is %q, want %q", label, got, predicate)
		}
	}
}

func TestBadSynonyms(t *testing.T) {
	for text, want := range map[string]string{
		"be boss of":          "line 1",
		"lead = a\nlead = b":  "line 2",
		"= lead":              "line 1",
		"a = b\nb = c\nc = a": "circle",
	} {
		if _, err := ReadSynonyms(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadSynonyms(%q): %v, want an error with %q", text, err, want)
		}
	}
}

func TestVersionOfSynonyms(t *testing.T) {
	plain, own := Resolver{}.Version(), Resolver{Synonyms: Synonyms{"a": "b"}}.Version()
	if plain == own || own == (Resolver{Synonyms: Synonyms{"a": "c"}}).Version() {
		t.Errorf("versions %q and %q do not tell synonyms apart", plain, own)
	}
}
