package graph

import (
	"context"
	"io"
)

// View is one state of the store. It is safe for concurrent use until it is closed.
type View struct{}

// Close lets the state go. It may be called more than once.
func (v *View) Close() {}

// Revision counts the commits up to this state.
func (v *View) Revision() uint64 { return 0 }

// Statistics are the sizes of the store.
func (v *View) Statistics(ctx context.Context) (Statistics, error) { return Statistics{}, errNotBuilt }

// Entities looks entities up: the result i belongs to ids[i] and is nil where there is none. Redirects are followed.
func (v *View) Entities(ctx context.Context, ids []string) ([]*Entity, error) {
	return nil, errNotBuilt
}

// Statements looks statements up: the result i belongs to ids[i] and is nil where there is none.
func (v *View) Statements(ctx context.Context, ids []string) ([]*Statement, error) {
	return nil, errNotBuilt
}

// Evidence looks evidence up: the result i belongs to ids[i] and is nil where there is none.
func (v *View) Evidence(ctx context.Context, ids []string) ([]*Evidence, error) {
	return nil, errNotBuilt
}

// Articles looks articles up: the result i belongs to ids[i] and is nil where there is none.
func (v *View) Articles(ctx context.Context, ids []string) ([]*Article, error) {
	return nil, errNotBuilt
}

// Predicates looks predicates up: the result i belongs to ids[i] and is nil where there is none.
func (v *View) Predicates(ctx context.Context, ids []string) ([]*Predicate, error) {
	return nil, errNotBuilt
}

// EntitiesNamed are the entities that have this name among theirs, ignoring case; the one with most statements first.
func (v *View) EntitiesNamed(ctx context.Context, name string) ([]*Entity, error) {
	return nil, errNotBuilt
}

// ArticleByURL is the article of that address in any of its spellings, or nil.
func (v *View) ArticleByURL(ctx context.Context, url string) (*Article, error) {
	return nil, errNotBuilt
}

// FindEntities lists entities: STATEMENTS (default, descending), NAME, ARTICLES, LAST_PUBLISHED. A nil filter lets
// everything through; unless the filter speaks of Named, only what is named is listed.
func (v *View) FindEntities(ctx context.Context, f *EntityFilter, o Order, p PageRequest) (*Page[*Entity], error) {
	return nil, errNotBuilt
}

// FindStatements lists statements: PUBLISHED (default, descending), TIME, CONFIDENCE, SOURCES, RELEVANCE. Unless the
// filter speaks of Status or Review, only what is active and not rejected is listed.
func (v *View) FindStatements(ctx context.Context, f *StatementFilter, o Order, p PageRequest) (*Page[*Statement], error) {
	return nil, errNotBuilt
}

// FindArticles lists articles: PUBLISHED (default, descending), LOADED, TITLE.
func (v *View) FindArticles(ctx context.Context, f *ArticleFilter, o Order, p PageRequest) (*Page[*Article], error) {
	return nil, errNotBuilt
}

// FindPredicates lists predicates with a label or surface form that the filter lets through; most statements first.
func (v *View) FindPredicates(ctx context.Context, f *StringFilter, p PageRequest) (*Page[*Predicate], error) {
	return nil, errNotBuilt
}

// EvidenceOf gives one page of evidence per statement, in order of publication, article and start; article "" for all.
func (v *View) EvidenceOf(ctx context.Context, statements []string, article string, p PageRequest) ([]*Page[*Evidence], error) {
	return nil, errNotBuilt
}

// EvidenceIn lists the evidence in an article in order of the text.
func (v *View) EvidenceIn(ctx context.Context, article string, p PageRequest) (*Page[*Evidence], error) {
	return nil, errNotBuilt
}

// EntitiesIn lists what an article speaks of, named or not; most statements first.
func (v *View) EntitiesIn(ctx context.Context, article string, p PageRequest) (*Page[*Entity], error) {
	return nil, errNotBuilt
}

// ArticlesOf lists the articles that speak of an entity; last published first.
func (v *View) ArticlesOf(ctx context.Context, entity string, p PageRequest) (*Page[*Article], error) {
	return nil, errNotBuilt
}

// Neighbors lists the entities that share statements with an entity; most shared statements first.
func (v *View) Neighbors(ctx context.Context, entity string, f *StatementFilter, p PageRequest) (*Page[*Neighbor], error) {
	return nil, errNotBuilt
}

// SameClaim are the other statements of the same claim: same subject, predicate, object, polarity and modality, times
// that do not exclude each other, any speaker. First is 0 for DefaultPage.
func (v *View) SameClaim(ctx context.Context, statement string, first int) ([]*Statement, error) {
	return nil, errNotBuilt
}

// ContradictedBy are the statements of the same subject, predicate and object and the opposite polarity whose times do
// not exclude this one's. First is 0 for DefaultPage.
func (v *View) ContradictedBy(ctx context.Context, statement string, first int) ([]*Statement, error) {
	return nil, errNotBuilt
}

// Quads yields every quad as a line of N-Quads without its newline, in no order.
func (v *View) Quads(ctx context.Context, yield func(line string) error) error { return errNotBuilt }

// WriteNQuads writes every quad as a line of N-Quads, sorted by bytes.
func (v *View) WriteNQuads(ctx context.Context, w io.Writer) error { return errNotBuilt }
