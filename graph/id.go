package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	keyDigits  = 16 // hex digits of a key
	hashDigits = 20 // hex digits of a statement's or evidence's id: 80 bits, so that 100 million of them do not meet
	slugLimit  = 60 // bytes of a slug
)

// NamedKey is the key of a thing that is named: every article that knows a thing of that type under that founding name
// (normalised, as LocalEntity.Founding has it) gives it the same key.
func NamedKey(t EntityType, founding string) Key {
	return Key(hash(keyDigits, "named", string(t), founding))
}

// LocalKey is the key of a thing that is described and never named. It holds inside its article: the same words in
// another article have another key. The id is the article's, with or without ArticlePrefix.
func LocalKey(articleID string, t EntityType, founding string) Key {
	return Key(hash(keyDigits, "local", strings.TrimPrefix(articleID, ArticlePrefix), string(t), founding))
}

// entityID is the entity of a key. It is the one place that decides that.
func entityID(key Key, founding string) string {
	return EntityPrefix + slug(founding, "unnamed") + "-" + string(key[:8])
}

// predicateID is the predicate of a label.
func predicateID(label string) string {
	return PredicatePrefix + slug(label, hash(8, "label", label))
}

// statementID is the statement of a content.
func statementID(c core) string {
	return StatementPrefix + hash(hashDigits, "statement", c.triple(), string(c.polarity), string(c.modality), c.speaker, c.edtf)
}

// hash is the beginning of a SHA-256 over parts that cannot run into each other.
func hash(digits int, parts ...string) string {
	h := sha256.New()
	var size [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		h.Write(size[:])
		h.Write([]byte(part))
	}
	return hex.EncodeToString(h.Sum(nil))[:digits]
}

// slug is the readable part of an id: lower-case letters and digits without their marks, everything else a hyphen; no
// longer than slugLimit bytes. It is otherwise where nothing is left.
func slug(text, otherwise string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			hyphen = b.Len() > 0
			continue
		}
		r = unicode.ToLower(r)
		if b.Len()+1+len(string(r)) > slugLimit {
			break
		}
		if hyphen {
			b.WriteByte('-')
			hyphen = false
		}
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return otherwise
	}
	return norm.NFC.String(b.String())
}

// fold is the form under which names are looked up: lower case, single spaces, no control characters.
func fold(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.IsSpace(r) {
			return ' '
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(name))
	return strings.Join(strings.Fields(name), " ")
}

// lower is the form in which filters compare text.
func lower(text string) string { return strings.ToLower(norm.NFC.String(text)) }
