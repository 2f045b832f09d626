package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pages are real web pages, and the words in them that others may stand for.
type pages struct {
	files []string
	words map[string][]string // by their ends, and single names by themselves
	names map[int][][]string  // names of several words, by their number
}

// readPages reads all pages below a folder.
func readPages(folder string) (*pages, error) {
	p := &pages{words: map[string][]string{}, names: map[int][][]string{}}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".html") || entry.Name() == "expected.html" {
			return err
		}
		p.files = append(p.files, path)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(p.files) == 0 {
		return nil, fmt.Errorf("no pages below %s", folder)
	}
	seen, parts := map[string]bool{}, map[string]bool{}
	for _, file := range p.files {
		page, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		doc, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			return nil, err
		}
		eachText(doc, func(n *html.Node) {
			for _, name := range namesIn(n.Data) {
				if whole := strings.Join(name, " "); !seen[whole] {
					seen[whole] = true
					p.names[len(name)] = append(p.names[len(name)], name)
				}
				for _, part := range name {
					parts[part] = true
				}
			}
			for word := range strings.FieldsSeq(n.Data) {
				word = core(word)
				if kind := kindOf(word); kind != "" && !seen[word] {
					seen[word] = true
					p.words[kind] = append(p.words[kind], word)
				}
			}
		})
	}
	p.words[nameWord] = slices.DeleteFunc(p.words[nameWord], func(word string) bool { return parts[word] })
	for _, words := range p.words {
		slices.Sort(words)
	}
	for _, names := range p.names {
		slices.SortFunc(names, slices.Compare)
	}
	return p, nil
}

// nameWord is the kind of words that are names.
const nameWord = "Name"

// core is a word without the punctuation and the genitive behind it.
func core(word string) string {
	word = strings.TrimRight(word, ".,;:!?)'\"’”")
	return strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "’s")
}

// namesIn are the names of several words in a text, which does not begin with one.
func namesIn(text string) (names [][]string) {
	var name []string
	end := func() {
		if len(name) > 1 {
			names = append(names, name)
		}
		name = nil
	}
	for i, word := range strings.Fields(text) {
		if i == 0 || kindOf(core(word)) != nameWord {
			end()
			continue
		}
		name = append(name, core(word))
		if core(word) != word {
			end()
		}
	}
	end()
	return names
}

// eachText gives the text nodes of paragraphs and headings.
func eachText(doc *html.Node, do func(*html.Node)) {
	for n := range doc.Descendants() {
		if n.Type != html.TextNode {
			continue
		}
		for above := n.Parent; above != nil; above = above.Parent {
			if above.DataAtom == atom.P || above.DataAtom == atom.H1 || above.DataAtom == atom.H2 {
				do(n)
				break
			}
		}
	}
}

// kindOf is the kind of words that may stand for a word: names, and longer words with the same end. Short ones, which
// make the sentence, have none.
func kindOf(word string) string {
	if strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) || r > unicode.MaxASCII }) || len(word) < 4 {
		return ""
	}
	if unicode.IsUpper(rune(word[0])) {
		return nameWord
	}
	for _, end := range []string{"ing", "ed", "ly", "tion", "ment", "ers", "er", "ies", "s"} {
		if strings.HasSuffix(word, end) && len(word) > len(end)+3 {
			return end
		}
	}
	return ""
}

// original is the real page that the i-th is made of.
func (p *pages) original(i int) ([]byte, error) { return os.ReadFile(p.files[i%len(p.files)]) }

// page is the i-th page: the real one the first time, and then with other words, always the same for the same i.
func (p *pages) page(i int) ([]byte, error) {
	page, err := p.original(i)
	round := i / len(p.files)
	if err != nil || round == 0 {
		return page, err
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, err
	}
	change := rand.New(rand.NewPCG(uint64(i), uint64(round)))
	others := map[string]string{}
	eachText(doc, func(n *html.Node) { p.rename(n.Data, change, others) })
	eachText(doc, func(n *html.Node) { n.Data = p.changed(n.Data, change, others) })
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Link || n.DataAtom == atom.Meta {
			readdress(n, round)
		}
	}
	var b bytes.Buffer
	err = html.Render(&b, doc)
	return b.Bytes(), err
}

// rename notes for half of the names of several words in a text which name of another page stands for them, as a whole: who
// is called by the last name alone is that one too.
func (p *pages) rename(text string, change *rand.Rand, others map[string]string) {
	for _, name := range namesIn(text) {
		other, all := name, p.names[len(name)]
		if change.IntN(2) == 0 {
			other = all[change.IntN(len(all))]
		}
		for i, word := range name {
			if _, known := others[word]; !known {
				others[word] = other[i]
			}
		}
	}
}

// changed is a text in which half of the words that may be changed are others, each always the same one in a page.
func (p *pages) changed(text string, change *rand.Rand, others map[string]string) string {
	fields := strings.SplitAfter(text, " ")
	for i, field := range fields {
		word := core(strings.TrimSpace(field))
		kind := kindOf(word)
		if kind == "" {
			continue
		}
		other, known := others[word]
		if !known {
			other = word
			if all := p.words[kind]; change.IntN(2) == 0 && len(all) > 0 {
				other = all[change.IntN(len(all))]
			}
			others[word] = other
		}
		fields[i] = strings.Replace(field, word, other, 1)
	}
	return strings.Join(fields, "")
}

// readdress gives a page an address of its own.
func readdress(n *html.Node, round int) {
	names := n.DataAtom == atom.Link
	for _, a := range n.Attr {
		names = names && (a.Key != "rel" || a.Val == "canonical") || a.Key == "property" && a.Val == "og:url"
	}
	for i, a := range n.Attr {
		if names && (a.Key == "href" || a.Key == "content") && strings.HasPrefix(a.Val, "http") {
			n.Attr[i].Val = fmt.Sprintf("%s/copy-%d", strings.TrimRight(a.Val, "/"), round)
		}
	}
}
