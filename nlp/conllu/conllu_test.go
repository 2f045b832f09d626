package conllu

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
)

const sample = `# newdoc id = first
# sent_id = s1
# text = They don't know.
1	They	they	PRON	PRP	Case=Nom	4	nsubj	_	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	do	AUX	VBP	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
3.1	surely	surely	ADV	RB	_	_	_	_	_
4	know	know	VERB	VB	_	0	root	_	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	_	_

# sent_id = s2
1	Why	why	ADV	WRB	_	0	root	_	Note=x|SpaceAfter=No
2	?	?	PUNCT	.	_	1	punct	_	_

# newpar
# sent_id = s3
1	_	_	PUNCT	NFP	_	0	root	_	_

# newdoc
1-2	a–b	_	_	_	_	_	_	_	SpaceAfter=No
1	a	_	_	_	_	_	_	_	_
2	–b	_	_	_	_	_	_	_	_
3	c	_	_	_	_	_	_	_	_

`

func TestRead(t *testing.T) {
	docs, err := Read(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 {
		t.Fatalf("got %d documents, want 2", len(docs))
	}
	d := docs[0]
	if want := "They don't know. Why?\n\n_"; d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
	wantSentences := []nlp.Sentence{{Span: nlp.Span{Start: 0, End: 5}}, {Span: nlp.Span{Start: 5, End: 7}}, {Span: nlp.Span{Start: 7, End: 8}, Paragraph: 1}}
	if diff := cmp.Diff(wantSentences, d.Sentences); diff != "" {
		t.Errorf("sentences (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"s1", "s2", "s3"}, d.SentenceIDs); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	wantToken := nlp.Token{Start: 7, End: 10, Form: "n't", Lemma: "not", UPOS: "PART", XPOS: "RB", Head: 3, Deprel: "advmod"}
	if diff := cmp.Diff(wantToken, d.Tokens[2]); diff != "" {
		t.Errorf("token 2 (-want +got):\n%s", diff)
	}
	if d.Tokens[3].Head != nlp.Root || d.Tokens[6].Head != 5 || docs[1].Tokens[0].Head != nlp.NoHead {
		t.Errorf("heads %d, %d, %d; want %d, 5, %d", d.Tokens[3].Head, d.Tokens[6].Head, docs[1].Tokens[0].Head, nlp.Root, nlp.NoHead)
	}
	if d.Misc[5] != "Note=x" || d.Tokens[7].Lemma != "_" || docs[1].Text != "a–bc" {
		t.Errorf("misc %q, lemma %q, text %q", d.Misc[5], d.Tokens[7].Lemma, docs[1].Text)
	}
	checkForms(t, docs)
}

func checkForms(t *testing.T, docs []*Doc) {
	t.Helper()
	for _, d := range docs {
		for i, token := range d.Tokens {
			if d.Text[token.Start:token.End] != token.Form {
				t.Errorf("token %d: %q stands at the place of %q", i, d.Text[token.Start:token.End], token.Form)
			}
		}
	}
}

func TestReadErrorsNameTheLine(t *testing.T) {
	word := "1\ta\t_\t_\t_\t_\t0\troot\t_\t_\n"
	for name, c := range map[string]struct{ text, want string }{
		"columns":    {"# x\n1\ta\tb\n", "conllu: line 2: 3 columns"},
		"order":      {word + strings.Replace(word, "1", "3", 1), `line 2: word "3" where 2 was due`},
		"head":       {"\n" + strings.Replace(word, "\t0\t", "\t7\t", 1) + "\n", "line 3: the head 7 of the word in line 2"},
		"head form":  {strings.Replace(word, "\t0\t", "\tx\t", 1), `line 1: head "x"`},
		"empty form": {strings.Replace(word, "a", "", 1), "line 1: word 1 has no form"},
		"range":      {"2-1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n", `line 1: multiword token "2-1"`},
		"open range": {"1-2\tx\t_\t_\t_\t_\t_\t_\t_\t_\n" + word + "\n", "line 3: the sentence ends inside"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	d := &nlp.Document{Text: "a b", Tokens: []nlp.Token{{Start: 0, End: 1, Form: "a", Head: 1}, {Start: 2, End: 3, Form: "b", Head: nlp.Root}},
		Sentences: []nlp.Sentence{{Span: nlp.Span{Start: 0, End: 1}}, {Span: nlp.Span{Start: 1, End: 2}}}}
	if err := Write(&bytes.Buffer{}, &Doc{Document: d}); err == nil || !strings.Contains(err.Error(), "another sentence") {
		t.Errorf("error %v, want one of a head in another sentence", err)
	}
	d.Tokens[0].Head, d.Tokens[0].Lemma = nlp.Root, "a\tb"
	if err := Write(&bytes.Buffer{}, &Doc{Document: d}); err == nil || !strings.Contains(err.Error(), "a tab") {
		t.Errorf("error %v, want one of a tab", err)
	}
}

func FuzzWriteThenRead(f *testing.F) {
	f.Add(sample)
	f.Add("# newdoc id = a = b\n# newpar\n1\ta b\t_\t_\t_\t_\t0\troot\t_\tSpaceAfter=No|X\r\n\n#newpar\n1\t_\tx\t_\t_\t_\t0\t_\t_\t_")
	f.Fuzz(func(t *testing.T, text string) {
		docs, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		checkForms(t, docs)
		var out bytes.Buffer
		if err := Write(&out, docs...); err != nil {
			if strings.Contains(err.Error(), "line break") {
				return // a carriage return inside a field cannot be written
			}
			t.Fatal(err)
		}
		again, err := Read(&out)
		if err != nil {
			t.Fatal(err)
		}
		var full []*Doc
		for _, d := range docs {
			if len(d.Tokens) > 0 {
				full = append(full, d)
			}
		}
		if diff := cmp.Diff(full, again); diff != "" {
			t.Errorf("read, written and read again (-first +second):\n%s", diff)
		}
	})
}
