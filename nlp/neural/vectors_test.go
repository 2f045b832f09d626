package neural

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsgraph/nlp"
)

// vector is what the trainer's forward pass gave for a sentence.
type vector struct {
	Forms  []string
	Tags   [][]float64 // logits of UPOS and XPOS
	Arcs   [][]float64 // a row for each word, a column for each head, the root first
	Heads  []int
	Labels [][]float64 // of the arcs to Heads
	Scores [][]float64 // of the tags of names
	Path   []string
}

func vectors(t *testing.T, name string) []vector {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []vector
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if err := lines.Err(); err != nil || len(out) == 0 {
		t.Fatalf("%d vectors, %v", len(out), err)
	}
	return out
}

// document is the sentences of words as one document.
func document(sentences ...[]string) *nlp.Document {
	d := &nlp.Document{}
	var b strings.Builder
	for _, words := range sentences {
		s := nlp.Sentence{Span: nlp.Span{Start: len(d.Tokens)}}
		for _, w := range words {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			d.Tokens = append(d.Tokens, nlp.Token{Start: b.Len(), End: b.Len() + len(w), Head: nlp.NoHead})
			b.WriteString(w)
		}
		s.End = len(d.Tokens)
		d.Sentences = append(d.Sentences, s)
	}
	d.Text = b.String()
	for i := range d.Tokens {
		d.Tokens[i].Form = d.Text[d.Tokens[i].Start:d.Tokens[i].End]
	}
	return d
}

// all is one document of the sentences of all vectors.
func all(vs []vector) *nlp.Document {
	var sentences [][]string
	for _, v := range vs {
		sentences = append(sentences, v.Forms)
	}
	return document(sentences...)
}

func hold(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	for i, w := range want {
		if g := float64(got[i]); math.Abs(g-w) > 1e-4*max(1, math.Abs(w)) {
			t.Fatalf("%s, number %d: got %v, want %v", what, i, g, w)
		}
	}
}

// TestParsersAreTheTrainers holds the forward pass of every kernel against the trainer's, all sentences in one batch.
func TestParsersAreTheTrainers(t *testing.T) {
	for _, set := range []Set{Accurate, Fast} {
		for _, k := range kernels() {
			holdParser(t, embeddedWith(t, k, set).Parser, k.name, vectors(t, string(set)+"parser.jsonl"))
		}
	}
}

func holdParser(t *testing.T, p *Parser, kernel string, vs []vector) {
	t.Helper()
	d, s := all(vs), &space{}
	s.pieces = piecesOf(d, nil)
	if next(s.pieces) != len(vs) {
		t.Fatalf("%d sentences are no batch", len(vs))
	}
	s.batch.fill(s.pieces)
	p.parse(d, s)
	for i, piece := range s.batch.pieces {
		v := vs[d.SentenceOf(piece.Start)]
		scores, ld := p.arcScores(piece.Len(), i, s)
		for w := range v.Forms {
			row := s.batch.row(i, w)
			hold(t, kernel+": tags of "+v.Forms[w], s.logits[row*p.encoder.tags.width:], v.Tags[w])
			hold(t, kernel+": arcs of "+v.Forms[w], scores[w*ld:], v.Arcs[w])
			head := d.Tokens[piece.Start+w].Head - piece.Start + 1
			if d.Tokens[piece.Start+w].Head == nlp.Root {
				head = 0
			}
			if head == v.Heads[w] {
				hold(t, kernel+": relations of "+v.Forms[w], s.head.labels[row*p.labels.width:], v.Labels[w])
			}
		}
	}
}

// TestNamesAreTheTrainers does the same for each network of the recogniser.
func TestNamesAreTheTrainers(t *testing.T) {
	for _, k := range kernels() {
		for _, set := range []Set{Accurate, Fast} {
			vs, n := vectors(t, string(set)+"names.jsonl"), embeddedWith(t, k, set).Names
			d, s := all(vs), &space{}
			s.pieces = piecesOf(d, nil)
			s.path = make([]int, len(d.Tokens))
			s.batch.fill(s.pieces)
			n.mark(d, s)
			for i, piece := range s.batch.pieces {
				v := vs[d.SentenceOf(piece.Start)]
				for w := range v.Forms {
					hold(t, k.name+": tags of "+v.Forms[w], s.head.scores[s.batch.row(i, w)*n.width:], v.Scores[w])
					if got := n.tag(s.path[piece.Start+w]); got != v.Path[w] {
						t.Errorf("%s: %s is %s, want %s", k.name, v.Forms[w], got, v.Path[w])
					}
				}
			}
		}
	}
}

func (n *Names) tag(i int) string {
	switch {
	case i == 0:
		return "O"
	case inside(i):
		return "I-" + n.labels[(i-1)/2]
	}
	return "B-" + n.labels[(i-1)/2]
}

func embedded(t testing.TB, k kernel) *Models {
	t.Helper()
	return embeddedWith(t, k, Accurate)
}

func embeddedWith(t testing.TB, k kernel, set Set) *Models {
	t.Helper()
	if _, err := os.Stat(filepath.Join("data", "manifest.json")); err != nil {
		t.Skip("no weights: nlp/train makes them")
	}
	m, err := load(os.DirFS("data"), set, &k)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
