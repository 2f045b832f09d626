package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const goldFile = `{"article": {"id": "berg", "source": "berg.txt", "title": "Berg", "published": "2024-05-15"},
"entities": [
	{"id": "nokia", "type": "Organization", "names": ["Nokia Corp", "Nokia"], "descriptions": ["the company"]},
	{"id": "berg", "type": "Person", "names": ["Anna Berg"], "descriptions": []},
	{"id": "deal", "type": "Event", "names": [], "descriptions": ["the deal"]}],
"statements": [
	{"subject": "nokia", "predicate": ["hire", "employ"], "object": "berg", "polarity": "affirmed", "modality": "asserted", "said_by": null, "time": "2024-05-14", "core": true},
	{"subject": "berg", "predicate": ["be paid by"], "object": "nokia", "polarity": "affirmed", "modality": "asserted", "said_by": "berg", "core": false},
	{"subject": "nokia", "predicate": ["sign"], "object": "deal", "polarity": "negated", "modality": "asserted", "said_by": null, "time": "2023", "core": true},
	{"subject": "berg", "predicate": ["earn"], "object": {"text": ["two million kroner", "2 million"]}, "polarity": "affirmed", "modality": "asserted", "said_by": null, "core": false}]}`

// TestGold scores a small graph of an invented article.
func TestGold(t *testing.T) {
	g, err := ReadGoldArticle(strings.NewReader(goldFile))
	if err != nil {
		t.Fatal(err)
	}
	nokia := &ToldEntity{ID: "1", Names: []string{"Nokia"}, Type: "ORGANIZATION"}
	berg := &ToldEntity{ID: "2", Names: []string{"Ms Anna Berg"}, Type: "PLACE"}
	deal := &ToldEntity{ID: "3", Names: []string{"big deal"}, Type: "OTHER"}
	plain := func(s ToldStatement) ToldStatement {
		s.Polarity, s.Modality = "AFFIRMED", "ASSERTED"
		return s
	}
	got := Gold(g, []ToldStatement{
		plain(ToldStatement{Subject: nokia, Predicate: "hire", Object: berg, Time: "2024-05-14", Confidence: .8}),
		plain(ToldStatement{Subject: nokia, Predicate: "hire", Object: berg, Confidence: .2}), // said again, less surely
		plain(ToldStatement{Subject: nokia, Predicate: "pay", Object: berg, SaidBy: berg}),
		plain(ToldStatement{Subject: nokia, Predicate: "have sign", Surfaces: []string{"has signed"}, Object: deal}),
		plain(ToldStatement{Subject: nokia, Predicate: "like", Object: berg}),
		plain(ToldStatement{Subject: berg, Predicate: "speak of", Literal: "nearly two million kroner", ObjectText: "nearly two million kroner", Surfaces: []string{"spoke of"},
			Quotes: []string{"Berg, who earns two million kroner"}}),
	})
	want := GoldScores{
		Gold: 4, Linked: 3, Core: 2, CoreLinked: 2, Text: 3, Polarity: 2, Modality: 3, SaidBy: 3, Timed: 2, Time: 1, Between: 3, BetweenBacked: 2,
		From: 5, FromBacked: 2, Entities: 2, Nodes: 2, Typed: 2, Type: 1, Statements: 5,
	}
	if diff := cmp.Diff(want, got.Scores); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(got.Rows) != 4 || got.Rows[3].Found != nil || got.Rows[0].Found.Confidence != .8 {
		t.Errorf("rows %+v", got.Rows)
	}
	if len(got.Extras) != 1 || got.Extras[0].Predicate != "like" {
		t.Errorf("extras %+v", got.Extras)
	}
	total := got.Scores
	total.Add(got.Scores)
	if total.Gold != 8 || total.Statements != 10 {
		t.Errorf("twice the scores: %+v", total)
	}
}

// TestGoldMixing counts a node that has the names of two things, and not one of two with one name.
func TestGoldMixing(t *testing.T) {
	var g GoldArticle
	g.Entities = []GoldEntity{{ID: "a", Names: []string{"Ajax"}}, {ID: "b", Names: []string{"Bergen"}}, {ID: "c", Names: []string{"Bergen"}}}
	both := &ToldEntity{ID: "1", Names: []string{"Ajax", "Bergen"}}
	homonym := &ToldEntity{ID: "2", Names: []string{"Bergen"}}
	if got := Gold(g, []ToldStatement{{Subject: both, Object: homonym}}).Scores.Mixing; got != 1 {
		t.Errorf("%d nodes mix entities, want 1", got)
	}
}

func TestGoldWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The U.S.’s $2.6bn deal, at 9.30", "the us $ 26bn deal at 930"},
		{"users' data", "users data"},
		{"Fred's end. Next", "fred end next"},
		{"it's 1,000 m", "it 1,000 m"},
		{"J. Berg Inc.", "j berg inc"},
	} {
		if got := strings.Join(goldWords(c.text), " "); got != c.want {
			t.Errorf("words of %q: %q, want %q", c.text, got, c.want)
		}
	}
	for word, want := range map[string]string{
		"stopped": "stop", "selling": "sell", "parties": "party", "was": "be", "bus": "bus", "boxes": "box", "agreed": "agr", "easily": "easili", "led": "lead", "red": "red",
	} {
		if got := goldStem(word); got != want {
			t.Errorf("stem of %q: %q, want %q", word, got, want)
		}
	}
}

func TestReadGoldArticle(t *testing.T) {
	for _, text := range []string{
		"", "{", `{"statements": [{"subject": "x", "object": {"text": ["y"]}}]}`, `{"statements": [{"subject": {"text": ["x"]}, "object": {"text": []}}]}`,
		`{"statements": [{"subject": {"text": ["x"]}, "object": {"text": ["y"]}, "said_by": "z"}]}`,
	} {
		if _, err := ReadGoldArticle(strings.NewReader(text)); err == nil {
			t.Errorf("%q is read as a gold file", text)
		}
	}
}
