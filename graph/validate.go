package graph

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"newsgraph/news"
)

// ReadingError says that a Reading is not sound, so that nothing of its batch was stored. It is a fault of what made the
// reading, not of the article.
type ReadingError struct {
	Put     int    // its place in Batch.Put
	Article string // its id
	Where   string // "claim 3 (share data with)", "entity 0 (Facebook)"; empty for the article itself
	Message string
}

// Error names the article and the place in it.
func (e *ReadingError) Error() string {
	if e.Where == "" {
		return fmt.Sprintf("graph: %s: %s", e.Article, e.Message)
	}
	return fmt.Sprintf("graph: %s: %s: %s", e.Article, e.Where, e.Message)
}

var (
	entityTypes = []EntityType{Person, Organization, Place, Product, Event, Work, Law, Group, Other}
	roles       = []Role{RoleTime, RolePlace, RoleRecipient, RoleSource, RoleTopic, RoleManner, RolePurpose, RoleCause,
		RoleInstrument, RoleQuantity, RoleOther}
	spanRoles = []string{"subject", "predicate", "object", "speaker", "time", "place", "argument"}
)

// validator collects the first fault of a reading.
type validator struct {
	r     *Reading
	where string
	fault string
	at    string // where the fault is
	keys  map[Key]bool
}

// validate is nil where all that the store builds on holds of a reading.
func validate(put int, r *Reading) error {
	v := &validator{r: r, keys: make(map[Key]bool, len(r.Entities))}
	v.article()
	for i := range r.Entities {
		e := &r.Entities[i]
		v.where = fmt.Sprintf("entity %d (%s)", i, strings.ToValidUTF8(e.Name, "?"))
		v.entity(e)
	}
	for i := range r.Claims {
		c := &r.Claims[i]
		v.where = fmt.Sprintf("claim %d (%s)", i, strings.ToValidUTF8(c.Predicate, "?"))
		v.claim(c)
	}
	if v.fault == "" {
		return nil
	}
	return &ReadingError{Put: put, Article: ArticlePrefix + r.Article.ID(), Where: v.at, Message: v.fault}
}

func (v *validator) must(holds bool, format string, args ...any) bool {
	if !holds && v.fault == "" {
		v.fault, v.at = fmt.Sprintf(format, args...), v.where
	}
	return holds
}

func (v *validator) utf8(what string, values ...string) {
	for _, s := range values {
		v.must(utf8.ValidString(s), "%s is not valid UTF-8", what)
	}
}

func (v *validator) name(what, s string) {
	v.utf8(what, s)
	v.must(strings.TrimSpace(s) != "", "%s is empty", what)
}

func (v *validator) article() {
	a := &v.r.Article
	v.utf8("the URL", a.URL)
	v.utf8("the title", a.Title)
	v.utf8("the source", a.Source)
	v.utf8("an author", a.Authors...)
	v.utf8("the language", a.Language)
	v.utf8("the text", a.Text)
	v.utf8("the extractor", v.r.Extractor)
	v.must(a.Published.Precision <= news.Instant, "the date of publication has no known precision")
	v.must(a.Published.Known() || a.Published.Time.IsZero(), "the date of publication has a time and no precision")
	year := a.Published.Time.Year()
	v.must(year >= 1 && year <= 9999, "the date of publication is in the year %d", year)
}

func (v *validator) entity(e *LocalEntity) {
	v.must(validKey(e.Key), "the key %q is not 16 hex digits", e.Key)
	v.must(!v.keys[e.Key], "the key %s is there twice", e.Key)
	v.keys[e.Key] = true
	v.name("the name", e.Name)
	v.utf8("the founding name", e.Founding)
	v.must(slices.Contains(entityTypes, e.Type), "the type %q is none", e.Type)
	for _, alias := range e.Aliases {
		v.name("an alias", alias.Name)
		v.must(alias.Count >= 0, "the alias %q is used %d times", alias.Name, alias.Count)
	}
	for _, alias := range e.AliasKeys {
		v.must(validKey(alias), "the alias's key %q is not 16 hex digits", alias)
	}
	for _, description := range e.Descriptions {
		v.name("a description", description)
	}
}

func validKey(k Key) bool {
	if len(k) != keyDigits {
		return false
	}
	for _, c := range []byte(k) {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') {
			return false
		}
	}
	return true
}

func (v *validator) claim(c *Claim) {
	v.must(v.keys[c.Subject], "the subject %q is no entity of the reading", c.Subject)
	v.name("the predicate", c.Predicate)
	if c.Literal == nil {
		v.must(v.keys[c.Object], "the object %q is no entity of the reading", c.Object)
	} else {
		v.must(c.Object == "", "the object is both an entity and a literal")
		v.literal(c.Literal)
	}
	v.reference("the speaker", c.Speaker)
	v.reference("the place", c.Place)
	v.must(c.Polarity == Affirmed || c.Polarity == Negated, "the polarity %q is none", c.Polarity)
	v.must(c.Modality == Asserted || c.Modality == Planned || c.Modality == Possible, "the modality %q is none", c.Modality)
	v.must(c.Confidence >= 0 && c.Confidence <= 1, "the confidence %v is not between 0 and 1", c.Confidence)
	v.time(c.Time)
	v.utf8("the sentence", c.Text)
	v.utf8("the surface form", c.Surface)
	v.utf8("the rule", c.Rule)
	v.offsets("the quote", c.Start, c.End)
	for _, s := range c.Spans {
		v.must(slices.Contains(spanRoles, s.Role), "the span's role %q is none", s.Role)
		v.offsets("the span of the "+s.Role, s.Start, s.End)
	}
	for i := range c.Arguments {
		v.argument(&c.Arguments[i])
	}
}

func (v *validator) argument(a *ClaimArgument) {
	v.must(slices.Contains(roles, a.Role), "the argument's role %q is none", a.Role)
	v.utf8("an argument", a.Preposition, a.Text)
	v.reference("an argument's entity", a.Entity)
	v.time(a.Time)
}

func (v *validator) reference(what string, k Key) {
	v.must(k == "" || v.keys[k], "%s %q is no entity of the reading", what, k)
}

func (v *validator) time(t *TimeSpan) {
	if t == nil {
		return
	}
	v.utf8("the words of a time", t.Phrase)
	v.edtf(t.EDTF)
}

func (v *validator) edtf(s string) {
	if s == "" {
		return
	}
	_, _, err := ParseEDTF(s)
	v.must(err == nil, "%q is not a time in EDTF level 0", s)
}

func (v *validator) literal(l *Literal) {
	v.name("the literal", l.Text)
	v.utf8("the unit", l.Unit)
	_, known := datatypeIRI(l.Datatype)
	v.must(known, "the datatype %q is no IRI and no name like xsd:decimal", l.Datatype)
	v.must(l.Number == nil || !math.IsNaN(*l.Number) && !math.IsInf(*l.Number, 0), "the number is none")
	v.edtf(l.Date)
}

// offsets must lie in the text in order, and on the borders of characters.
func (v *validator) offsets(what string, start, end int) {
	text := v.r.Article.Text
	if !v.must(0 <= start && start < end && end <= len(text), "%s from %d to %d is not in the text of %d bytes", what, start, end, len(text)) {
		return
	}
	v.must(utf8.RuneStart(text[start]) && (end == len(text) || utf8.RuneStart(text[end])), "%s from %d to %d cuts a character", what, start, end)
}
