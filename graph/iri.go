package graph

import (
	"regexp"
	"strings"
)

// iriParts parts any reference into scheme, authority, path, query and fragment (RFC 3986, appendix B), each with the sign
// that it has.
var iriParts = regexp.MustCompile(`^([^:/?#]+:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?`)

// resolveIRI is what a reference stands for in a document with a base (RFC 3986, 5.2). Without a base it is as it was. Nothing
// is written in another way than it was, as two IRIs are the same only where their letters are.
func resolveIRI(base, reference string) string {
	if base == "" || absolute(reference) {
		return reference
	}
	b, r := iriParts.FindStringSubmatch(base), iriParts.FindStringSubmatch(reference)
	scheme, authority, path, query := b[1], b[2], b[3], b[4]
	switch {
	case r[2] != "":
		authority, path, query = r[2], withoutDots(r[3]), r[4]
	case strings.HasPrefix(r[3], "/"):
		path, query = withoutDots(r[3]), r[4]
	case r[3] != "":
		folder := path[:strings.LastIndexByte(path, '/')+1]
		if folder == "" && authority != "" {
			folder = "/"
		}
		path, query = withoutDots(folder+r[3]), r[4]
	case r[4] != "":
		query = r[4]
	}
	return scheme + authority + path + query + r[5]
}

// withoutDots takes the parts "." and ".." out of a path (RFC 3986, 5.2.4).
func withoutDots(path string) string {
	parts := strings.Split(path, "/")
	var kept []string
	for i, part := range parts {
		last := i == len(parts)-1
		switch part {
		case ".", "..":
			if part == ".." && len(kept) > 0 && (len(kept) > 1 || kept[0] != "") {
				kept = kept[:len(kept)-1]
			}
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "/")
}
