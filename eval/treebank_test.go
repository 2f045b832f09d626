package eval

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

const goldTree = `# newdoc
1	Ann	Ann	PROPN	NNP	_	2	nsubj	_	_
2	saw	see	VERB	VBD	_	0	root	_	_
3	Bob	Bob	PROPN	NNP	_	2	obj	_	_
4	's	's	PART	POS	_	3	case	_	SpaceAfter=No
5	.	.	PUNCT	.	_	2	punct	_	_

1	Rain	rain	NOUN	NN	_	0	root	_	_
2	fell	fall	VERB	VBD	_	1	acl:relcl	_	_

`

// The system has the sentence break one word late, "'s." as one word, a wrong tag and lemma (Rain), a wrong head (Ann),
// and another subtype (fell).
const systemTree = `# newdoc
1	Ann	Ann	PROPN	NNP	_	3	nsubj	_	_
2	saw	see	VERB	VBD	_	0	root	_	_
3	Bob	Bob	PROPN	NNP	_	2	obj	_	_
4	's.	's.	PUNCT	.	_	2	punct	_	_
5	Rain	Rain	PROPN	NNP	_	2	root	_	_

1	fell	fall	VERB	VBD	_	0	root	_	_

`

func docs(t *testing.T, text string) []*conllu.Doc {
	t.Helper()
	out, err := conllu.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compareDocs(t *testing.T, gold, system string) Scores {
	t.Helper()
	s, err := CompareTreebank([]*nlp.Document{docs(t, gold)[0].Document}, []*nlp.Document{docs(t, system)[0].Document})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTreebankScores(t *testing.T) {
	// 7 gold words, 6 of the system, 5 in both. Right heads: saw, Bob; Ann's, Rain's and fell's are wrong.
	// Content words: gold nsubj, root, obj, root, acl = 5; the system's nsubj, root, obj, root, root = 5.
	f := func(correct, gold, system int) float64 { return 200 * float64(correct) / float64(gold+system) }
	want := Scores{SentenceF1: 0, TokenF1: f(5, 7, 6), UPOS: f(4, 7, 6), XPOS: f(4, 7, 6), Lemma: f(4, 7, 6), UAS: f(2, 7, 6), LAS: f(2, 7, 6), CLAS: f(2, 5, 5)}
	if diff := cmp.Diff(want, compareDocs(t, goldTree, systemTree)); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
}

func TestTreebankIgnoresSubtypesAndSpace(t *testing.T) {
	system := strings.ReplaceAll(strings.Replace(goldTree, "acl:relcl", "acl", 1), "SpaceAfter=No", "_")
	s := compareDocs(t, goldTree, system)
	if s.LAS != 100 || s.CLAS != 100 || s.SentenceF1 != 100 || s.TokenF1 != 100 {
		t.Errorf("got %+v, want 100 everywhere", s)
	}
}

func TestCompareTreebankRefusesOtherTexts(t *testing.T) {
	a, b := docs(t, goldTree)[0].Document, docs(t, strings.Replace(goldTree, "Rain", "Snow", 1))[0].Document
	if _, err := CompareTreebank([]*nlp.Document{a}, []*nlp.Document{b}); err == nil {
		t.Error("no error for another text")
	}
	if _, err := CompareTreebank([]*nlp.Document{a}, nil); err == nil {
		t.Error("no error for a missing document")
	}
}

// chain tags every word as a noun that hangs on the word before.
type chain struct{}

func (chain) Needs() nlp.Layer { return 0 }

func (chain) Gives() nlp.Layer { return nlp.Tags | nlp.Tree | nlp.Lemmas | nlp.Entities }

func (chain) Annotate(_ context.Context, d *nlp.Document) error {
	for _, s := range d.Sentences {
		for i := s.Start; i < s.End; i++ {
			t := &d.Tokens[i]
			t.UPOS, t.Lemma, t.Head, t.Deprel = "NOUN", t.Form, i-1, "nsubj"
			if i == s.Start {
				t.Head, t.Deprel = nlp.Root, "root"
			}
		}
	}
	if len(d.Tokens) > 2 {
		d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 0, End: 1}, Label: nlp.Person}, {Span: nlp.Span{Start: 1, End: 2}, Label: nlp.Misc}}
	}
	return nil
}

func TestTreebankRunsOnGoldTokens(t *testing.T) {
	p, err := nlp.NewPipeline(chain{})
	if err != nil {
		t.Fatal(err)
	}
	clock := time.Unix(0, 0)
	now := func() time.Time { clock = clock.Add(time.Second); return clock }
	s, err := Treebank(context.Background(), p, docs(t, goldTree), Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if s.SentenceF1 != 100 || s.TokenF1 != 100 || math.Abs(s.UPOS-100.0/7) > 1e-9 || s.WordsPerSecond != 7 {
		t.Errorf("got %+v; want 100 for segmentation, a seventh for UPOS, 7 words a second", s)
	}
	// Heads as gold: Bob on saw, 's on Bob, Rain root, fell on Rain; only Rain has its relation too.
	if math.Abs(s.UAS-400.0/7) > 1e-9 || math.Abs(s.LAS-100.0/7) > 1e-9 {
		t.Errorf("UAS %v, LAS %v; want 4 and 1 of 7", s.UAS, s.LAS)
	}
}
