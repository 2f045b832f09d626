package graph

import (
	"cmp"
	"context"
	"encoding/binary"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"
)

// Articles that carry nearly the same text are one story: their claims have one source. Texts are compared by MinHash over
// their shingles (Broder, On the resemblance and containment of documents, 1997): the share of the places at which two
// signatures agree estimates the share of shingles that the texts have in common. The signatures stand in an index by
// bands. Two that differ at fewer places than there are bands have a band in common, whichever places those are, so that
// none above the threshold is missed. A story is what hangs together by such pairs.
const (
	shingleWords  = 5
	signatureSize = 64
	bandRows      = 3
	bands         = signatureSize / bandRows
	sameTexts     = signatureSize - bands + 1 // about two shingles in three; fewer differences than there are bands
)

// signature is the MinHash of a text.
type signature [signatureSize]uint32

// signatureOf is the signature of an article's text. One of fewer words than a shingle has is like its own copies alone.
func signatureOf(a *Article) signature {
	list := words(a.Text)
	var s signature
	for i := range s {
		s[i] = math.MaxUint32
	}
	if len(list) < shingleWords {
		s.add(a.ContentHash)
		return s
	}
	for i := range len(list) - shingleWords + 1 {
		s.add(strings.Join(list[i:i+shingleWords], " "))
	}
	return s
}

func (s *signature) add(shingle string) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(shingle)) // which never fails
	state := h.Sum64()
	for i := range s {
		// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) gives one hash after the other.
		state += 0x9e3779b97f4a7c15
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		s[i] = min(s[i], uint32(z>>32))
	}
}

func (s *signature) like(other *signature) bool {
	same := 0
	for i := range s {
		same += exists(s[i] == other[i])
	}
	return same >= sameTexts
}

func (s *signature) encode() string {
	var b []byte
	for _, v := range s {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return string(b)
}

func decodeSignature(article, value string) (*signature, error) {
	if len(value) != 4*signatureSize {
		return nil, damage(errDamaged, "the signature of "+article)
	}
	var s signature
	for i := range s {
		s[i] = binary.BigEndian.Uint32([]byte(value[4*i:]))
	}
	return &s, nil
}

// bandKeys are what stands before the article in the index, one key per band.
func (s *signature) bandKeys() []string {
	keys := make([]string, bands)
	encoded := s.encode()
	for i := range keys {
		keys[i] = string(bandKind) + string([]byte{byte(i)}) + encoded[4*bandRows*i:4*bandRows*(i+1)]
	}
	return keys
}

// storyteller keeps which articles are one story.
type storyteller struct {
	d     *draft
	dirty map[string]bool // articles, without prefix, of which the story may change
	moved map[string]bool // articles of which the story is another one
	torn  bool            // a story may have fallen apart
}

func newStoryteller(d *draft) *storyteller {
	return &storyteller{d: d, dirty: map[string]bool{}, moved: map[string]bool{}}
}

// change replaces the text of an article; it is nil where the article is gone.
func (t *storyteller) change(ctx context.Context, id string, a *Article) error {
	id = bare(id)
	value, had, err := t.d.get(ctx, signatureKind.key(id))
	if err != nil {
		return err
	}
	now := ""
	var s signature
	if a != nil {
		s = signatureOf(a)
		now = s.encode()
	}
	if now == value {
		return nil
	}
	if had {
		old, err := decodeSignature(id, value)
		if err != nil {
			return err
		}
		if err := t.remove(ctx, id, old); err != nil {
			return err
		}
	}
	t.dirty[id] = true
	if a == nil {
		return nil
	}
	t.d.put(signatureKind.key(id), now)
	for _, key := range s.bandKeys() {
		t.d.put(key+id, "")
	}
	return nil
}

// remove takes an article out of its story. Where all that was near it is near one of them, the story holds together
// without it; else it is gathered anew.
func (t *storyteller) remove(ctx context.Context, id string, old *signature) error {
	t.d.remove(signatureKind.key(id))
	for _, key := range old.bandKeys() {
		t.d.remove(key + id)
	}
	left, err := t.near(ctx, id, old)
	if err != nil {
		return err
	}
	root, err := storyOf(ctx, t.d, id)
	if err != nil {
		return err
	}
	if err := t.move(ctx, id, ""); err != nil || len(left) == 0 {
		return err
	}
	s, err := t.signature(ctx, left[0])
	if err != nil {
		return err
	}
	around, err := t.near(ctx, left[0], s)
	if err != nil {
		return err
	}
	for _, other := range left[1:] {
		if !slices.Contains(around, other) {
			t.torn = true
			for _, other := range left {
				t.dirty[other] = true
			}
			return nil
		}
	}
	members, err := textsUnder(ctx, t.d, copyKind.under(root))
	if err != nil {
		return err
	}
	return t.name(ctx, members)
}

// name names a story of these articles after the first of them.
func (t *storyteller) name(ctx context.Context, members []string) error {
	root := ""
	if len(members) > 1 {
		root = slices.Min(members)
	}
	for _, member := range members {
		if err := t.move(ctx, member, root); err != nil {
			return err
		}
	}
	return nil
}

// near are the other articles of which the text is nearly the same.
func (t *storyteller) near(ctx context.Context, id string, s *signature) ([]string, error) {
	seen := map[string]bool{id: true}
	var found []string
	for _, key := range s.bandKeys() {
		for rec, err := range t.d.scan(ctx, key, prefixEnd(key), false) {
			if err != nil {
				return nil, err
			}
			other := rec.key[len(key):]
			if seen[other] {
				continue
			}
			seen[other] = true
			value, there, err := t.d.get(ctx, signatureKind.key(other))
			if err != nil {
				return nil, err
			}
			if !there && guessing(ctx) {
				continue
			}
			theirs, err := decodeSignature(other, value)
			if err != nil {
				return nil, err
			}
			if s.like(theirs) {
				found = append(found, other)
			}
		}
	}
	return found, nil
}

func (t *storyteller) signature(ctx context.Context, id string) (*signature, error) {
	value, _, err := t.d.get(ctx, signatureKind.key(id))
	if err != nil {
		return nil, err
	}
	return decodeSignature(id, value)
}

// settle makes the stories anew that were touched, and gives the articles of which the story is another one.
func (t *storyteller) settle(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(t.dirty)) {
		joined, err := t.join(ctx, id)
		if err != nil {
			return nil, err
		}
		if joined {
			continue
		}
		story, err := t.gather(ctx, id, seen)
		if err != nil {
			return nil, err
		}
		if err := t.name(ctx, story); err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(t.moved)), nil
}

// join puts an article that is new into the one story that it is near, where that keeps its name: which is nearly always
// so, and does not take a look at all of the story.
func (t *storyteller) join(ctx context.Context, id string) (bool, error) {
	if _, there, err := t.d.get(ctx, signatureKind.key(id)); err != nil || !there || t.torn {
		return false, err
	}
	s, err := t.signature(ctx, id)
	if err != nil {
		return false, err
	}
	near, err := t.near(ctx, id, s)
	if err != nil || len(near) == 0 {
		return false, err
	}
	root := ""
	for _, other := range near {
		theirs, err := storyOf(ctx, t.d, other)
		if err != nil || root != "" && theirs != root || theirs > id {
			return false, err
		}
		root = theirs
	}
	if err := t.move(ctx, root, root); err != nil {
		return false, err
	}
	return true, t.move(ctx, id, root)
}

// gather is the story of an article: all that hangs together with it; nil where the article is gone or seen before.
func (t *storyteller) gather(ctx context.Context, id string, seen map[string]bool) ([]string, error) {
	if _, there, err := t.d.get(ctx, signatureKind.key(id)); err != nil || !there || seen[id] {
		return nil, err
	}
	var story []string
	seen[id] = true
	for open := []string{id}; len(open) > 0; {
		id, open = open[0], open[1:]
		story = append(story, id)
		s, err := t.signature(ctx, id)
		if err != nil {
			return nil, err
		}
		near, err := t.near(ctx, id, s)
		if err != nil {
			return nil, err
		}
		for _, other := range near {
			if !seen[other] {
				seen[other] = true
				open = append(open, other)
			}
		}
	}
	return story, nil
}

// move puts an article into the story of a root, or, where that is empty, into one of its own.
func (t *storyteller) move(ctx context.Context, id, root string) error {
	before, _, err := t.d.get(ctx, storyKind.key(id))
	if err != nil || before == root {
		return err
	}
	t.moved[id] = true
	if before != "" {
		t.d.remove(storyKind.key(id))
		t.d.remove(copyKind.under(before) + id)
	}
	if root != "" {
		t.d.put(storyKind.key(id), root)
		t.d.put(copyKind.under(root)+id, "")
	}
	return nil
}

// storyOf is the article, without its prefix, after which the story of an article is named.
func storyOf(ctx context.Context, r reader, article string) (string, error) {
	root, ok, err := r.get(ctx, storyKind.key(article))
	if !ok {
		root = bare(article)
	}
	return root, err
}

// Copies are the other articles that carry nearly the same text, or are joined with it by others that do; first published
// first. What has no date is last.
func (v *View) Copies(ctx context.Context, article string) ([]*Article, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Article, error) { return v.Copies(ctx, article) })
	}
	root, err := storyOf(ctx, v.snap, article)
	if err != nil {
		return nil, err
	}
	ids, err := textsUnder(ctx, v.snap, copyKind.under(root))
	if err != nil {
		return nil, err
	}
	var copies []*Article
	for _, id := range ids {
		a, err := v.article(ctx, ArticlePrefix+id)
		if err != nil {
			return nil, err
		}
		if a == nil && guessing(ctx) {
			continue
		}
		if a == nil {
			return nil, damage(errDamaged, id)
		}
		if a.ID != article {
			copies = append(copies, a)
		}
	}
	slices.SortFunc(copies, func(a, b *Article) int {
		return cmp.Or(strings.Compare(ascendingTime(publishedTime(a)), ascendingTime(publishedTime(b))), strings.Compare(a.ID, b.ID))
	})
	return copies, nil
}
