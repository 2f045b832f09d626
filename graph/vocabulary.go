package graph

import "github.com/cayleygraph/quad"

// The namespaces of the vocabulary. Own terms stand under a fixed one, whatever the IRI base of a store is.
const (
	rdfNS    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	rdfsNS   = "http://www.w3.org/2000/01/rdf-schema#"
	skosNS   = "http://www.w3.org/2004/02/skos/core#"
	schemaNS = "https://schema.org/"
	provNS   = "http://www.w3.org/ns/prov#"
	xsdNS    = "http://www.w3.org/2001/XMLSchema#"
	edtfNS   = "http://id.loc.gov/datatypes/edtf/"
	ownNS    = "urn:newsgraph:ns:"
)

// Terms of well-known vocabularies, used wherever they have the word.
const (
	rdfType      quad.IRI = rdfNS + "type"      // of every node
	rdfSubject   quad.IRI = rdfNS + "subject"   // of a statement: an entity
	rdfPredicate quad.IRI = rdfNS + "predicate" // of a statement: a predicate
	rdfObject    quad.IRI = rdfNS + "object"    // of a statement: an entity or a literal
	rdfValue     quad.IRI = rdfNS + "value"     // of an argument: its words
	rdfProperty  quad.IRI = rdfNS + "Property"  // the type of a predicate

	rdfsLabel    quad.IRI = rdfsNS + "label"    // of an entity: the article's fullest name; of a predicate: its base form
	skosAltLabel quad.IRI = skosNS + "altLabel" // of an entity: any other name in the article

	skosExactMatch quad.IRI = skosNS + "exactMatch" // of an entity that was joined with another: that one

	schemaNewsArticle   quad.IRI = schemaNS + "NewsArticle"   // the type of an article
	schemaURL           quad.IRI = schemaNS + "url"           // of an article
	schemaHeadline      quad.IRI = schemaNS + "headline"      // of an article
	schemaPublisher     quad.IRI = schemaNS + "publisher"     // of an article: the publication's name
	schemaAuthor        quad.IRI = schemaNS + "author"        // of an article: a name
	schemaDatePublished quad.IRI = schemaNS + "datePublished" // of an article, as precise as it is known
	schemaInLanguage    quad.IRI = schemaNS + "inLanguage"    // of an article: BCP 47
	schemaDescription   quad.IRI = schemaNS + "description"   // of an entity: a role or appositive

	schemaPerson       quad.IRI = schemaNS + "Person"
	schemaOrganization quad.IRI = schemaNS + "Organization"
	schemaPlace        quad.IRI = schemaNS + "Place"
	schemaProduct      quad.IRI = schemaNS + "Product"
	schemaEvent        quad.IRI = schemaNS + "Event"
	schemaCreativeWork quad.IRI = schemaNS + "CreativeWork"
	schemaLegislation  quad.IRI = schemaNS + "Legislation"
	schemaThing        quad.IRI = schemaNS + "Thing"

	provWasAttributedTo quad.IRI = provNS + "wasAttributedTo" // of a statement: the entity that says so
	provWasQuotedFrom   quad.IRI = provNS + "wasQuotedFrom"   // of evidence: the article
	provAtLocation      quad.IRI = provNS + "atLocation"      // of evidence: the entity where it happened

	xsdString     quad.IRI = xsdNS + "string"
	xsdDecimal    quad.IRI = xsdNS + "decimal"
	xsdBoolean    quad.IRI = xsdNS + "boolean"
	xsdDouble     quad.IRI = xsdNS + "double"
	xsdInteger    quad.IRI = xsdNS + "integer"
	xsdDateTime   quad.IRI = xsdNS + "dateTime"
	xsdDate       quad.IRI = xsdNS + "date"
	xsdGYearMonth quad.IRI = xsdNS + "gYearMonth"
	xsdGYear      quad.IRI = xsdNS + "gYear"

	xsdNonNegativeInteger quad.IRI = xsdNS + "nonNegativeInteger"

	edtfLevel0 quad.IRI = edtfNS + "EDTF-level0" // the datatype of dates and intervals
)

// Own terms.
const (
	ownStatement quad.IRI = ownNS + "Statement" // the type of a claim with its sources
	ownEvidence  quad.IRI = ownNS + "Evidence"  // the type of a place in an article that makes a statement
	ownArgument  quad.IRI = ownNS + "Argument"  // the type of a further argument of evidence
	ownRevision  quad.IRI = ownNS + "Revision"  // the type of an earlier text of an article
	ownGroup     quad.IRI = ownNS + "Group"     // the type of an entity that is a group of people

	ownPolarity   quad.IRI = ownNS + "polarity"   // of a statement: "AFFIRMED" or "NEGATED"
	ownModality   quad.IRI = ownNS + "modality"   // of a statement: "ASSERTED", "PLANNED" or "POSSIBLE"
	ownTime       quad.IRI = ownNS + "time"       // of a statement or an argument: when it happened, in EDTF
	ownObjectText quad.IRI = ownNS + "objectText" // of a statement with a literal: the literal's words
	ownNumber     quad.IRI = ownNS + "number"     // of a statement with a literal: its value
	ownUnit       quad.IRI = ownNS + "unit"       // of a statement with a literal: "USD", "%", "people"
	ownDate       quad.IRI = ownNS + "date"       // of a statement with a literal: its date, in EDTF
	ownDatatype   quad.IRI = ownNS + "datatype"   // of a statement with a literal: its datatype, as an IRI

	ownOfStatement quad.IRI = ownNS + "statement"   // of evidence: the statement that it makes
	ownQuote       quad.IRI = ownNS + "quote"       // of evidence: the exact words
	ownStart       quad.IRI = ownNS + "start"       // of evidence: byte offset of the quote in the article's text
	ownEnd         quad.IRI = ownNS + "end"         // of evidence: the same, exclusive
	ownSpan        quad.IRI = ownNS + "span"        // of evidence: "role start end" of each piece of the quote, parted by "; "
	ownText        quad.IRI = ownNS + "text"        // of evidence: the claim as a short sentence
	ownSurface     quad.IRI = ownNS + "surface"     // of evidence: the relation in the article's own words
	ownSurfaceForm quad.IRI = ownNS + "surfaceForm" // of a predicate: the same
	ownConfidence  quad.IRI = ownNS + "confidence"  // of evidence: 0 to 1
	ownRule        quad.IRI = ownNS + "rule"        // of evidence: what in the extractor made it
	ownExtractor   quad.IRI = ownNS + "extractor"   // of an article and of evidence: what read it
	ownTimePhrase  quad.IRI = ownNS + "timePhrase"  // of evidence or an argument: the words that a time comes from
	ownSubjectKey  quad.IRI = ownNS + "subjectKey"  // of evidence: the key that the article read
	ownObjectKey   quad.IRI = ownNS + "objectKey"   // of evidence: the key that the article read
	ownSpeakerKey  quad.IRI = ownNS + "speakerKey"  // of evidence: the key that the article read
	ownPlaceKey    quad.IRI = ownNS + "placeKey"    // of evidence: the key that the article read

	ownHasArgument quad.IRI = ownNS + "argument"    // of evidence: a further argument
	ownIndex       quad.IRI = ownNS + "index"       // of an argument: its place among those of its evidence, from 0
	ownRole        quad.IRI = ownNS + "role"        // of an argument: "TIME", "PLACE", ...
	ownPreposition quad.IRI = ownNS + "preposition" // of an argument
	ownEntity      quad.IRI = ownNS + "entity"      // of an argument: the entity that it names
	ownEntityKey   quad.IRI = ownNS + "entityKey"   // of an argument: the key that the article read

	ownKey   quad.IRI = ownNS + "key"   // of an entity: a key that an article read it under
	ownNamed quad.IRI = ownNS + "named" // of an entity: false for what is described but never named

	ownContentHash quad.IRI = ownNS + "contentHash" // of an article or a revision: SHA-256 of title and text
	ownWordCount   quad.IRI = ownNS + "wordCount"   // of an article or a revision

	ownRevisionOf  quad.IRI = ownNS + "revisionOf"  // of a revision: the article
	ownWithdrawnAt quad.IRI = ownNS + "withdrawnAt" // of a revision or its evidence: when another text took its place
)

// entityClass is the class of an entity of that type.
func entityClass(t EntityType) quad.IRI {
	switch t {
	case Person:
		return schemaPerson
	case Organization:
		return schemaOrganization
	case Place:
		return schemaPlace
	case Product:
		return schemaProduct
	case Event:
		return schemaEvent
	case Work:
		return schemaCreativeWork
	case Law:
		return schemaLegislation
	case Group:
		return ownGroup
	}
	return schemaThing
}
