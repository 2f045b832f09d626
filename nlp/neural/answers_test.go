package neural

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
)

// longStory is testdata/story.txt, a sentence a line, words parted by spaces.
func longStory(t testing.TB) *nlp.Document {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "story.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var sentences [][]string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		sentences = append(sentences, strings.Fields(lines.Text()))
	}
	return document(sentences...)
}

// answers are the annotations as text, a token a line: form, tags, place of the head in the sentence, relation, entity.
func answers(d *nlp.Document) string {
	names := make([]string, len(d.Tokens))
	for _, e := range d.Entities {
		for i := e.Start; i < e.End; i++ {
			names[i] = "I-" + e.Label
		}
		names[e.Start] = "B-" + e.Label
	}
	var b strings.Builder
	for _, s := range d.Sentences {
		for i := s.Start; i < s.End; i++ {
			t := d.Tokens[i]
			head := 0
			if t.Head >= 0 {
				head = t.Head - s.Start + 1
			}
			fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", t.Form, t.UPOS, t.XPOS, t.Feats, head, t.Deprel, names[i])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestStoredAnswers holds both sets to their stored answers, with every kernel that the machine has:
// a processor without AVX2, or of another kind, gives the same annotations. There is no tolerance; scores may differ in
// their last digits, and what is annotated does not.
func TestStoredAnswers(t *testing.T) {
	for _, set := range []Set{Accurate, Fast} {
		path := filepath.Join("testdata", string(set)+"answers.golden")
		for i, k := range kernels() {
			m := embeddedWith(t, k, set)
			got := answers(annotated(t, longStory(t), m.Parser, m.Names))
			if *update && i == 0 {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%q, %s: want -, got +:\n%s", set, k.name, diff)
			}
		}
	}
}
