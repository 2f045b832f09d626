package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
)

// Words that belong to an office and not to the name before it: "White House Press Secretary", "U.S. Defense Secretary".
var (
	departments = map[string]bool{
		"Press": true, "Defense": true, "Defence": true, "Foreign": true, "Finance": true, "Interior": true, "Health": true, "Justice": true,
		"Prime": true, "Home": true, "Attorney": true, "Treasury": true, "Trade": true, "Energy": true, "Education": true, "Labor": true,
		"Labour": true, "Transport": true, "Transportation": true, "Environment": true, "Culture": true, "Agriculture": true, "Commerce": true,
		"Economy": true, "Deputy": true, "Vice": true, "Homeland": true, "State": true,
	}
	heads = map[string]bool{"Secretary": true, "Minister": true, "Undersecretary": true, "General": true, "President": true}
)

// offices takes the words of an office off the end of an organisation's or a place's name, and lets a person's name have
// the "Jr." behind it.
func offices(d *nlp.Document) {
	for k := range d.Entities {
		e := &d.Entities[k]
		next := e.End
		if next >= len(d.Tokens) || d.SentenceOf(next) != d.SentenceOf(e.Start) || k+1 < len(d.Entities) && d.Entities[k+1].Start <= next {
			continue
		}
		switch word := d.Tokens[next].Form; e.Label {
		case nlp.Person:
			switch strings.TrimSuffix(word, ".") {
			case "Jr", "Sr", "II", "III":
				e.End++
			}
		case nlp.Organization, nlp.Location:
			for e.Len() > 1 && heads[word] && departments[d.Tokens[e.End-1].Form] {
				e.End--
			}
			if e.End < next && e.Len() == 1 && (d.Tokens[e.Start].Form == "U.S." || d.Tokens[e.Start].Form == "US" || d.Tokens[e.Start].Form == "UK") {
				e.Label = nlp.Location
			}
		}
	}
}

// hyphens puts a name together again whose first part was left out or taken for another name because of the hyphen before
// the rest: "Eva-Marie Persson".
func hyphens(d *nlp.Document) {
	out := d.Entities[:0]
	for _, e := range d.Entities {
		if first, ok := beforeHyphen(d, e); ok {
			n := len(out)
			switch {
			case n > 0 && out[n-1].End == first+1 && out[n-1].Label == e.Label:
				out[n-1].End = e.End
				continue
			case n == 0 || out[n-1].End <= first:
				e.Start = first
			}
		}
		out = append(out, e)
	}
	d.Entities = out
}

// beforeHyphen is the capitalised word that a hyphen joins to a name of two words or more.
func beforeHyphen(d *nlp.Document, e nlp.Entity) (token int, ok bool) {
	first := e.Start - 2
	if e.Len() < 2 || first < 0 || e.Label != nlp.Person && e.Label != nlp.Organization || d.Tokens[first+1].Form != "-" {
		return 0, false
	}
	touches := d.Tokens[first].End == d.Tokens[first+1].Start && d.Tokens[first+1].End == d.Tokens[e.Start].Start
	r, _ := utf8.DecodeRuneInString(d.Tokens[first].Form)
	return first, touches && unicode.IsUpper(r) && d.Tokens[first].UPOS == "PROPN" && d.SentenceOf(first) == d.SentenceOf(e.Start)
}
