package graph

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"newsgraph/news"
)

// TestUnsound wants each fault of a reading to be refused with its place, and nothing of its batch to be stored.
func TestUnsound(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	for name, c := range map[string]struct {
		where, message string
		change         func(r *Reading)
	}{
		"text":        {"", "the text is not valid UTF-8", func(r *Reading) { r.Article.Text += "\xff" }},
		"title":       {"", "the title is not valid", func(r *Reading) { r.Article.Title = "\xff" }},
		"author":      {"", "an author is not valid", func(r *Reading) { r.Article.Authors = []string{"a", "\xff"} }},
		"date":        {"", "the date", func(r *Reading) { r.Article.Published = news.Date{Precision: 9} }},
		"year":        {"", "in the year", func(r *Reading) { r.Article.Published.Time = r.Article.Published.Time.AddDate(9000, 0, 0) }},
		"key":         {"entity 0 (Facebook)", "16 hex digits", func(r *Reading) { r.Entities[0].Key = "XYZ" }},
		"double key":  {"entity 1", "twice", func(r *Reading) { r.Entities[1].Key = r.Entities[0].Key }},
		"no name":     {"entity 0 ( )", "the name is empty", func(r *Reading) { r.Entities[0].Name = " " }},
		"name":        {"entity 1 (?)", "not valid UTF-8", func(r *Reading) { r.Entities[1].Name = "\xff" }},
		"alias":       {"entity 0", "an alias is empty", func(r *Reading) { r.Entities[0].Aliases = []NameCount{{}} }},
		"uses":        {"entity 0", "-1 times", func(r *Reading) { r.Entities[0].Aliases = []NameCount{{"x", -1}} }},
		"description": {"entity 0", "a description is empty", func(r *Reading) { r.Entities[0].Descriptions = []string{""} }},
		"type":        {"entity 0", "the type", func(r *Reading) { r.Entities[0].Type = "THING" }},
		"subject":     {"claim 0 (share data with)", "the subject", func(r *Reading) { r.Claims[0].Subject = "" }},
		"object":      {"claim 0", "the object", func(r *Reading) { r.Claims[0].Object = NamedKey(Law, "x") }},
		"two objects": {"claim 1", "both", func(r *Reading) { r.Claims[1].Object = r.Claims[0].Object }},
		"speaker":     {"claim 1", "the speaker", func(r *Reading) { r.Claims[1].Speaker = "0" }},
		"place":       {"claim 1", "the place", func(r *Reading) { r.Claims[1].Place = "0" }},
		"predicate":   {"claim 0", "the predicate is empty", func(r *Reading) { r.Claims[0].Predicate = "" }},
		"confidence":  {"claim 0", "1.1 is not between 0 and 1", func(r *Reading) { r.Claims[0].Confidence = 1.1 }},
		"no number":   {"claim 0", "NaN", func(r *Reading) { r.Claims[0].Confidence = math.NaN() }},
		"polarity":    {"claim 0", "the polarity", func(r *Reading) { r.Claims[0].Polarity = "" }},
		"modality":    {"claim 0", "the modality", func(r *Reading) { r.Claims[0].Modality = "MAYBE" }},
		"quote":       {"claim 0", "not in the text", func(r *Reading) { r.Claims[0].End = 1 << 20 }},
		"empty quote": {"claim 0", "not in the text", func(r *Reading) { r.Claims[0].End = r.Claims[0].Start }},
		"before":      {"claim 0", "not in the text", func(r *Reading) { r.Claims[0].Start = -1 }},
		"character": {"claim 0", "cuts a character", func(r *Reading) {
			r.Article.Text, r.Claims[0].Start, r.Claims[0].End = "Ä"+strings.Repeat("x", 200), 1, 9
		}},
		"span":          {"claim 0", "the span of the object", func(r *Reading) { r.Claims[0].Spans = []Span{{"object", 5, 5}} }},
		"span's role":   {"claim 0", "the span's role", func(r *Reading) { r.Claims[0].Spans = []Span{{"verb", 5, 6}} }},
		"time":          {"claim 0", "EDTF", func(r *Reading) { r.Claims[0].Time = &TimeSpan{EDTF: "May"} }},
		"argument":      {"claim 0", "the argument's role", func(r *Reading) { r.Claims[0].Arguments = []ClaimArgument{{}} }},
		"argument's":    {"claim 0", "an argument's entity", func(r *Reading) { r.Claims[0].Arguments = []ClaimArgument{{Role: RoleTopic, Entity: "0"}} }},
		"literal":       {"claim 1", "the literal is empty", func(r *Reading) { r.Claims[1].Literal = &Literal{} }},
		"datatype":      {"claim 1", "the datatype", func(r *Reading) { r.Claims[1].Literal = &Literal{Text: "x", Datatype: "x y"} }},
		"no datatype":   {"claim 1", "the datatype", func(r *Reading) { r.Claims[1].Literal = &Literal{Text: "x", Datatype: "xsd:"} }},
		"infinite":      {"claim 1", "the number", func(r *Reading) { r.Claims[1].Literal = &Literal{Text: "x", Number: ptr(math.Inf(1))} }},
		"literal's day": {"claim 1", "EDTF", func(r *Reading) { r.Claims[1].Literal = &Literal{Text: "x", Date: "2018-02-30"} }},
	} {
		readings := storyReadings()
		c.change(&readings[0])
		_, err := s.Apply(context.Background(), Batch{Put: []Reading{readings[1], readings[0]}})
		var unsound *ReadingError
		if !errors.As(err, &unsound) {
			t.Errorf("%s: want a ReadingError, got %v", name, err)
			continue
		}
		if unsound.Put != 1 || !strings.HasPrefix(unsound.Where, c.where) || !strings.Contains(unsound.Message, c.message) {
			t.Errorf("%s: got %+v", name, unsound)
		}
		if !strings.HasPrefix(err.Error(), "graph: article/") {
			t.Errorf("%s: the error does not name the article: %v", name, err)
		}
	}
	if s.Revision() != 0 {
		t.Errorf("something was stored")
	}
}
