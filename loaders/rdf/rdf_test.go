package rdf_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"newsgraph/loaders/format"
	"newsgraph/loaders/rdf"
)

func TestDetect(t *testing.T) {
	for data, want := range map[string]bool{
		"<http://a.example/s> <http://a.example/p> \"an \\\"o\\\"\"@en <http://a.example/g> .\n": true,
		"# a comment\n\n_:b <urn:p> _:c .": true, "<urn:s> <urn:p> \"1\"^^<urn:int> .": true,
		"@prefix a: <http://a.example/> .\n": true, "PREFIX : <http://a.example/>\n": true, "<?xml version='1.0'?>\n<rdf:RDF xmlns:rdf='x'>": true,
		"<p>A page.": false, "@prefix is a word": false, "A text. <urn:s> <urn:p> <urn:o> .": false, "": false, "# A heading\n\ntext": false,
	} {
		if got := (rdf.Format{}).Detect([]byte(data), ""); got != want {
			t.Errorf("%q: got %v", data, got)
		}
	}
}

func TestRead(t *testing.T) {
	for data, want := range map[string]string{"<urn:s> <urn:p> <urn:o> .": "newsgraph import FILE", "@prefix a: <urn:a> .": "newsgraph import FILE", "<rdf:RDF xmlns:rdf='x'>": "rapper"} {
		var got []format.Item
		if err := (rdf.Format{}).Read(context.Background(), strings.NewReader(data), format.Input{Name: "a"}, func(item format.Item) error {
			got = append(got, item)
			return nil
		}); err != nil || len(got) != 1 || !errors.Is(got[0].Err, format.ErrRDF) || !errors.Is(got[0].Err, format.ErrRefused) || !strings.Contains(got[0].Err.Error(), want) {
			t.Errorf("%s: got %v, %v", data, got, err)
		}
	}
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte("<urn:s> <urn:p> \"o\" ."))
	f.Fuzz(func(t *testing.T, data []byte) {
		if (rdf.Format{}).Detect(data, "") && len(data) < 8 {
			t.Errorf("%q is too short to be RDF", data)
		}
	})
}
