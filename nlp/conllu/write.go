package conllu

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"newsgraph/nlp"
)

// Write writes the documents as CoNLL-U. A Doc needs no more than its Document: ids and MISC may be missing. Tokens
// that touch get SpaceAfter=No. It is an error if a field has a tab or a line break, or a head lies outside its sentence.
func Write(w io.Writer, docs ...*Doc) error {
	out := bufio.NewWriter(w)
	for _, d := range docs {
		for i := range d.Sentences {
			if err := writeSentence(out, d, i); err != nil {
				return fmt.Errorf("conllu: sentence %d: %w", i+1, err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("conllu: %w", err)
	}
	return nil
}

func writeSentence(out *bufio.Writer, d *Doc, i int) error {
	s := d.Sentences[i]
	if i == 0 {
		writeComment(out, "newdoc", "newdoc id", d.ID)
	} else if s.Paragraph != d.Sentences[i-1].Paragraph {
		writeComment(out, "newpar", "", "")
	}
	if i < len(d.SentenceIDs) && d.SentenceIDs[i] != "" {
		writeComment(out, "", "sent_id", d.SentenceIDs[i])
	}
	writeComment(out, "", "text", strings.Join(strings.Fields(d.TextOf(s.Span)), " "))
	for t := s.Start; t < s.End; t++ {
		line, err := row(d, s, t)
		if err != nil {
			return err
		}
		out.WriteString(line)
	}
	return out.WriteByte('\n')
}

func writeComment(out *bufio.Writer, bare, key, value string) {
	if value == "" {
		out.WriteString("# " + bare + "\n")
	} else {
		out.WriteString("# " + key + " = " + value + "\n")
	}
}

func row(d *Doc, s nlp.Sentence, i int) (string, error) {
	t := d.Tokens[i]
	head := "_"
	switch {
	case t.Head == nlp.Root:
		head = "0"
	case t.Head >= 0 && s.Contains(t.Head):
		head = strconv.Itoa(t.Head - s.Start + 1)
	case t.Head >= 0:
		return "", fmt.Errorf("the head of %q is in another sentence", t.Form)
	}
	misc := ""
	if i < len(d.Misc) {
		misc = d.Misc[i]
	}
	if i+1 < len(d.Tokens) && d.Tokens[i+1].Start == t.End {
		misc = strings.TrimPrefix(misc+"|SpaceAfter=No", "|")
	}
	fields := []string{strconv.Itoa(i - s.Start + 1), t.Form, t.Lemma, t.UPOS, t.XPOS, t.Feats, head, t.Deprel, "", misc}
	for i, f := range fields {
		if strings.ContainsAny(f, "\t\n\r") {
			return "", fmt.Errorf("a tab or a line break in %q", f)
		}
		if f == "" {
			fields[i] = "_"
		}
	}
	return strings.Join(fields, "\t") + "\n", nil
}
