package lemma

import (
	"strings"
	"testing"
	"testing/fstest"

	"newsgraph/nlp"
)

// dictionary has a few words in the format of wndb(5WN).
func dictionary() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"index.verb": file("  1 the licence\nplan v 1 1 @ 1 3 00000001\nplane v 1 1 @ 1 0 00000002\ntout v 1 1 @ 1 1 00000003\nput_off v 1 0 1 1 00000004\n" +
			"envy v 1 0 1 1 00000005\ntie v 1 0 1 1 00000006\nrise v 1 0 1 1 00000007\n"),
		"verb.exc":   file("planned plan\nplanning plan\nrose rise\nrisen rise\n"),
		"index.noun": file("series n 1 0 1 1 00000001\nski n 1 0 1 1 00000002\nskis n 1 0 1 1 00000003\nchurch n 1 2 @ ~ 1 1 00000004\nrarity n 1 0 1 0 00000005\n"),
		"noun.exc":   file("oxen ox\ncrises crisis\n"),
		"adj.exc":    file("bigger big\nbiggest big\n"),
	}
}

func TestWordNet(t *testing.T) {
	tokens, err := WordNet(dictionary())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, w := range tokens {
		got[w.Form+"/"+w.XPOS] = w.Lemma
	}
	for form, want := range map[string]string{
		"planned/VBD": "plan", "planed/VBD": "plane", "planing/VBG": "plane", "planning/VBG": "plan", "touted/VBN": "tout", "envied/VBD": "envy",
		"envies/VBZ": "envy", "tying/VBG": "tie", "rose/VBD": "rise", "risen/VBN": "rise", "cut/VBD": "cut", "series/NNS": "series", "skis/NNS": "ski",
		"churches/NNS": "church", "crises/NNS": "crisis", "oxen/NNS": "", "rarities/NNS": "", "bigger/JJR": "big", "biggest/JJS": "big",
	} {
		if got[form] != want {
			t.Errorf("%s: lemma %q, want %q", form, got[form], want)
		}
	}
}

func TestDamagedWordNetIsRefused(t *testing.T) {
	for name, damage := range map[string]string{"index.verb": "plan v 1 9 @ 1 3 00000001\n", "index.noun": "ski n\n", "verb.exc": "planned\n"} {
		d := dictionary()
		d[name] = &fstest.MapFile{Data: []byte(damage)}
		if _, err := WordNet(d); err == nil || !strings.Contains(err.Error(), name+":1") {
			t.Errorf("%s of %q: error %v, want one that names the line", name, damage, err)
		}
		delete(d, name)
		if _, err := WordNet(d); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: error %v, want one that names it", name, err)
		}
	}
}

func TestDictionaryAndTrees(t *testing.T) {
	trees := [][]nlp.Token{{{Form: "fled", UPOS: "VERB", XPOS: "VBD", Lemma: "flead"}, {Form: "data", UPOS: "NOUN", XPOS: "NNS", Lemma: "data"}}}
	l := Train(trees, []nlp.Token{{Form: "fled", UPOS: "VERB", XPOS: "VBD", Lemma: "flee"}, {Form: "data", UPOS: "NOUN", XPOS: "NNS", Lemma: "datum"}})
	if got := l.Lemma(nlp.Token{Form: "fled", UPOS: "VERB", XPOS: "VBD"}); got != "flee" {
		t.Errorf("fled: lemma %q; of verbs the dictionary has more votes than one token", got)
	}
	if got := l.Lemma(nlp.Token{Form: "data", UPOS: "NOUN", XPOS: "NNS"}); got != "data" {
		t.Errorf("data: lemma %q; of nouns the trees are right", got)
	}
}
