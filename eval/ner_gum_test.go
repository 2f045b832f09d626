package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

// gumText is written in the way of GUM; the columns are those of the rows below.
const gumText = `# newdoc id = made_up
President/PROPN/NNP/2/compound/Entity=(1-person-new
Ada/PROPN/NNP/4/nsubj/_
Quint/PROPN/NNP/2/flat/Entity=1)
left/VERB/VBD/0/root/_
the/DET/DT/9/det/Entity=(2-place-new
old/ADJ/JJ/9/amod/_
United/ADJ/NNP/9/amod/_
Coastal/ADJ/NNP/9/amod/_
States/PROPN/NNPS/4/obj/_
of/ADP/IN/11/case/_
Moria/PROPN/NNP/9/nmod/Entity=(3-place-new)2)
for/ADP/IN/15/case/_
the/DET/DT/15/det/Entity=(4-event-new
World/PROPN/NNP/15/compound/_
Cup/PROPN/NNP/4/obl/_
7/NUM/CD/15/nummod/Entity=4)
./PUNCT/./4/punct/_

Lumorans/PROPN/NNPS/2/nsubj/Entity=(5-person-new)
like/VERB/VBP/0/root/_
a/DET/DT/4/det/Entity=(6-object-new
phone/NOUN/NN/2/obj/Entity=6)
,/PUNCT/,/7/punct/_
the/DET/DT/7/det/Entity=(7-object-new
Orbit/PROPN/NNP/4/appos/Entity=7)
and/CCONJ/CC/10/cc/_
the/DET/DT/10/det/Entity=(8-abstract-new
Press/PROPN/NNP/7/conj/_
Act/PROPN/NNP/10/flat/Entity=8)
`

func gumDoc(t *testing.T) *conllu.Doc {
	t.Helper()
	var b strings.Builder
	number := 0
	for line := range strings.SplitSeq(gumText, "\n") {
		switch f := strings.Split(line, "/"); {
		case len(f) == 6:
			number++
			b.WriteString(strings.Join([]string{digits(number), f[0], f[0], f[1], f[2], "_", f[3], f[4], "_", f[5]}, "\t") + "\n")
		default:
			number = 0
			b.WriteString(line + "\n")
		}
	}
	docs, err := conllu.Read(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return docs[0]
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + digits(n%10)
}

func TestGUMNames(t *testing.T) {
	d := gumDoc(t)
	got := map[string][]string{}
	for _, n := range GUMNames(d) {
		got[d.TextOf(n.Span)] = n.Labels
	}
	want := map[string][]string{
		"Ada Quint": {nlp.Person}, "United Coastal States of Moria": {nlp.Location}, "World Cup 7": {nlp.Event},
		"Orbit": {nlp.Product, nlp.Work}, "Press Act": {nlp.Law},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestCompareNames(t *testing.T) {
	gold := []GoldName{{nlp.Span{Start: 0, End: 1}, []string{nlp.Product, nlp.Work}}, {nlp.Span{Start: 3, End: 5}, []string{nlp.Person}}}
	system := []nlp.Entity{entity(0, 1, nlp.Work), entity(3, 4, nlp.Person), entity(6, 7, nlp.Group)}
	if got, want := compareNames(gold, system), (ratio{correct: 1, gold: 2, system: 2}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
