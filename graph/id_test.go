package graph

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// The ids stand in stores and in links of users: they must never change.
func TestIDs(t *testing.T) {
	facebook := NamedKey(Organization, "facebook")
	for what, c := range map[string][2]string{
		"named":     {"01b020d1a0b31ded", string(facebook)},
		"local":     {"b1cec4400a6b78d9", string(LocalKey("article/5d1c", Person, "officials"))},
		"entity":    {"entity/facebook-01b020d1", entityID(facebook, "facebook")},
		"statement": {"stmt/8ed41060d6a9c4307690", statementID(core{subject: "entity/a", predicate: "rel/b", object: "entity/c", polarity: Affirmed, modality: Asserted})},
		"literal":   {"stmt/6136a276e8a7ee81a2cd", statementID(core{subject: "entity/a", predicate: "rel/b", literal: &Literal{Text: "5", Number: ptr(5.0)}, polarity: Negated, modality: Planned, speaker: "entity/d", edtf: "2018"})},
		"evidence":  {"evid/270c44666e09ce3abe4f", evidenceID("article/5d1c", &Claim{Subject: facebook, Predicate: "be", Object: facebook, Start: 1, End: 2})},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: want %s, got %s", what, c[0], c[1])
		}
	}
	if LocalKey("article/5d1c", Person, "officials") != LocalKey("5d1c", Person, "officials") {
		t.Error("a local key depends on the prefix of the article's id")
	}
	different := map[Key]bool{
		NamedKey(Organization, "officials"): true, NamedKey(Person, "officials"): true,
		LocalKey("a", Person, "officials"): true, LocalKey("b", Person, "officials"): true, LocalKey("a", Person, "users"): true,
	}
	if len(different) != 5 {
		t.Errorf("5 things have %d keys", len(different))
	}
}

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"share data with": "share-data-with", "Müller & Söhne": "muller-sohne", " U.S. ": "u-s", "華為": "華為", "!?": "else", "": "else", "naïve": "naive",
		"Ὀδυσσεύς": "οδυσσευς", strings.Repeat("ab ", 40): strings.TrimSuffix(strings.Repeat("ab-", 20), "-"),
	} {
		if got := slug(text, "else"); got != want {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("share data with")
	f.Add("\xff 한국 \u0130")
	f.Fuzz(func(t *testing.T, text string) {
		got := slug(text, "else")
		if got == "" || !utf8.ValidString(got) || !validIRI(got) || strings.ContainsAny(got, "/ \x00") || len(got) > 3*slugLimit {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}

func FuzzFold(f *testing.F) {
	f.Add(" The\x00 Pentagon ")
	f.Fuzz(func(t *testing.T, name string) {
		got := fold(name)
		if strings.ContainsAny(got, "\x00") || fold(got) != got && utf8.ValidString(name) {
			t.Errorf("%q folds to %q and that to %q", name, got, fold(got))
		}
	})
}
