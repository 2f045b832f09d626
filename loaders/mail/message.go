package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"github.com/jhillyerd/enmime/v2"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

// maxParts is how many parts of parts a message may have: parsing takes a buffer for each around another.
const maxParts = 200

var boundary = regexp.MustCompile(`(?i)boundary\*?0?\*?\s*=`)

// message yields the article of a message and what is attached to it; err is what its reading gave.
func (f Format) message(ctx context.Context, data []byte, err error, in format.Input, at format.Place, yield func(format.Item) error) error {
	var root *enmime.Part
	if err == nil {
		root, err = parse(data)
	}
	if err != nil {
		item := format.Fail(f.Name(), in.Name, news.Article{}, err)
		item.Next = at.Next
		return yield(item)
	}
	var attached []*enmime.Part
	if len(f.Inside) > 0 && !isSaved(root) {
		attached = attachments(root)
	}
	a, err := article(ctx, root, in)
	item := format.Item{Article: a, Name: in.Name, Next: at.Next}
	if err != nil {
		item = format.Fail(f.Name(), in.Name, a, err)
	}
	if item.Next = at.Next; len(attached) > 0 {
		item.Next = at.Here
	}
	// A letter that only carries documents is no article, and they are.
	if !errors.Is(err, format.ErrNotArticle) || len(attached) == 0 {
		if err := yield(item); err != nil {
			return err
		}
	}
	for i, part := range attached {
		each, place := in, at
		each.Name, each.ContentType, each.URL = in.Name+"#"+format.CleanLine(part.FileName), part.ContentType, ""
		if i < len(attached)-1 {
			place.Next = at.Here
		}
		if err := format.Inside(ctx, f.Inside, bytes.NewReader(part.Content), each, place, yield); err != nil {
			return err
		}
	}
	return nil
}

// parse parses a message. The library is fed with whatever people send.
func parse(data []byte) (root *enmime.Part, err error) {
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("%w message: it cannot be parsed (%v)", format.ErrInvalid, r)
		}
	}()
	if len(boundary.FindAllIndex(data, maxParts+1)) > maxParts {
		return nil, fmt.Errorf("%w message: more than %d parts of parts", format.ErrInvalid, maxParts)
	}
	root, err = enmime.ReadParts(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w message: %w", format.ErrInvalid, err)
	}
	return root, nil
}

// isSaved says whether a message is a page that a browser saved.
func isSaved(root *enmime.Part) bool {
	return root.Header.Get("Snapshot-Content-Location") != "" || strings.Contains(root.Header.Get("From"), "Saved by ") ||
		root.ContentType == "multipart/related" && root.Header.Get("To") == "" && root.FirstChild != nil && root.FirstChild.Header.Get("Content-Location") != ""
}

// body is the first part of a media type that is not attached.
func body(root *enmime.Part, contentType string) *enmime.Part {
	return root.DepthMatchFirst(func(p *enmime.Part) bool {
		return (p.ContentType == contentType || p.ContentType == "" && contentType == "text/plain") && p.Disposition != "attachment" && p.FirstChild == nil
	})
}

// attachments are the documents that come with a message.
func attachments(root *enmime.Part) []*enmime.Part {
	return root.DepthMatchAll(func(p *enmime.Part) bool {
		if p.FirstChild != nil || p.FileName == "" || format.IsFurniture(p.ContentType) || format.IsFurnitureName(p.FileName) {
			return false
		}
		return p.Disposition == "attachment" || !strings.HasPrefix(p.ContentType, "text/")
	})
}

// article is the article of a message.
func article(ctx context.Context, root *enmime.Part, in format.Input) (news.Article, error) {
	page, plain := body(root, "text/html"), body(root, "text/plain")
	if isSaved(root) {
		return saved(ctx, root, page, in)
	}
	a := header(root)
	var fromPage news.Article
	var err error
	if page != nil {
		fromPage, err = pageArticle(ctx, page, in)
	}
	switch words := len(strings.Fields(fromPage.Text)); {
	case words > 0 && err == nil && (plain == nil || words >= enoughWords || words >= len(strings.Fields(string(plain.Content)))/2):
		a.Text = fromPage.Text
	case plain != nil:
		a.Text = letter(string(plain.Content))
	case err != nil:
		return a, err
	}
	if int64(len(a.Text)) > in.MaxBytes() {
		return a, format.TooLarge(in.MaxBytes())
	}
	in.URL = ""
	return format.Finish(text.Compose(a), in)
}

// enoughWords is how many words in its HTML make that the body of a letter, however long its plain text is.
const enoughWords = 60

// saved is the article of a page that a browser saved.
func saved(ctx context.Context, root, page *enmime.Part, in format.Input) (news.Article, error) {
	if page == nil {
		return news.Article{}, format.NotArticle("a saved page without its HTML")
	}
	if in.URL == "" {
		in.URL = page.Header.Get("Content-Location")
	}
	if location := root.Header.Get("Snapshot-Content-Location"); in.URL == "" || strings.HasPrefix(in.URL, "cid:") {
		in.URL = location
	}
	return pageArticle(ctx, page, in)
}

// pageArticle reads an HTML part, which the parser has decoded.
func pageArticle(ctx context.Context, page *enmime.Part, in format.Input) (news.Article, error) {
	in.ContentType = "text/html; charset=utf-8"
	return html.Format{}.Article(ctx, page.Content, in)
}

var replyTo = regexp.MustCompile(`(?i)^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*`)

// header is what a message says of itself: its subject is the title, its sender the publication.
func header(root *enmime.Part) news.Article {
	a := news.Article{Title: replyTo.ReplaceAllString(decoded(root.Header.Get("Subject")), "")}
	if at := format.Resolve("", strings.Trim(root.Header.Get("Archived-At"), "<> ")); at != "" {
		a.URL = at
	}
	if sent, err := mail.ParseDate(root.Header.Get("Date")); err == nil && sent.Year() > 1970 {
		a.Published = news.Date{Time: sent.UTC().Truncate(time.Second), Precision: news.Instant}
	}
	a.Source = sender(root.Header.Get("From"))
	return a
}

// sender is the name of a sender, else the host of the address.
func sender(from string) string {
	parser := mail.AddressParser{WordDecoder: new(mime.WordDecoder)}
	address, err := parser.Parse(from)
	if err != nil {
		name, _, _ := strings.Cut(decoded(from), "<")
		return strings.Trim(name, `" `)
	}
	if address.Name != "" {
		return address.Name
	}
	_, host, _ := strings.Cut(address.Address, "@")
	return host
}

// decoded is a field with its encoded words as text.
func decoded(field string) string {
	if text, err := new(mime.WordDecoder).DecodeHeader(field); err == nil {
		return text
	}
	return field
}

// letter is the plain text of a letter without its signature and without what it quotes.
func letter(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if at := strings.Index(text, "\n-- \n"); at >= 0 {
		text = text[:at]
	}
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, ">") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
