package office

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"newsgraph/loaders/format"
)

// maxDepth is how deep elements may stand within each other.
const maxDepth = 256

// walk gives each token of an XML part to visit, with the names of the elements around it. Entities that a document
// declares are not known and are errors, so that none can be made of many.
func walk(data []byte, visit func(token xml.Token, path []string) error) error {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.CharsetReader = charset.NewReaderLabel
	var path []string
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errXML(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			if path = append(path, start.Name.Local); len(path) > maxDepth {
				return fmt.Errorf("%w XML: elements are nested more than %d deep", format.ErrInvalid, maxDepth)
			}
		}
		if err := visit(token, path); err != nil {
			return err
		}
		if _, ok := token.(xml.EndElement); ok {
			path = path[:len(path)-1]
		}
	}
}

// eachText gives the text of each element that has some to visit.
func eachText(data []byte, visit func(path []string, value string)) error {
	return walk(data, func(token xml.Token, path []string) error {
		if chars, ok := token.(xml.CharData); ok && len(path) > 0 {
			if value := strings.TrimSpace(string(chars)); value != "" {
				visit(path, value)
			}
		}
		return nil
	})
}

// bodyText is the text of a document with blank lines between its paragraphs.
func bodyText(data []byte, odt bool) (string, error) {
	w := writer{odt: odt}
	err := walk(data, func(token xml.Token, path []string) error {
		switch token := token.(type) {
		case xml.StartElement:
			w.start(token.Name.Local)
		case xml.EndElement:
			w.end(token.Name.Local)
		case xml.CharData:
			w.chars(string(token), path)
		}
		return nil
	})
	return w.b.String(), err
}

// writer writes the text of a document.
type writer struct {
	b      strings.Builder
	odt    bool
	hidden int // how many elements around have text that readers do not see
}

func (w *writer) start(element string) {
	if w.hides(element) {
		w.hidden++
	}
	if w.hidden > 0 {
		return
	}
	switch element {
	case "tab", "s", "tc", "table-cell":
		w.b.WriteByte(' ')
	case "br", "cr", "line-break":
		w.b.WriteByte('\n')
	}
}

func (w *writer) end(element string) {
	if w.hides(element) {
		w.hidden--
	} else if w.hidden == 0 && (element == "p" || element == "h") {
		w.b.WriteString("\n\n")
	}
}

// hides says whether the text in an element is no part of the document as it is read.
func (w *writer) hides(element string) bool {
	switch element {
	case "tracked-changes", "annotation", "note", "table-of-content", "sequence-decls", "del", "moveFrom", "instrText", "Fallback", "pict", "drawing", "frame", "sdtPr":
		return true
	}
	return false
}

// chars writes text. In Word it stands in elements of its own, and all other text is layout.
func (w *writer) chars(text string, path []string) {
	if w.hidden > 0 || len(path) == 0 || !w.odt && path[len(path)-1] != "t" {
		return
	}
	w.b.WriteString(text)
}
