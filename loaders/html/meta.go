package html

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// meta is what a page says of itself in its head and in marks for machines.
type meta struct {
	properties map[string]string // name, property or itemprop in lower case to content; the first of each that is not empty
	canonical  string            // <link rel=canonical>
	title      string            // <title>
	language   string            // <html lang>
	headings   []string          // each <h1>
	times      []string          // the datetime of each <time> that is marked as the publication's
	linked     map[string]any    // the JSON-LD object of the article; nil where there is none
	password   bool              // the page asks for a password
	links      int               // links with words
	linkWords  int               // the words in them
	nodes      int               // elements and pieces of text
}

func readMeta(doc *html.Node) meta {
	m := meta{properties: map[string]string{}}
	for n := range doc.Descendants() {
		m.nodes++
		if n.Type == html.ElementNode {
			m.read(n)
		}
	}
	return m
}

func (m *meta) read(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		m.language = attr(n, "lang")
	case atom.Title:
		if m.title == "" && n.Namespace == "" {
			m.title = words(n)
		}
	case atom.H1:
		if heading := words(n); heading != "" {
			m.headings = append(m.headings, heading)
		}
	case atom.Link:
		if m.canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
			m.canonical = attr(n, "href")
		}
	case atom.Meta:
		for _, key := range []string{"property", "name", "itemprop"} {
			m.set(attr(n, key), attr(n, "content"))
		}
	case atom.Time:
		if hasAttr(n, "pubdate") || strings.EqualFold(attr(n, "itemprop"), "datePublished") {
			m.times = append(m.times, attr(n, "datetime"))
		}
	case atom.Script:
		if strings.EqualFold(attr(n, "type"), "application/ld+json") && n.FirstChild != nil {
			m.readLinked(n.FirstChild.Data)
		}
	case atom.Input:
		m.password = m.password || strings.EqualFold(attr(n, "type"), "password")
	case atom.A:
		if count := len(strings.Fields(words(n))); count > 0 {
			m.links++
			m.linkWords += count
		}
	}
}

func (m *meta) set(name, content string) {
	name = strings.ToLower(name)
	if name != "" && content != "" && m.properties[name] == "" {
		m.properties[name] = content
	}
}

// property is the content of the first of the names that the page gives.
func (m *meta) property(names ...string) string {
	for _, name := range names {
		if content := m.properties[name]; content != "" {
			return content
		}
	}
	return ""
}

// readLinked looks for the article in a JSON-LD block (https://schema.org/NewsArticle).
func (m *meta) readLinked(block string) {
	if m.linked != nil {
		return
	}
	// Line breaks within strings are against the rules and common.
	block = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, block)
	var value any
	if json.Unmarshal([]byte(block), &value) == nil {
		m.linked = findArticle(value, 0)
	}
}

// maxLinkedDepth is how deep in a JSON-LD block the article is looked for.
const maxLinkedDepth = 6

// findArticle is the first object of a type of article within a JSON value.
func findArticle(value any, depth int) map[string]any {
	if depth > maxLinkedDepth {
		return nil
	}
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			if found := findArticle(element, depth+1); found != nil {
				return found
			}
		}
	case map[string]any:
		for _, kind := range texts(value["@type"]) {
			if isArticleType(kind) {
				return value
			}
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement"} {
			if found := findArticle(value[key], depth+1); found != nil {
				return found
			}
		}
	}
	return nil
}

func isArticleType(kind string) bool {
	kind = kind[strings.LastIndexAny(kind, "/:")+1:]
	return strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "BlogPosting") || kind == "Report"
}

// texts is the strings in a JSON-LD value: itself, the elements of a list, the name of an object.
func texts(value any) []string {
	switch value := value.(type) {
	case string:
		if value = strings.TrimSpace(html.UnescapeString(value)); value != "" {
			return []string{value}
		}
	case []any:
		var all []string
		for _, element := range value {
			all = append(all, texts(element)...)
		}
		return all
	case map[string]any:
		if name, ok := value["name"].(map[string]any); ok {
			return texts(name["@value"])
		}
		if _, ok := value["name"].(string); ok {
			return texts(value["name"])
		}
	}
	return nil
}

// linkedText is the first string of a field of the JSON-LD article.
func (m *meta) linkedText(field string) string {
	if all := texts(m.linked[field]); len(all) > 0 {
		return all[0]
	}
	return ""
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// words is the text below a node on one line.
func words(n *html.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
