// Package graph keeps what articles say, as quads in Cayley, and answers questions about it.
//
// It takes Readings (what one article says, as package resolve made it out) and gives entities, statements and their
// evidence. It speaks of IRIs and byte offsets and has never heard of a token. Only this package imports Cayley.
//
// A Store has two kinds of content in one engine. Quads are the graph, each with the IRI of its article as label; records
// are what was loaded (texts and readings) and what the writer has folded of it so that readers need not go through the
// quads of a thousand articles: rows, lists in their order, counters. Quads and folded records are a function of the set
// of readings. Check holds that against the store.
package graph

// An identifier is what follows the IRI base: "entity/facebook-1d5c0a9e", "stmt/9f2e...", "evid/77aa...",
// "article/5d1c...", "rel/share-data-with". The IRI is the base with the identifier behind it.
const (
	EntityPrefix    = "entity/"
	StatementPrefix = "stmt/"
	EvidencePrefix  = "evid/"
	ArticlePrefix   = "article/"
	PredicatePrefix = "rel/"
)

// DefaultIRIBase is the base of every IRI where the config names no other.
const DefaultIRIBase = "urn:newsgraph:"

// EntityType says what kind of thing an entity is. The values are those of the GraphQL contract.
type EntityType string

// The types of entities. Other is also the type of what is described but of no kind that we tell apart.
const (
	Person       EntityType = "PERSON"
	Organization EntityType = "ORGANIZATION"
	Place        EntityType = "PLACE"
	Product      EntityType = "PRODUCT"
	Event        EntityType = "EVENT"
	Work         EntityType = "WORK"
	Law          EntityType = "LAW"
	Group        EntityType = "GROUP"
	Other        EntityType = "OTHER"
)

// Polarity says whether a text affirms or denies a claim.
type Polarity string

// The polarities.
const (
	Affirmed Polarity = "AFFIRMED"
	Negated  Polarity = "NEGATED"
)

// Modality says whether a claim is told as a fact, a plan or a possibility.
type Modality string

// The modalities. Planned: will, intends, agreed or was ordered to. Possible: may, could, if, alleged, proposed.
const (
	Asserted Modality = "ASSERTED"
	Planned  Modality = "PLANNED"
	Possible Modality = "POSSIBLE"
)

// Status says whether a statement has current evidence.
type Status string

// The statuses. Withdrawn: later revisions of all its sources no longer say so.
const (
	Active    Status = "ACTIVE"
	Withdrawn Status = "WITHDRAWN"
)

// Review is a person's verdict on a statement; empty for none.
type Review string

// The verdicts.
const (
	Confirmed Review = "CONFIRMED"
	Rejected  Review = "REJECTED"
)

// Role says what a further argument adds to a statement.
type Role string

// The roles of further arguments.
const (
	RoleTime       Role = "TIME"
	RolePlace      Role = "PLACE"
	RoleRecipient  Role = "RECIPIENT"
	RoleSource     Role = "SOURCE"
	RoleTopic      Role = "TOPIC"
	RoleManner     Role = "MANNER"
	RolePurpose    Role = "PURPOSE"
	RoleCause      Role = "CAUSE"
	RoleInstrument Role = "INSTRUMENT"
	RoleQuantity   Role = "QUANTITY"
	RoleOther      Role = "OTHER"
)
