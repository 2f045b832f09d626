package eval

import (
	"context"
	"strings"
	"testing"

	"newsgraph/nlp"
	"newsgraph/nlp/iob"
)

func entity(start, end int, label string) nlp.Entity {
	return nlp.Entity{Span: nlp.Span{Start: start, End: end}, Label: label}
}

func TestCompareEntities(t *testing.T) {
	gold := []nlp.Entity{entity(0, 2, "PER"), entity(3, 4, "ORG"), entity(6, 8, "LOC"), entity(9, 10, "OTH")}
	system := []nlp.Entity{entity(0, 2, "PER"), entity(3, 4, "LOC"), entity(6, 7, "LOC"), entity(11, 12, "NORP")}
	got := CompareEntities(gold, system, []string{"PER", "ORG", "LOC"})
	want := Scores{Precision: 100.0 / 3, Recall: 100.0 / 3, F1: 200.0 / 6}
	if got != want {
		t.Errorf("three labels: got %+v, want %+v", got, want)
	}
	if got, want := CompareEntities(gold, system, nil), (Scores{Precision: 25, Recall: 25, F1: 25}); got != want {
		t.Errorf("all labels: got %+v, want %+v", got, want)
	}
	if got := CompareEntities(gold, nil, nil); got != (Scores{}) {
		t.Errorf("nothing found: got %+v, want zeros", got)
	}
}

func TestEntitiesCountTheLabelsOfTheGoldFile(t *testing.T) {
	gold, err := iob.Read(strings.NewReader("Ann B-PER\nsaw O\nBob B-PER\n"), iob.Columns{Tag: 1})
	if err != nil {
		t.Fatal(err)
	}
	p, err := nlp.NewPipeline(chain{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Entities(context.Background(), p, gold, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Precision != 100 || got.Recall != 50 {
		t.Errorf("precision %v, recall %v; want 100 and 50", got.Precision, got.Recall)
	}
}
