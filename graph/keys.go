package graph

import (
	"encoding/binary"
	"math"
	"strings"
	"time"
)

// kind is the first byte of a record's key. Capital letters are primary: what was loaded. All else, like the quads, is
// made of them and can be made again. Ids in keys are without their prefix. A \x00 parts what has no fixed length.
type kind string

const (
	articleKind  kind = "A" // article: the articleRow, without the text
	textKind     kind = "T" // article: its text
	readingKind  kind = "R" // article: what was read in it, as JSON
	curationKind kind = "L" // number: an entry of the curation log, as JSON
	historyKind  kind = "H" // article \0 number: an earlier text and what was read in it
	datasetKind  kind = "D" // name: the Dataset, as JSON
	sourceKind   kind = "S" // source: the LedgerSource, as JSON
	itemKind     kind = "I" // source \0 name: the LedgerEntry, as JSON
	originKind   kind = "O" // article \0 source \0 name: empty
	jobKind      kind = "J" // job: the Job, as JSON
	openKind     kind = "Q" // job that has not ended: empty
	taskKind     kind = "K" // job \0 number: a Task that is not done, as JSON
	uploadKind   kind = "B" // job \0 number: the bytes of a Task that is not done
	broughtKind  kind = "G" // job \0 article that it loaded: empty
	revisionKind kind = "V" // "": the number of commits
	formatKind   kind = "F" // "": the storeFormat, as JSON
	updateKind   kind = "E" // revision: the Update; the last few are kept, of this store and in no backup

	statementKind kind = "s" // statement: the statementRow
	entityKind    kind = "e" // entity: the entityRow
	predicateKind kind = "p" // predicate: the predicateRow
	countersKind  kind = "c" // "": the counters

	nameKind        kind = "m" // entity \0 name: articles that have it as the fullest, uses
	typeKind        kind = "y" // entity \0 type: articles, revisions
	descriptionKind kind = "d" // entity \0 description: articles
	labelKind       kind = "l" // predicate \0 label: articles, revisions
	surfaceKind     kind = "f" // predicate \0 surface form: uses

	evidenceKind kind = "v" // statement \0 ascending published, article, start, evidence: the evidenceRow
	quotedKind   kind = "w" // article \0 start, evidence: the statement
	vanishedKind kind = "!" // article \0 start, evidence: the statement that an earlier text made
	mentionKind  kind = "x" // article \0 entity
	tripleKind   kind = "t" // triple \0 statement

	keyKind      kind = "a" // key \0 article: the founding name that the article has for it
	voteKind     kind = "b" // short key \0 full key: articles that use both
	votersKind   kind = "5" // short key \0 full key \0 article
	electedKind  kind = "6" // short key: the full key that the votes elect, and how many do
	linkedKind   kind = "7" // full key \0 short key
	groupKind    kind = "z" // key: its group
	memberKind   kind = "%" // entity \0 key that is it
	handKind     kind = "#" // key \0 number of an entry of the curation log that speaks of it: empty while it counts
	reviewKind   kind = "$" // statement \0 number of an entry of the curation log: the verdict
	redirectKind kind = "8" // entity that a key would be \0 key: the entity that it is
	formerKind   kind = "9" // statement that evidence would make \0 statement that it makes: articles

	initialsKind  kind = "/" // initials \0 entity: how many of the entity's names have them
	signatureKind kind = "&" // article: the signature of its text
	bandKind      kind = "(" // number and content of a band of a signature, article
	storyKind     kind = ")" // article that has copies: the article after which their story is named
	copyKind      kind = "*" // article after which a story is named \0 article of the story

	// Lists in their default order: behind the prefix stands the order key, which ends in the id.
	byNameKind     kind = "n" // folded name \0 entity: how many of the entity's names fold to it
	entitiesKind   kind = "g" // all entities: descending statement count
	namesKind      kind = "h" // all entities: folded name
	articlesKind   kind = "i" // all articles: descending published
	articlesOfKind kind = "j" // entity \0 descending published, article
	statementsKind kind = "k" // all statements: descending published
	statementsOf   kind = "o" // entity \0 descending published, statement: statements that have it at an end
	predicatedKind kind = "q" // predicate \0 descending published, statement
	spokenKind     kind = "r" // speaker \0 descending published, statement
	placedKind     kind = "u" // place \0 descending published, statement
	latestKind     kind = "1" // all statements: descending time
	earliestKind   kind = "2" // all statements: ascending time
	oldestKind     kind = "3" // all statements: ascending published
)

// primary says that a record is of what was loaded.
func primary(key string) bool { return key != "" && 'A' <= key[0] && key[0] <= 'Z' }

// prefixes of ids by kind of the key that has them without.
func bare(id string) string {
	if _, rest, found := strings.Cut(id, "/"); found {
		return rest
	}
	return id
}

// key is the key of what belongs to an id.
func (k kind) key(id string) string { return string(k) + bare(id) }

// under is the prefix of all that belongs to an id.
func (k kind) under(id string) string { return string(k) + bare(id) + "\x00" }

// prefixEnd is the first key behind all that begin with the prefix.
func prefixEnd(prefix string) string {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return string(end[:i+1])
		}
	}
	return ""
}

const (
	timeSize   = 12 // bytes of a time in a key
	numberSize = 4
)

// timeBias puts every time that we know above 0 and below 0xff in its first byte.
const timeBias = 1 << 62

// unknownTime stands behind every known time, in both directions.
var unknownTime = strings.Repeat("\xff", timeSize)

func ascendingTime(t time.Time) string {
	if t.IsZero() {
		return unknownTime
	}
	var b [timeSize]byte
	binary.BigEndian.PutUint64(b[:], uint64(t.Unix()+timeBias))
	binary.BigEndian.PutUint32(b[8:], uint32(t.Nanosecond()))
	return string(b[:])
}

func descendingTime(t time.Time) string {
	if t.IsZero() {
		return unknownTime
	}
	return invert(ascendingTime(t))
}

// keyTime is the time of an ascending time key.
func keyTime(key string) time.Time {
	if len(key) < timeSize || key[:timeSize] == unknownTime {
		return time.Time{}
	}
	b := []byte(key[:timeSize])
	return time.Unix(int64(binary.BigEndian.Uint64(b))-timeBias, int64(binary.BigEndian.Uint32(b[8:]))).UTC()
}

func ascendingNumber(n int) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(min(max(n, 0), math.MaxUint32))))
}

func keyNumber(key string) int { return int(binary.BigEndian.Uint32([]byte(key[:numberSize]))) }

// ascendingFloat is for numbers from 0 up.
func ascendingFloat(f float64) string {
	return string(binary.BigEndian.AppendUint64(nil, math.Float64bits(f)))
}

// ascendingText ends in what is before every character, so that a word stands before its continuations.
func ascendingText(s string) string { return s + "\x00" }

// invert turns the order of keys around.
func invert(key string) string {
	b := []byte(key)
	for i := range b {
		b[i] = ^b[i]
	}
	return string(b)
}

// cutZero parts a key at its first \x00.
func cutZero(key string) (before, after string) {
	before, after, _ = strings.Cut(key, "\x00")
	return before, after
}
