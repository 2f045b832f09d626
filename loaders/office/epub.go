package office

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/url"
	"path"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/news"
)

// book is what the package document of an EPUB says (https://www.w3.org/TR/epub-33/#sec-package-doc).
type book struct {
	folder    string
	title     string
	publisher string
	date      string
	chapters  []string // the files in the order of reading, without tables of contents
}

// maxChapters is the most files of an EPUB.
const maxChapters = 20_000

// readEPUB yields the chapters.
func (d *document) readEPUB(ctx context.Context, in format.Input, yield func(format.Item) error) error {
	b, err := d.book()
	if err != nil {
		return yield(format.Fail(name, in.Name, news.Article{}, err))
	}
	if date, err := news.ParseDate(b.date); err == nil && date.Known() && !in.Published.Known() {
		in.Published = date
	}
	for i, chapter := range b.chapters {
		if err := ctx.Err(); err != nil {
			return err
		}
		if int64(i) < in.Start {
			continue
		}
		item := d.chapter(ctx, b, chapter, in)
		item.Next = int64(i) + 1
		if err := yield(item); err != nil {
			return err
		}
	}
	return nil
}

// chapter is the article of a file of the book.
func (d *document) chapter(ctx context.Context, b book, chapter string, in format.Input) format.Item {
	called := in.Name + "#" + format.CleanLine(chapter)
	data, err := d.part(chapter)
	if err != nil {
		return format.Fail(name, called, news.Article{}, err)
	}
	in.ContentType = ""
	a, err := html.Format{}.Article(ctx, data, in)
	if err != nil {
		return format.Fail(name, called, a, err)
	}
	if a.Source == "" {
		if a.Source = format.CleanLine(b.publisher); a.Source == "" {
			a.Source = format.CleanLine(b.title)
		}
	}
	return format.Item{Article: a, Name: called}
}

// book reads the package document that META-INF/container.xml names.
func (d *document) book() (book, error) {
	container, err := d.part(epubPart)
	if err != nil {
		return book{}, err
	}
	var file string
	err = walk(container, func(token xml.Token, _ []string) error {
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "rootfile" && file == "" {
			file = attribute(start, "full-path")
		}
		return nil
	})
	if err != nil {
		return book{}, err
	}
	data, err := d.part(file)
	if err != nil {
		return book{}, err
	}
	b := book{folder: path.Dir(file)}
	return b, b.read(data)
}

// read reads a package document.
func (b *book) read(data []byte) error {
	files, toc := map[string]string{}, map[string]bool{}
	err := walk(data, func(token xml.Token, path []string) error {
		switch token := token.(type) {
		case xml.StartElement:
			return b.element(token, files, toc)
		case xml.CharData:
			b.describe(path, strings.TrimSpace(string(token)))
		}
		return nil
	})
	if err == nil && len(b.chapters) == 0 {
		err = format.NotArticle("a book without chapters")
	}
	return err
}

// element takes the files and their order.
func (b *book) element(e xml.StartElement, files map[string]string, toc map[string]bool) error {
	switch e.Name.Local {
	case "item":
		id, kind := attribute(e, "id"), attribute(e, "media-type")
		if kind == "application/xhtml+xml" || kind == "text/html" {
			files[id] = attribute(e, "href")
			toc[id] = strings.Contains(" "+attribute(e, "properties")+" ", " nav ")
		}
	case "itemref":
		id := attribute(e, "idref")
		href, err := url.PathUnescape(files[id])
		if err != nil || href == "" || toc[id] || attribute(e, "linear") == "no" {
			return nil
		}
		if len(b.chapters) == maxChapters {
			return fmt.Errorf("%w: a book of more than %d chapters", format.ErrTooLarge, maxChapters)
		}
		b.chapters = append(b.chapters, path.Join(b.folder, href))
	}
	return nil
}

// describe takes what the book says of itself.
func (b *book) describe(path []string, value string) {
	if len(path) == 0 || value == "" {
		return
	}
	var field *string
	switch path[len(path)-1] {
	case "title":
		field = &b.title
	case "publisher":
		field = &b.publisher
	case "date":
		field = &b.date
	default:
		return
	}
	if *field == "" {
		*field = value
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
