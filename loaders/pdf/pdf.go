// Package pdf reads the text layer of PDFs.
//
// It takes the bytes of a file and gives an Article: lines put together to paragraphs column by column, words that were
// parted at the ends of lines whole again, without running heads and page numbers. It is a reader of our own, because the
// ones in pure Go that there are either give no text or can be made to fill the memory by a few bytes.
package pdf

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"newsgraph/loaders/format"
	textformat "newsgraph/loaders/text"
	"newsgraph/news"
)

// Format reads PDFs. The zero value is ready.
type Format struct{}

// Name is "pdf".
func (Format) Name() string { return "pdf" }

// Detect says yes to the sign of a PDF within the first bytes, where the standard allows it.
func (Format) Detect(head []byte, _ string) bool {
	return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-"))
}

// pictures is how many times larger than one article a file may be: most of it is pictures and fonts.
const pictures = 10

// Read yields one item. Besides those of format.ReadAll its errors are format.ErrInvalid, format.ErrUnsafe for a file
// that is encrypted, and format.ErrNotArticle for one without text.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	limit := in.MaxBytes()
	whole := in
	whole.Limit = limit * pictures
	data, err := format.ReadAll(ctx, r, whole)
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	var a news.Article
	if err == nil {
		a, err = parse(ctx, data, limit)
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if err == nil {
		a, err = format.Finish(a, in)
	}
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, a, err))
	}
	return yield(format.Item{Article: a, Name: in.Name})
}

// parse reads a file. What breaks the reader is a bad file.
func parse(ctx context.Context, data []byte, limit int64) (a news.Article, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w PDF: it cannot be read (%v)", format.ErrInvalid, r)
		}
	}()
	f, err := open(data, limit)
	if err != nil {
		return a, err
	}
	pages, err := f.pages()
	if err != nil {
		return a, err
	}
	known, fonts := newGlyphs(), map[ref]*font{}
	var all [][]line
	size := int64(0)
	for i, p := range pages {
		if err := ctx.Err(); err != nil {
			return a, err
		}
		height := max(p.box[3]-p.box[1], p.box[1]-p.box[3], 1)
		found := lines(f.paint(p, known, fonts), i, height)
		for _, l := range found {
			size += int64(len(l.text))
		}
		if all = append(all, found); size > limit {
			return a, format.TooLarge(limit)
		}
	}
	if f.bomb != nil {
		return a, f.bomb
	}
	return f.article(all)
}

// article is the article of the lines of each page.
func (f *file) article(pages [][]line) (news.Article, error) {
	kept := withoutFurniture(pages)
	if len(kept) == 0 {
		return news.Article{}, format.NotArticle("a PDF without text, as scanners make them; put a text layer into it, e.g. with ocrmypdf")
	}
	info := f.dict(f.trailer["Info"])
	a := news.Article{Title: f.stated(info["Title"]), Text: text(kept)}
	if author := f.stated(info["Author"]); author != "" && len(author) < 100 {
		a.Authors = []string{author}
	}
	if head, rest := headline(kept); head != "" && (a.Title == "" || isFileName(a.Title) || strings.EqualFold(squash(head), squash(a.Title))) {
		a.Title, a.Text = head, text(rest)
	} else if isFileName(a.Title) {
		a.Title = ""
	}
	return textformat.Compose(a), nil
}

// stated is a text that the file says of itself.
func (f *file) stated(object any) string {
	s, _ := f.get(object).(str)
	if strings.HasPrefix(string(s), "\xfe\xff") {
		return format.CleanLine(utf16Text(s[2:]))
	}
	e := baseEncoding("WinAnsiEncoding")
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteString(e[c])
	}
	return format.CleanLine(b.String())
}

var fileName = regexp.MustCompile(`(?i)^(?:microsoft word\b|untitled|document\d*$|.*\.(?:docx?|pdf|indd|qxd|tex|dvi|rtf|odt|pages|html?)$)|^\S*_\S*$`)

// isFileName says whether a title is what a program put there, not a person.
func isFileName(title string) bool { return fileName.MatchString(title) }

func squash(s string) string { return strings.Join(strings.Fields(s), "") }

// headline is the lines at the top of the first page that are set in the largest type, and what follows them.
func headline(all []line) (string, []line) {
	body := commonSize(all)
	first := 0
	for first < len(all) && first < 6 && all[first].size < body*1.2 {
		first++
	}
	if first >= len(all) || first >= 6 || all[first].page != all[0].page {
		return "", all
	}
	last := first
	for last+1 < len(all) && last-first < 4 && all[last+1].page == all[first].page && all[last+1].size > all[first].size*0.95 && all[last+1].size < all[first].size*1.05 {
		last++
	}
	var words []string
	for _, l := range all[first : last+1] {
		words = append(words, l.text)
	}
	rest := append(append([]line(nil), all[:first]...), all[last+1:]...)
	head := strings.Join(words, " ")
	if len(rest) == 0 || len(strings.Fields(head)) < 2 {
		return "", all
	}
	return head, rest
}
