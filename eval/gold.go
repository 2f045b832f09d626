package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// GoldArticle is what people would put into a graph of one article.
type GoldArticle struct {
	Article struct {
		ID        string `json:"id"`
		Source    string `json:"source"` // a path
		Title     string `json:"title"`
		Published string `json:"published"` // a day; empty where not known
	} `json:"article"`
	Entities   []GoldEntity    `json:"entities"`
	Statements []GoldStatement `json:"statements"`
}

// GoldEntity is one thing in the world, with all that the article calls it.
type GoldEntity struct {
	ID           string   `json:"id"`
	Type         string   `json:"type"`
	Names        []string `json:"names"` // empty for what is never named
	Descriptions []string `json:"descriptions"`
}

// GoldStatement is one statement; any of its predicates will do.
type GoldStatement struct {
	Subject   GoldEnd  `json:"subject"`
	Predicate []string `json:"predicate"`
	Object    GoldEnd  `json:"object"`
	Polarity  string   `json:"polarity"` // affirmed or negated
	Modality  string   `json:"modality"` // asserted, planned or possible
	SaidBy    *GoldEnd `json:"said_by"`  // nil where the article itself says so
	Time      string   `json:"time"`     // EDTF; empty where there is none
	Core      bool     `json:"core"`
}

// GoldEnd is an entity by its ID, or else a text with alternatives.
type GoldEnd struct {
	Entity string
	Text   []string
}

// UnmarshalJSON reads an ID, or an object with a text.
func (e *GoldEnd) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &e.Entity)
	}
	var text struct{ Text []string }
	err := json.Unmarshal(data, &text)
	e.Text = text.Text
	return err
}

// ReadGoldArticle reads one gold file. An end that no entity of the file has is an error.
func ReadGoldArticle(r io.Reader) (GoldArticle, error) {
	var g GoldArticle
	if err := json.NewDecoder(r).Decode(&g); err != nil {
		return g, fmt.Errorf("eval: gold: %w", err)
	}
	known := map[string]bool{"": true}
	for _, e := range g.Entities {
		known[e.ID] = true
	}
	for i, s := range g.Statements {
		for _, end := range []GoldEnd{s.Subject, s.Object} {
			if !known[end.Entity] || end.Entity == "" && len(end.Text) == 0 {
				return g, fmt.Errorf("eval: gold: statement %d: no entity has the ID %q", i+1, end.Entity)
			}
		}
		if s.SaidBy != nil && !known[s.SaidBy.Entity] {
			return g, fmt.Errorf("eval: gold: statement %d: no entity has the ID %q", i+1, s.SaidBy.Entity)
		}
	}
	return g, nil
}

// ToldStatement is a statement of the system's graph about one article.
type ToldStatement struct {
	Subject, Object *ToldEntity // Object is nil where Literal is set
	Literal         string
	ObjectText      string
	Predicate       string
	Text            string // as a short sentence
	Arguments       []string
	Surfaces        []string // the article's own wordings of the predicate
	Quotes          []string
	Polarity        string
	Modality        string
	SaidBy          *ToldEntity // nil where the article itself says so
	Time            string      // EDTF; empty for none
	Confidence      float64
}

// ToldEntity is a node of the system's graph.
type ToldEntity struct {
	ID           string
	Names        []string // its name, then its aliases
	Descriptions []string
	Type         string
}

// GoldScores count what a graph has of what people would put into it. They can be added.
type GoldScores struct {
	Gold, Linked, Core, CoreLinked, Text int // gold statements; found; those at the core; those told at least in other arguments or quotes
	Polarity, Modality, SaidBy           int // agreed on, of those linked
	Timed, Time                          int // linked with a time in the gold; agreed on
	Between, BetweenBacked               int // statements between two gold entities; backed by the gold
	From, FromBacked                     int // statements from a gold entity; backed by the gold
	Entities, Nodes                      int // gold entities with any node; their nodes
	Mixing                               int // pairs of gold entities in one node
	Typed, Type                          int // gold entities with a node and a type; of the right type
	Statements                           int // of the system
}

// Add adds the counts of another article.
func (s *GoldScores) Add(t GoldScores) {
	mine, theirs := s.counts(), t.counts()
	for i := range mine {
		*mine[i] += *theirs[i]
	}
}

func (s *GoldScores) counts() []*int {
	return []*int{&s.Gold, &s.Linked, &s.Core, &s.CoreLinked, &s.Text, &s.Polarity, &s.Modality, &s.SaidBy, &s.Timed, &s.Time, &s.Between,
		&s.BetweenBacked, &s.From, &s.FromBacked, &s.Entities, &s.Nodes, &s.Mixing, &s.Typed, &s.Type, &s.Statements}
}

// GoldRow tells of one gold statement: by which statement of the system it was found, nil for none.
type GoldRow struct {
	Gold  GoldStatement
	Found *ToldStatement
}

// GoldResult is how one article was read.
type GoldResult struct {
	Scores GoldScores
	Rows   []GoldRow
	Extras []ToldStatement // between two gold entities and backed by none of the gold
}

// Gold compares the statements that a system has of an article with those that people wrote. A statement is found where
// the nodes at its ends have a gold name (names may differ by titles and company suffixes; ends without a name are
// compared by half of their stems), and its predicate or its wording shares half of the content words with one of the
// gold's. Of the system's statements with the same ends and predicate the most confident counts.
func Gold(g GoldArticle, told []ToldStatement) GoldResult {
	m := newGoldMatch(g, told)
	result := GoldResult{Scores: GoldScores{Gold: len(g.Statements), Statements: len(m.told)}}
	for _, statement := range g.Statements {
		result.Rows = append(result.Rows, m.row(statement, &result.Scores))
	}
	owners := m.owners(&result.Scores)
	m.cover(owners, &result.Scores)
	result.Extras = m.unbacked(owners, &result.Scores)
	return result
}

// goldMatch is a comparison that is under way.
type goldMatch struct {
	gold     GoldArticle
	entities map[string]GoldEntity
	told     []ToldStatement
	backed   []bool // of the system's statements
}

func newGoldMatch(g GoldArticle, told []ToldStatement) *goldMatch {
	m := &goldMatch{gold: g, entities: map[string]GoldEntity{}, told: mostConfident(told)}
	for _, e := range g.Entities {
		m.entities[e.ID] = e
	}
	m.backed = make([]bool, len(m.told))
	return m
}

// mostConfident keeps one statement for each subject, predicate and object.
func mostConfident(told []ToldStatement) []ToldStatement {
	at := map[[3]string]int{}
	var out []ToldStatement
	for _, s := range told {
		key := [3]string{"", s.Predicate, strings.Join(goldWords(s.ObjectText), " ")}
		if s.Subject != nil {
			key[0] = s.Subject.ID
		}
		if s.Object != nil {
			key[2] = s.Object.ID
		}
		i, seen := at[key]
		switch {
		case !seen:
			at[key] = len(out)
			out = append(out, s)
		case s.Confidence > out[i].Confidence:
			out[i] = s
		}
	}
	return out
}

// agreement is what a statement of the system has as a gold statement has it.
type agreement struct{ polarity, modality, saidBy, time bool }

func (a agreement) count() int {
	return one(a.polarity) + one(a.modality) + one(a.saidBy) + one(a.time)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// row finds a gold statement and counts it.
func (m *goldMatch) row(g GoldStatement, s *GoldScores) GoldRow {
	var best agreement
	row := GoldRow{Gold: g}
	text := false
	for i := range m.told {
		t := &m.told[i]
		if m.linked(g, t) {
			a := m.agreement(g, t)
			m.backed[i] = m.backed[i] || a.polarity
			if row.Found == nil || a.count() > best.count() {
				row.Found, best = t, a
			}
		}
		text = text || m.inText(g, t)
	}
	s.Core += one(g.Core)
	s.Text += one(text || row.Found != nil)
	if row.Found == nil {
		return row
	}
	s.Linked++
	s.CoreLinked += one(g.Core)
	s.Polarity += one(best.polarity)
	s.Modality += one(best.modality)
	s.SaidBy += one(best.saidBy)
	s.Timed += one(g.Time != "")
	s.Time += one(g.Time != "" && best.time)
	return row
}

func (m *goldMatch) agreement(g GoldStatement, t *ToldStatement) agreement {
	a := agreement{
		polarity: strings.ToLower(t.Polarity) == g.Polarity, modality: strings.ToLower(t.Modality) == g.Modality, time: t.Time == g.Time,
		saidBy: g.SaidBy == nil && t.SaidBy == nil,
	}
	if g.SaidBy != nil && t.SaidBy != nil {
		a.saidBy = m.isEnd(*g.SaidBy, t.SaidBy, "")
	}
	return a
}

// linked says whether a statement of the system joins the gold's two ends by one of its predicates.
func (m *goldMatch) linked(g GoldStatement, t *ToldStatement) bool {
	literal := t.Literal
	if literal == "" && t.Object == nil {
		literal = t.ObjectText
	}
	forms := append([]string{t.Predicate}, t.Surfaces...)
	ends := m.isEnd(g.Subject, t.Subject, "") && m.isEnd(g.Object, t.Object, literal)
	if !ends && t.Object != nil && (byAgent(g.Predicate) || byAgent(forms)) { // passive here, active there
		ends = m.isEnd(g.Subject, t.Object, "") && m.isEnd(g.Object, t.Subject, "")
	}
	return ends && anyPair(g.Predicate, forms, sameGoldPredicate)
}

func byAgent(forms []string) bool {
	return slices.ContainsFunc(forms, func(f string) bool { return slices.Contains(goldWords(f), "by") })
}

// isEnd says whether a node or a literal is what the gold has at one end.
func (m *goldMatch) isEnd(end GoldEnd, node *ToldEntity, literal string) bool {
	if names := m.entities[end.Entity].Names; end.Entity != "" && len(names) > 0 {
		return node != nil && anyGoldName(names, node.Names)
	}
	var texts []string
	if node != nil {
		texts = append(texts, node.Names...)
		if end.Entity != "" {
			texts = append(texts, node.Descriptions...)
		}
	}
	if literal != "" {
		texts = append(texts, literal)
	}
	if end.Entity != "" {
		return anyPair(m.entities[end.Entity].Descriptions, texts, sameGoldText)
	}
	return anyPair(end.Text, texts, sameGoldText)
}

// inText says whether a statement of the system tells a gold statement where its arguments and quotes may stand for the
// ends.
func (m *goldMatch) inText(g GoldStatement, t *ToldStatement) bool {
	if !m.isEnd(g.Subject, t.Subject, "") {
		texts := slices.Clone(t.Quotes)
		if t.Subject != nil {
			texts = append(texts, t.Subject.Names...)
		}
		if !m.mentions(g.Subject, texts) {
			return false
		}
	}
	forms := append([]string{t.Predicate}, t.Surfaces...)
	long := slices.Clone(forms)
	for _, f := range forms {
		long = append(long, f+" "+t.ObjectText)
	}
	whole := append(append([]string{t.Text, t.ObjectText}, t.Arguments...), forms...)
	return anyPair(g.Predicate, long, sameGoldPredicate) && m.mentions(g.Object, whole)
}

// mentions says whether texts hold an end.
func (m *goldMatch) mentions(end GoldEnd, texts []string) bool {
	if end.Entity == "" {
		return anyPair(end.Text, texts, sameGoldText)
	}
	e := m.entities[end.Entity]
	return anyPair(append(slices.Clone(e.Names), e.Descriptions...), texts, func(name, text string) bool {
		words := goldName(name)
		return len(words) > 0 && strings.Contains(strings.Join(goldWords(text), " "), strings.Join(words, " "))
	})
}

// owners are the gold entities that each node of the system is, by the node's ID; what mixes two is counted.
func (m *goldMatch) owners(s *GoldScores) map[string][]string {
	owners := map[string][]string{}
	for id, node := range m.nodes() {
		owners[id] = nil
		var mine []GoldEntity
		for _, e := range m.gold.Entities {
			if anyGoldName(e.Names, node.Names) {
				mine = append(mine, e)
				owners[id] = append(owners[id], e.ID)
			}
		}
		s.Mixing += one(slices.ContainsFunc(mine, func(a GoldEntity) bool {
			return slices.ContainsFunc(mine, func(b GoldEntity) bool { return a.ID != b.ID && !anyGoldName(a.Names, b.Names) }) // no mere homonyms
		}))
	}
	return owners
}

func (m *goldMatch) nodes() map[string]*ToldEntity {
	nodes := map[string]*ToldEntity{}
	for _, s := range m.told {
		for _, end := range []*ToldEntity{s.Subject, s.Object} {
			if end != nil {
				nodes[end.ID] = end
			}
		}
	}
	return nodes
}

// cover counts the nodes of each gold entity, and whether any has its type.
func (m *goldMatch) cover(owners map[string][]string, s *GoldScores) {
	nodes := m.nodes()
	for _, e := range m.gold.Entities {
		n, typed := 0, false
		for id, mine := range owners {
			if slices.Contains(mine, e.ID) {
				n++
				typed = typed || nodes[id].Type == strings.ToUpper(e.Type)
			}
		}
		if n == 0 {
			continue
		}
		s.Entities++
		s.Nodes += n
		if e.Type != "Other" {
			s.Typed++
			s.Type += one(typed)
		}
	}
}

// unbacked counts what the gold backs of the statements from gold entities, and gives those between two that it does not.
func (m *goldMatch) unbacked(owners map[string][]string, s *GoldScores) []ToldStatement {
	var out []ToldStatement
	for i, t := range m.told {
		if t.Subject == nil || len(owners[t.Subject.ID]) == 0 {
			continue
		}
		s.From++
		s.FromBacked += one(m.backed[i])
		if t.Object == nil || len(owners[t.Object.ID]) == 0 {
			continue
		}
		s.Between++
		s.BetweenBacked += one(m.backed[i])
		if !m.backed[i] {
			out = append(out, t)
		}
	}
	return out
}
