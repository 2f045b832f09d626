// Package news has the Article: what a loader reads and everything after it works on.
//
// It takes nothing and knows nothing of language or graphs. Every offset that newsgraph reports is a byte offset into
// Article.Text as it stands here.
package news

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Article is one news article: its text and what is known of it. The zero value of a field means that it is not known.
type Article struct {
	URL       string   // the canonical address, absolute; empty where there is none
	Title     string   // the headline, one line
	Source    string   // the publication's name, else its host
	Authors   []string // as the byline has them, in order
	Published Date     // when it was published, as precisely as that is known
	Language  string   // BCP 47, e.g. "en"; empty where not detected
	Text      string   // valid UTF-8 in NFC, paragraphs parted by one blank line ("\n\n"), no carriage returns
}

// ID is the article's identifier: 16 hex digits of a hash of its canonical URL or, without one, of its title and
// normalised text. The name of a file never enters it, so a file that moves stays the same article.
func (a Article) ID() string {
	if canonical := CanonicalURL(a.URL); canonical != "" {
		return shortHash("url", canonical)
	}
	return shortHash("text", normalise(a.Title), normalise(a.Text))
}

// ContentHash is the SHA-256 of all that the reader of the article sees (title and text), in hex. Two articles with the
// same ContentHash say the same.
func (a Article) ContentHash() string {
	return longHash(a.Title, a.Text)
}

// trackingParameters are query parameters that say how a reader came to a page and not which page it is.
var trackingParameters = map[string]bool{
	"fbclid": true, "gclid": true, "dclid": true, "msclkid": true, "mc_cid": true, "mc_eid": true, "igshid": true,
	"ref": true, "ref_src": true, "cmpid": true, "ocid": true, "smid": true, "ncid": true, "sref": true, "guccounter": true,
}

// CanonicalURL is the form of an address under which newsgraph knows a page: lower-case scheme and host, no default
// port, no fragment, no tracking parameters, the rest of the query sorted, a cleaned path without its last slash. It is
// empty where raw is no absolute http or https address.
func CanonicalURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return ""
	}
	scheme := strings.ToLower(u.Scheme)
	if scheme != "http" && scheme != "https" {
		return ""
	}
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(strings.TrimSuffix(host, ":80"), ":443")
	out := url.URL{Scheme: scheme, Host: host, RawQuery: canonicalQuery(u.Query())}
	if cleaned := path.Clean("/" + u.Path); cleaned != "/" {
		out.Path = cleaned
	}
	return out.String()
}

func canonicalQuery(values url.Values) string {
	kept := url.Values{}
	for name, all := range values {
		if trackingParameters[strings.ToLower(name)] || strings.HasPrefix(strings.ToLower(name), "utm_") {
			continue
		}
		sorted := append([]string(nil), all...)
		sort.Strings(sorted)
		kept[name] = sorted
	}
	return kept.Encode()
}

// normalise keeps letters and digits only, in lower case, with single spaces, so that a page saved twice with other
// white space or quotation marks is one article.
func normalise(text string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKC.String(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func longHash(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

func shortHash(parts ...string) string { return longHash(parts...)[:16] }
