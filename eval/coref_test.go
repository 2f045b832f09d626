package eval

import (
	"context"
	"math"
	"strings"
	"testing"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

// letterDoc is a document of the tokens a to z whose chains are given as words of letters: "abc de".
func letterDoc(chains string) *nlp.Document {
	d := &nlp.Document{Text: "a b c d e f g h i j k l m n o p q r s t u v w x y z"}
	for i := range 26 {
		d.Tokens = append(d.Tokens, nlp.Token{Start: 2 * i, End: 2*i + 1, Form: d.Text[2*i : 2*i+1]})
	}
	d.Sentences = []nlp.Sentence{{Span: nlp.Span{End: 26}}}
	for _, letters := range strings.Fields(chains) {
		var c nlp.Chain
		for _, letter := range letters {
			at := int(letter - 'a')
			c.Mentions = append(c.Mentions, nlp.Mention{Span: nlp.Span{Start: at, End: at + 1}, Head: at})
		}
		d.Chains = append(d.Chains, c)
	}
	return d
}

// The figures of each case were worked out by hand; how stands beside them.
func TestCompareChains(t *testing.T) {
	type prf struct{ r, p float64 }
	cases := []struct {
		name, gold, system string
		mentions, muc      prf
		b3, ceafe          prf
		muc1, b31, ceafe1  float64
		conll              float64
	}{
		{
			name: "the same", gold: "abc de", system: "de abc",
			mentions: prf{100, 100}, muc: prf{100, 100}, b3: prf{100, 100}, ceafe: prf{100, 100}, muc1: 100, b31: 100, ceafe1: 100, conll: 100,
		},
		{
			// The example of Pradhan et al. (2014), section 4.
			// Mentions: a b c d f g are in both; 7 in gold, 8 in the system.
			// MUC: abc falls into ab|c: 2-1; defg into d|e|fg: 3-2; recall (1+1)/(2+3). ab: 1, cd: 0, fghi into fg|h|i: 1; precision 2/(1+1+3).
			// B3: abc gives (2·2+1·1)/3, defg (1+2·2)/4: recall (5/3+5/4)/7 = 35/84. ab 4/2, cd (1+1)/2, fghi 4/4: precision 4/8.
			// CEAF-e: abc-ab 2·2/5, defg-fghi 2·2/8: 1.3 of 2 and of 3.
			name: "Pradhan et al.", gold: "abc defg", system: "ab cd fghi",
			mentions: prf{600. / 7, 75}, muc: prf{40, 40}, b3: prf{3500. / 84, 50}, ceafe: prf{65, 130. / 3},
			muc1: 40, b31: 100 * 2 * (35. / 84 * .5) / (35./84 + .5), ceafe1: 52, conll: (40 + 1000./22 + 52) / 3,
		},
		{
			// All in one. MUC: recall 1+1 of 1+1; abcd falls into ab|cd: precision 2/3.
			// B3: recall 4/4; precision (4+4)/4 of 4 = 2/4. CEAF-e: 2·2/(2+4) = 2/3 of 2 and of 1.
			name: "too much joined", gold: "ab cd", system: "abcd",
			mentions: prf{100, 100}, muc: prf{100, 200. / 3}, b3: prf{100, 50}, ceafe: prf{100. / 3, 200. / 3},
			muc1: 80, b31: 200. / 3, ceafe1: 400. / 9, conll: (80 + 200./3 + 400./9) / 3,
		},
		{
			// Chains of one mention count on neither side, so this is gold "ab" and system "ac": a alone is in both.
			// MUC: ab falls into a|b: 0. B3: 1·1/2 of 2 mentions, both ways. CEAF-e: 2·1/4 of 1.
			name: "chains of one", gold: "ab d", system: "ac d e",
			mentions: prf{50, 50}, muc: prf{0, 0}, b3: prf{25, 25}, ceafe: prf{50, 50}, muc1: 0, b31: 25, ceafe1: 50, conll: 25,
		},
		{name: "nothing found", gold: "ab", system: ""},
		{name: "nothing to find", gold: "", system: "ab"},
		{
			// The greatest single similarity, abcd-abce 2·3/8 = 3/4, leaves fg·de... nothing: the best pairing is looked for as a whole.
			// abcd-ab 2·2/6, abcd-cdef 2·2/8, ef-cdef 2·2/6, ef-ab 0: ab and cdef: 2/3+2/3; greedy by size would give 1/2.
			// MUC: abcd falls into ab|cd: 2; ef: 1; recall 3/4. ab: 1, cdef into cd|ef: 2; precision 3/4.
			// B3: recall ((4+4)/4+4/2)/6 = 4/6; precision (4/2+(4+4)/4)/6 = 4/6.
			name: "pairing", gold: "abcd ef", system: "ab cdef",
			mentions: prf{100, 100}, muc: prf{75, 75}, b3: prf{200. / 3, 200. / 3}, ceafe: prf{200. / 3, 200. / 3},
			muc1: 75, b31: 200. / 3, ceafe1: 200. / 3, conll: (75 + 400./3) / 3,
		},
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	for _, c := range cases {
		got, err := CompareChains([]*nlp.Document{letterDoc(c.gold)}, []*nlp.Document{letterDoc(c.system)})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []struct {
			name string
			got  PRF
			want prf
		}{{"mentions", got.Mentions, c.mentions}, {"MUC", got.MUC, c.muc}, {"B3", got.B3, c.b3}, {"CEAF-e", got.CEAFe, c.ceafe}} {
			if !near(m.got.Recall, m.want.r) || !near(m.got.Precision, m.want.p) {
				t.Errorf("%s: %s: recall %v, precision %v; want %v, %v", c.name, m.name, m.got.Recall, m.got.Precision, m.want.r, m.want.p)
			}
		}
		if !near(got.MUC.F1, c.muc1) || !near(got.B3.F1, c.b31) || !near(got.CEAFe.F1, c.ceafe1) || !near(got.CoNLL, c.conll) {
			t.Errorf("%s: F1 %v, %v, %v, mean %v; want %v, %v, %v, %v", c.name, got.MUC.F1, got.B3.F1, got.CEAFe.F1, got.CoNLL, c.muc1, c.b31, c.ceafe1, c.conll)
		}
	}
}

// TestScoresAreSummedOverDocuments: sums are divided once, not document by document.
func TestScoresAreSummedOverDocuments(t *testing.T) {
	gold := []*nlp.Document{letterDoc("ab"), letterDoc("abcd")}
	system := []*nlp.Document{letterDoc("ab"), letterDoc("")}
	got, err := CompareChains(gold, system)
	if err != nil {
		t.Fatal(err)
	}
	// MUC recall 1 of 1+3, B3 recall 2 of 6 mentions, CEAF-e recall 1 of 2 chains; all precisions 1.
	if got.MUC.Recall != 25 || math.Abs(got.B3.Recall-100./3) > 1e-9 || got.CEAFe.Recall != 50 || got.MUC.Precision != 100 {
		t.Errorf("got %+v", got)
	}
	if _, err := CompareChains(gold, nil); err == nil {
		t.Error("no error for documents without a pendant")
	}
}

func TestAssignment(t *testing.T) {
	for _, c := range []struct {
		value [][]float64
		want  float64
	}{
		{nil, 0},
		{[][]float64{{3}}, 3},
		{[][]float64{{5, 4}, {4, 1}}, 8}, // not 5+1
		{[][]float64{{1, 2, 3}}, 3},
		{[][]float64{{1}, {2}, {3}}, 3},
		{[][]float64{{7, 5, 11}, {5, 4, 1}, {9, 3, 2}}, 24}, // 11+4+9
		{[][]float64{{0, 0}, {0, 0}}, 0},
	} {
		if got := assignment(c.value); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: got %v, want %v", c.value, got, c.want)
		}
	}
}

// TestAssignmentIsTheBestOfAll compares with every pairing of small squares.
func TestAssignmentIsTheBestOfAll(t *testing.T) {
	state := uint32(1)
	for range 200 {
		value := make([][]float64, 5)
		for i := range value {
			value[i] = make([]float64, 5)
			for j := range value[i] {
				state = state*1664525 + 1013904223
				value[i][j] = float64(state>>24) / 16
			}
		}
		if got, want := assignment(value), bestByTrying(value, 0, 0); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v: got %v, want %v", value, got, want)
		}
	}
}

func bestByTrying(value [][]float64, row, used int) float64 {
	if row == len(value) {
		return 0
	}
	best := bestByTrying(value, row+1, used)
	for j, v := range value[row] {
		if used>>j&1 == 0 {
			best = max(best, v+bestByTrying(value, row+1, used|1<<j))
		}
	}
	return best
}

// corefText has nested mentions, one that ends where another begins, and the labels that GUM writes after the number.
const corefText = `# newdoc id = d
# sent_id = d-1
1	Ann	Ann	PROPN	NNP	_	2	nsubj	_	Entity=(1)
2	fed	feed	VERB	VBD	_	0	root	_	_
3	her	her	PRON	PRP$	_	4	nmod:poss	_	Entity=(2(1)|Note=x
4	dog	dog	NOUN	NN	_	2	obj	_	Entity=2)

# sent_id = d-2
1	Ann	Ann	PROPN	NNP	_	4	nsubj	_	Entity=(1-person-new-1-sgl
2	's	's	PART	POS	_	4	case	_	Entity=1)(2-animal
3	old	old	ADJ	JJ	_	4	amod	_	_
4	dog	dog	NOUN	NN	_	0	root	_	Entity=2)(3)

`

func corefDocs(t *testing.T, text string) []*conllu.Doc {
	t.Helper()
	docs, err := conllu.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func TestGoldChains(t *testing.T) {
	chains, err := GoldChains(corefDocs(t, corefText)[0])
	if err != nil {
		t.Fatal(err)
	}
	want := "0-1 2-3 4-6 | 2-4 5-8 | 7-8"
	if got := chainText(chains); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{"Entity=(9", "Entity=9)", "Entity=9", "Entity=()", "Entity=)", "Entity=("} {
		if _, err := GoldChains(corefDocs(t, strings.Replace(corefText, "Entity=(1)", bad, 1))[0]); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func chainText(chains []nlp.Chain) string {
	var out []string
	for _, c := range chains {
		var spans []string
		for _, m := range c.Mentions {
			spans = append(spans, string(rune('0'+m.Start))+"-"+string(rune('0'+m.End)))
		}
		out = append(out, strings.Join(spans, " "))
	}
	return strings.Join(out, " | ")
}

// twoChains finds the first and third word of a document, and nothing else.
type twoChains struct{}

func (twoChains) Needs() nlp.Layer { return 0 }

func (twoChains) Gives() nlp.Layer { return nlp.Tokens | nlp.Sentences | nlp.Chains }

func (twoChains) Annotate(_ context.Context, d *nlp.Document) error {
	if len(d.Tokens) == 0 { // raw text: words parted by spaces, in one sentence
		for at, word := range strings.Fields(d.Text) {
			start := strings.Index(d.Text, word)
			if at > 0 {
				start = d.Tokens[at-1].End + strings.Index(d.Text[d.Tokens[at-1].End:], word)
			}
			d.Tokens = append(d.Tokens, nlp.Token{Start: start, End: start + len(word), Form: word})
		}
		d.Sentences = []nlp.Sentence{{Span: nlp.Span{End: len(d.Tokens)}}}
	}
	d.Chains = []nlp.Chain{{Mentions: []nlp.Mention{{Span: nlp.Span{Start: 0, End: 1}}, {Span: nlp.Span{Start: 2, End: 3}, Head: 2}}}}
	return nil
}

func TestCoreference(t *testing.T) {
	p, err := nlp.NewPipeline(twoChains{})
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []bool{false, true} {
		got, err := Coreference(context.Background(), p, corefDocs(t, corefText), Options{Raw: raw})
		if err != nil {
			t.Fatal(err)
		}
		// Gold has 5 mentions in 2 chains, of which 2 are found; B3 recall (2·2/3)/5, MUC 1 of 2+1, CEAF-e 2·2/5 of 2.
		if got.Mentions.Recall != 40 || got.Mentions.Precision != 100 || math.Abs(got.MUC.Recall-100./3) > 1e-9 ||
			math.Abs(got.B3.Recall-400./15) > 1e-9 || math.Abs(got.CEAFe.Recall-40) > 1e-9 || math.Abs(got.CEAFe.Precision-80) > 1e-9 {
			t.Errorf("raw %v: got %+v", raw, got)
		}
	}
	if _, err := Coreference(context.Background(), p, corefDocs(t, strings.Replace(corefText, "(1)", "(1", 1)), Options{}); err == nil || !strings.Contains(err.Error(), "d") {
		t.Errorf("error %v, want one that names the document", err)
	}
}

// FuzzGoldChains: whatever the brackets are, chains lie in the text and each has a mention.
func FuzzGoldChains(f *testing.F) {
	f.Add("(1)", "(2-x(1)")
	f.Add("(1(2", "2)1)(3)")
	f.Fuzz(func(t *testing.T, first, second string) {
		d := &conllu.Doc{Document: letterDoc(""), SentenceIDs: []string{"s"}, Misc: make([]string, 26)}
		d.Misc[0], d.Misc[1] = "Entity="+first, "Entity="+second
		chains, err := GoldChains(d)
		if err != nil {
			return
		}
		for _, c := range chains {
			if len(c.Mentions) == 0 {
				t.Error("an empty chain")
			}
			for _, m := range c.Mentions {
				if m.Start < 0 || m.End <= m.Start || m.End > 2 {
					t.Errorf("a mention %v", m)
				}
			}
		}
	})
}
