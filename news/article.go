// Package news has the Article: what a loader reads and everything after it works on.
//
// It takes nothing and knows nothing of language or graphs. Every offset that newsgraph reports is a byte offset into
// Article.Text as it stands here.
package news

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
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

	// Of is the ID of the article that this is a text of, where its own words cannot tell: of a file without an address
	// whose text has changed. It counts only where there is no URL.
	Of string `json:",omitempty"`
}

// ID is the article's identifier: 16 hex digits of a hash of its canonical URL or, without one, of its title and
// normalised text, as they were when it was first seen. The name of a file never enters it, so a file that moves stays
// the same article.
func (a Article) ID() string {
	if canonical := CanonicalURL(a.URL); canonical != "" {
		return shortHash("url", canonical)
	}
	if a.Of != "" {
		return a.Of
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

// CanonicalURL is the form of an address under which newsgraph knows a page: lower-case scheme and host (in ASCII), no
// default port, no user, no fragment, no tracking parameters, the rest of the query sorted, a cleaned path without its
// last slash, escapes only where they must be. It is empty where raw is no absolute http or https address. The canonical
// form of a canonical form is itself.
func CanonicalURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return ""
	}
	scheme, host := strings.ToLower(u.Scheme), canonicalHost(u)
	if scheme != "http" && scheme != "https" || host == "" {
		return ""
	}
	return scheme + "://" + host + canonicalPath(u) + canonicalQuery(u.RawQuery)
}

// canonicalHost is the host and, where it is not the scheme's own, the port.
func canonicalHost(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	host = strings.TrimRight(host, ".")
	if strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-._:") != "" {
		return ""
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	if port == "" || port == "80" && strings.EqualFold(u.Scheme, "http") || port == "443" && strings.EqualFold(u.Scheme, "https") {
		return host
	}
	return host + ":" + port
}

// canonicalPath cleans the path and escapes each segment in one way; an escaped slash stays part of its segment.
func canonicalPath(u *url.URL) string {
	var kept []string
	for segment := range strings.SplitSeq(u.EscapedPath(), "/") {
		if plain, err := url.PathUnescape(segment); err == nil {
			segment = plain
		}
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, url.PathEscape(segment))
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "/" + strings.Join(kept, "/")
}

// canonicalQuery is the query with its question mark, parameters sorted and without those that track. A query that cannot
// be read stays, but for characters that no address may have.
func canonicalQuery(raw string) string {
	values, err := url.ParseQuery(raw)
	if err != nil {
		var b strings.Builder
		for _, c := range []byte(raw) {
			if c <= ' ' || c >= 0x7f {
				fmt.Fprintf(&b, "%%%02X", c)
				continue
			}
			b.WriteByte(c)
		}
		return "?" + b.String()
	}
	for name := range values {
		if lower := strings.ToLower(name); trackingParameters[lower] || strings.HasPrefix(lower, "utm_") {
			delete(values, name)
			continue
		}
		sort.Strings(values[name])
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
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
