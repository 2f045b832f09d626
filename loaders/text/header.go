package text

import (
	"fmt"
	"regexp"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

var headerLine = regexp.MustCompile(`^([A-Za-z]+(?:[ -][A-Za-z]+)?):(?: (.*))?$`)

// parseHeader takes the header lines off the top of clean text. There is a header where all lines above the first blank
// one are "Key: value" and one of the keys is known; keys that are not known are skipped.
func parseHeader(text string) (news.Article, error) {
	top, body, parted := strings.Cut(text, "\n\n")
	known := false
	lines := strings.Split(top, "\n")
	for _, line := range lines {
		match := headerLine.FindStringSubmatch(line)
		if match == nil {
			return news.Article{Text: text}, nil
		}
		known = known || isHeaderKey(match[1])
	}
	if !known || !parted {
		return news.Article{Text: text}, nil
	}
	a := news.Article{Text: body}
	for i, line := range lines {
		match := headerLine.FindStringSubmatch(line)
		if err := setHeader(&a, match[1], match[2]); err != nil {
			return a, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return a, nil
}

func isHeaderKey(key string) bool {
	switch strings.ToLower(key) {
	case "title", "date", "published", "source", "url", "author", "authors", "language":
		return true
	}
	return false
}

func setHeader(a *news.Article, key, value string) error {
	switch strings.ToLower(key) {
	case "title":
		a.Title = value
	case "source":
		a.Source = value
	case "language":
		a.Language = value
	case "author", "authors":
		a.Authors = splitNames(value)
	case "url":
		if a.URL = news.CanonicalURL(value); a.URL == "" && value != "" {
			return fmt.Errorf("%w URL %q; write a full address, e.g. https://example.org/news/1", format.ErrInvalid, value)
		}
	case "date", "published":
		date, err := news.ParseDate(value)
		if err != nil {
			return fmt.Errorf("%w date: %w", format.ErrInvalid, err)
		}
		a.Published = date
	}
	return nil
}

var nameSeparator = regexp.MustCompile(`\s*(?:,|;|&|\band\b)\s*`)

// splitNames is the names in "A, B and C".
func splitNames(list string) []string {
	var names []string
	for _, name := range nameSeparator.Split(list, -1) {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}
