package parse

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// sentence reads "form/XPOS/head/relation" words; heads count from 1, 0 is the root.
func sentence(text string) []nlp.Token {
	var out []nlp.Token
	for word := range strings.FieldsSeq(text) {
		f := strings.Split(word, "/")
		head, err := strconv.Atoi(f[2])
		if err != nil {
			panic(err)
		}
		out = append(out, nlp.Token{Form: f[0], UPOS: f[1], XPOS: f[1], Head: head - 1, Deprel: f[3]})
	}
	return out
}

func lessons() [][]nlp.Token {
	return [][]nlp.Token{
		sentence("The/DT/2/det dog/NN/3/nsubj sees/VB/0/root a/DT/5/det cat/NN/3/obj"),
		sentence("Ann/NN/2/nsubj sleeps/VB/0/root in/IN/5/case the/DT/5/det house/NN/2/obl"),
		sentence("Bob/NN/3/nsubj:pass was/AX/3/aux:pass seen/VN/0/root by/IN/5/case Ann/NN/3/obl:agent"),
		sentence("the/DT/2/det dog/NN/0/root of/IN/4/case Ann/NN/2/nmod"),
	}
}

func parsed(t *testing.T, p *Parser, tokens []nlp.Token) []nlp.Token {
	t.Helper()
	// A sentence before, so that heads are places in the document and not in the sentence.
	d := &nlp.Document{Tokens: append([]nlp.Token{{Form: "x", UPOS: "NN", XPOS: "NN"}}, tokens...)}
	d.Sentences = []nlp.Sentence{{Span: nlp.Span{End: 1}}, {Span: nlp.Span{Start: 1, End: len(d.Tokens)}}}
	if err := p.Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	checkTree(t, d, d.Sentences[1])
	for i := range d.Tokens {
		if d.Tokens[i].Head >= 0 {
			d.Tokens[i].Head--
		}
	}
	return d.Tokens[1:]
}

// checkTree says whether the sentence is one tree with one root.
func checkTree(t *testing.T, d *nlp.Document, s nlp.Sentence) {
	t.Helper()
	roots := 0
	for i := s.Start; i < s.End; i++ {
		if (d.Tokens[i].Head == nlp.Root) != (d.Tokens[i].Deprel == "root") || d.Tokens[i].Deprel == "" {
			t.Errorf("token %d has the head %d by %q", i, d.Tokens[i].Head, d.Tokens[i].Deprel)
		}
		at, steps := i, 0
		for ; d.Tokens[at].Head != nlp.Root; steps++ {
			if at = d.Tokens[at].Head; !s.Contains(at) || steps > s.Len() {
				t.Fatalf("no way from token %d to the root", i)
			}
		}
		if d.Tokens[i].Head == nlp.Root {
			roots++
		}
	}
	if roots != 1 {
		t.Errorf("%d roots", roots)
	}
}

func TestParse(t *testing.T) {
	p := Train(lessons(), Options{})
	for _, want := range append(lessons(), sentence("A/DT/2/det cat/NN/4/nsubj:pass was/AX/4/aux:pass seen/VN/0/root by/IN/7/case the/DT/7/det dog/NN/4/obl:agent")) {
		for i, got := range parsed(t, p, append([]nlp.Token(nil), want...)) {
			if got.Head != want[i].Head || got.Deprel != want[i].Deprel {
				t.Errorf("%s: head %d by %s, want %d by %s", got.Form, got.Head, got.Deprel, want[i].Head, want[i].Deprel)
			}
		}
	}
}

func TestAnyTagsGiveATree(t *testing.T) {
	p := Train(lessons(), Options{})
	random := rand.New(rand.NewPCG(1, 2))
	tags := []string{"DT", "NN", "VB", "IN", "AX", "VN", "?"}
	for range 300 {
		var tokens []nlp.Token
		for range 1 + random.IntN(30) {
			tag := tags[random.IntN(len(tags))]
			tokens = append(tokens, nlp.Token{Form: tag, UPOS: tag, XPOS: tag})
		}
		parsed(t, p, tokens)
	}
}

// The dynamic oracle's costs are right when following free moves alone rebuilds every projective tree.
func TestOracleRebuildsTrees(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		n := 1 + random.IntN(9)
		g := randomTree(random, n)
		var s state
		s.reset(n)
		for !s.done() {
			costs, allowed := s.costs(g), s.allowed()
			moved := false
			for _, m := range random.Perm(3) {
				if allowed[m] && costs[m] == 0 {
					s.apply(action{move: move(m)})
					moved = true
					break
				}
			}
			if !moved {
				t.Fatalf("no free move for the tree %v with the stack %v and the buffer from %d", g.head, s.stack, s.next)
			}
		}
		for i, head := range g.head {
			if s.head[i] != head {
				t.Fatalf("built %v, want %v", s.head[:n], g.head)
			}
		}
	}
}

// randomTree is a random projective tree with one root.
func randomTree(random *rand.Rand, n int) *tree {
	g := &tree{head: make([]int, n), deps: make([][]int, n+1)}
	var build func(from, to, head int)
	build = func(from, to, head int) { // hangs the words [from, to) on the head, which is outside
		if from == to {
			return
		}
		root := from + random.IntN(to-from)
		g.head[root] = head
		g.deps[head] = append(g.deps[head], root)
		build(from, root, root)
		build(root+1, to, root)
	}
	build(0, n, n)
	return g
}

func TestEncodeThenDecode(t *testing.T) {
	var a, b linear.Encoder
	if err := Train(lessons(), Options{}).Encode(&a); err != nil {
		t.Fatal(err)
	}
	p, err := Decode(linear.NewDecoder(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if string(a.Bytes()) != string(b.Bytes()) {
		t.Error("a parser that is written, read and written again is another")
	}
	parsed(t, p, lessons()[0])
	for n := range len(a.Bytes()) {
		if _, err := Decode(linear.NewDecoder(a.Bytes()[:n])); err == nil {
			t.Errorf("the first %d bytes are read without an error", n)
		}
	}
}
