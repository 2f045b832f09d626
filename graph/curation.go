package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// The kinds of entries of the curation log.
const (
	mergeEntry    = "merge"    // From joins Into
	splitEntry    = "split"    // Part is taken out of Units
	distinctEntry = "distinct" // From and Into are two things, whatever articles say
	unlinkEntry   = "unlink"   // the votes that From is Into are not followed
	reviewEntry   = "review"   // a verdict on a statement
	undoEntry     = "undo"     // entries of before count no more
)

// entry is an entry of the curation log: what a person decided. The log is only ever appended to; it speaks of keys, so
// that it means the same whatever articles are loaded in whatever order.
type entry struct {
	Kind   string
	At     time.Time
	By     string   `json:",omitempty"`
	Reason string   `json:",omitempty"`
	From   *party   `json:",omitempty"`
	Into   *party   `json:",omitempty"`
	Units  []Key    `json:",omitempty"`
	Part   *party   `json:",omitempty"`
	Names  []string `json:",omitempty"` // folded: of articles that have one of them as the fullest name, all that they say
	// Articles are those of which all that they say is taken out.
	Articles []string  `json:",omitempty"`
	Review   *reviewed `json:",omitempty"`
	Undoes   []int     `json:",omitempty"`
}

// party is a key, the entity that it was by itself and that entity's name at the time.
type party struct {
	Key  Key
	ID   string
	Name string `json:",omitempty"`
}

// reviewed is a statement as the keys of its things, and what a person says of it.
type reviewed struct {
	Subject         party
	Object, Speaker *party   `json:",omitempty"`
	Predicate       string   //
	Literal         *Literal `json:",omitempty"`
	Polarity        Polarity
	Modality        Modality
	EDTF            string `json:",omitempty"`
	Verdict         Review
}

// parties are the keys that an entry speaks of and how they are known.
func (e *entry) parties() []party {
	var list []party
	add := func(p *party) {
		if p != nil {
			list = append(list, *p)
		}
	}
	add(e.From)
	add(e.Into)
	add(e.Part)
	for _, key := range e.Units {
		if e.From == nil || key != e.From.Key {
			list = append(list, party{Key: key})
		}
	}
	if e.Review != nil {
		add(&e.Review.Subject)
		add(e.Review.Object)
		add(e.Review.Speaker)
	}
	return list
}

// takes says whether a split takes what an article says of one of its keys.
func (e *entry) takes(article string, local *LocalEntity) bool {
	return slices.Contains(e.Articles, article) || slices.Contains(e.Names, fold(local.Name))
}

func entryKey(number int) string { return string(curationKind) + ascendingNumber(number) }

func readCuration(ctx context.Context, r reader, number int) (*entry, error) {
	value, ok, err := r.get(ctx, entryKey(number))
	if err != nil {
		return nil, err
	}
	e := &entry{}
	if !ok || json.Unmarshal([]byte(value), e) != nil {
		return nil, damage(errDamaged, "entry "+strconv.Itoa(number)+" of the curation log")
	}
	return e, nil
}

// decision is an entry and its place in the log.
type decision struct {
	number int
	undone bool
	*entry
}

// entriesOf are the entries that speak of a key, oldest first.
func entriesOf(ctx context.Context, r reader, key Key) ([]decision, error) {
	prefix := handKind.under(string(key))
	var list []decision
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		if len(rec.key) != len(prefix)+numberSize {
			return nil, damage(errDamaged, string(key))
		}
		n := decision{number: keyNumber(rec.key[len(prefix):]), undone: rec.value != ""}
		if n.entry, err = readCuration(ctx, r, n.number); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// keyed says which key counts for what an article says of one: that of a part where a split took it out.
type keyed struct {
	r       reader
	curated *bool // nil where it is not known yet
}

// any says whether anything was ever curated.
func (k *keyed) any(ctx context.Context) (bool, error) {
	if k.curated == nil {
		some, err := hasAny(ctx, k.r, string(handKind))
		if err != nil {
			return false, err
		}
		k.curated = &some
	}
	return *k.curated, nil
}

// active are the entries that count for a key, oldest first.
func (k *keyed) active(ctx context.Context, key Key) ([]decision, error) {
	if some, err := k.any(ctx); err != nil || !some {
		return nil, err
	}
	list, err := entriesOf(ctx, k.r, key)
	return slices.DeleteFunc(list, func(n decision) bool { return n.undone }), err
}

// unit is the key that counts.
func (k *keyed) unit(ctx context.Context, article string, local *LocalEntity) (Key, error) {
	unit := local.Key
	for after := -1; ; {
		entries, err := k.active(ctx, unit)
		if err != nil {
			return "", err
		}
		next := unit
		for _, n := range entries {
			if n.Kind == splitEntry && n.number > after && n.Part.Key != unit && n.takes(article, local) {
				next, after = n.Part.Key, n.number
				break
			}
		}
		if next == unit {
			return unit, nil
		}
		unit = next
	}
}

// record appends an entry to the log and follows it.
func (w *writing) record(ctx context.Context, e *entry) (number int, err error) {
	for rec, err := range w.draft.scan(ctx, string(curationKind), prefixEnd(string(curationKind)), true) {
		if err != nil {
			return 0, err
		}
		number = keyNumber(rec.key[len(curationKind):]) + 1
		break
	}
	if e.Kind == splitEntry {
		e.Part.Key = Key(hash(keyDigits, "part", strconv.Itoa(number), string(e.From.Key)))
		e.Part.ID = entityID(e.Part.Key, e.Part.Name)
	}
	value, err := json.Marshal(e)
	if err != nil {
		return 0, fmt.Errorf("graph: the curation log: %w", err)
	}
	w.changed = true
	w.draft.put(entryKey(number), string(value))
	return number, w.follow(ctx, number, e)
}

// follow does what an entry says.
func (w *writing) follow(ctx context.Context, number int, e *entry) error {
	if e.Kind == undoEntry {
		for _, n := range e.Undoes {
			undone, err := readCuration(ctx, w.draft, n)
			if err != nil {
				return err
			}
			if err := w.mark(ctx, n, undone, "undone"); err != nil {
				return err
			}
		}
		return nil
	}
	return w.mark(ctx, number, e, "")
}

// mark notes that an entry counts or that it was undone, and touches all that it is about.
func (w *writing) mark(ctx context.Context, number int, e *entry, value string) error {
	some := true
	w.linker.keyed.curated = &some
	for _, p := range e.parties() {
		w.draft.put(handKind.under(string(p.Key))+ascendingNumber(number), value)
		w.linker.dirty[p.Key] = true
		if e.Kind != splitEntry {
			continue
		}
		articles, err := articlesOfKey(ctx, w.draft.base, p.Key)
		if err != nil {
			return err
		}
		for _, id := range articles {
			if err := w.read(ctx, id); err != nil {
				return err
			}
		}
	}
	if e.Kind == reviewEntry {
		w.reviews[number] = value == ""
	}
	return nil
}

// followLog does what the whole log says.
func (w *writing) followLog(ctx context.Context) error {
	for rec, err := range w.draft.base.scan(ctx, string(curationKind), prefixEnd(string(curationKind)), false) {
		if err != nil {
			return err
		}
		if len(rec.key) != len(curationKind)+numberSize {
			return damage(errDamaged, "the curation log")
		}
		number := keyNumber(rec.key[len(curationKind):])
		e, err := readCuration(ctx, w.draft, number)
		if err != nil {
			return err
		}
		if err := w.follow(ctx, number, e); err != nil {
			return err
		}
	}
	return nil
}

// settleReviews puts the verdicts where the statements are that they are about, once it is known what their keys have
// come to be.
func (w *writing) settleReviews(ctx context.Context, changed []Key) error {
	for _, key := range changed {
		entries, err := w.linker.keyed.active(ctx, key)
		if err != nil {
			return err
		}
		for _, n := range entries {
			if n.Kind == reviewEntry {
				w.reviews[n.number] = true
			}
		}
	}
	for number, counts := range w.reviews {
		e, err := readCuration(ctx, w.draft, number)
		if err != nil {
			return err
		}
		if err := w.moveReview(ctx, number, e.Review, counts); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) moveReview(ctx context.Context, number int, r *reviewed, counts bool) error {
	before, known, err := r.core(ctx, w.draft.base)
	if err != nil {
		return err
	}
	if known {
		id := statementID(before)
		w.draft.remove(reviewKind.under(id) + ascendingNumber(number))
		if err := w.refold(ctx, id, before); err != nil {
			return err
		}
	}
	now, known, err := r.core(ctx, w.draft)
	if err != nil || !known || !counts {
		return err
	}
	id := statementID(now)
	w.draft.put(reviewKind.under(id)+ascendingNumber(number), string(r.Verdict))
	return w.refold(ctx, id, now)
}

// refold folds a statement anew and tells the articles anew that make it, as their edges may come or go.
func (w *writing) refold(ctx context.Context, id string, c core) error {
	w.folder.statements[id] = c
	prefix := evidenceKind.under(id)
	for rec, err := range w.draft.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return err
		}
		row, err := decodeEvidence(rec.key[len(prefix):], rec.value)
		if err != nil {
			return damage(err, id)
		}
		w.retold[row.article] = true
	}
	return nil
}

// core is the content of the statement that a review is about; known is false where a key of it is not.
func (r *reviewed) core(ctx context.Context, from reader) (c core, known bool, err error) {
	c = core{predicate: r.Predicate, literal: r.Literal, polarity: r.Polarity, modality: r.Modality, edtf: r.EDTF}
	for _, part := range []struct {
		party *party
		into  *string
	}{{&r.Subject, &c.subject}, {r.Object, &c.object}, {r.Speaker, &c.speaker}} {
		if part.party == nil {
			continue
		}
		g, ok, err := readGroup(ctx, from, part.party.Key)
		if err != nil || !ok {
			return c, false, err
		}
		*part.into = g.entity
	}
	return c, true, nil
}

// readReview is the last verdict on a statement.
func readReview(ctx context.Context, r reader, statement string) (Review, error) {
	prefix := reviewKind.under(statement)
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), true) {
		return Review(rec.value), err
	}
	return "", nil
}
