package format

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"

	"newsgraph/news"
)

// Finish makes an article whole: it cleans every field, takes the URL and the date from the input where the article has
// none, the source from the URL's host, and finds the language. An article without words or in a language that is not
// read is refused.
func Finish(a news.Article, in Input) (news.Article, error) {
	a.Title, a.Source, a.Text = CleanLine(a.Title), CleanLine(a.Source), Clean(a.Text)
	var authors []string
	for _, author := range a.Authors {
		if author = CleanLine(author); author != "" && !slices.Contains(authors, author) {
			authors = append(authors, author)
		}
	}
	a.Authors = authors
	if a.URL = news.CanonicalURL(a.URL); a.URL == "" {
		a.URL = news.CanonicalURL(in.URL)
	}
	if !a.Published.Known() {
		a.Published = in.Published
	}
	if a.Source == "" {
		a.Source = Host(a.URL)
	}
	if !hasWords(a.Text) {
		return a, NotArticle("it has no words; check that the text was saved with it")
	}
	if a.Language == "" {
		a.Language = Language(a.Text)
	}
	if a.Language != "" && len(in.Languages) > 0 && !slices.Contains(in.Languages, primary(a.Language)) {
		return a, fmt.Errorf("%w: its language is %q, newsgraph reads %s", ErrLanguage, a.Language, strings.Join(in.Languages, ", "))
	}
	return a, nil
}

// Host is the host of an address without "www."; empty where there is none.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

func hasWords(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }

// primary is the language of a BCP 47 tag without script and region.
func primary(tag string) string {
	language, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	return strings.ToLower(language)
}

// minLanguageWords is how many words it takes before a guess at the language is worth having.
const minLanguageWords = 20

// languageSample is how many bytes of a text its language is known by. More would take longer and not say more.
const languageSample = 3000

// Language is the ISO 639-1 code of the language that text is in, by its letters and trigrams; empty where the text is
// too short to tell or the guess is not reliable.
func Language(text string) string {
	if len(strings.Fields(text)) < minLanguageWords {
		return ""
	}
	guess := whatlanggo.Detect(strings.ToValidUTF8(text[:min(len(text), languageSample)], ""))
	if !guess.IsReliable() {
		return ""
	}
	return guess.Lang.Iso6391()
}

// Fail is an Item that says why an input, or the item of it called name, is no article. Its error begins with the
// format's name and the item's.
func Fail(formatName, name string, a news.Article, err error) Item {
	return Item{Article: a, Name: name, Err: fmt.Errorf("%s: %s: %w", formatName, name, err)}
}

// Single reads an input that holds one article: it reads all bytes, hands them to parse, finishes the article and yields
// it. It is the Read of such formats; formatName is the prefix of its errors.
func Single(ctx context.Context, formatName string, r io.Reader, in Input, yield func(Item) error, parse func([]byte) (news.Article, error)) error {
	data, err := ReadAll(ctx, r, in)
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	var a news.Article
	if err == nil {
		a, err = parse(data)
	}
	if err == nil {
		a, err = Finish(a, in)
	}
	if err != nil {
		return yield(Fail(formatName, in.Name, a, err))
	}
	return yield(Item{Article: a, Name: in.Name})
}
