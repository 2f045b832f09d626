package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Limits of the context that a fact is looked for in.
const (
	mineEntities = 8   // entities that a fact retrieves
	mineTerm     = 8   // words of a text that is no name
	mineContext  = 140 // words
	mineCovered  = .55 // share of a fact's stems that its context must have
)

// MineGraph is a graph as far as its coverage of facts is measured. Quotes have no place in it.
type MineGraph struct {
	Nodes      []MineNode
	Statements []MineStatement
}

// MineNode is an entity.
type MineNode struct {
	ID    string
	Names []string // its name, then its aliases
}

// MineStatement is an edge with all its ends.
type MineStatement struct {
	Subject   string // ID of a node
	Predicate string // label
	Arguments []MineTerm
}

// MineTerm is the object of a statement or one of its further arguments.
type MineTerm struct {
	Node string // ID of a node, or
	Text string // words, where Node is ""
}

// MineRow tells of one fact.
type MineRow struct {
	Fact    string
	Context string  // what the graph says about it, at most 140 words
	Recall  float64 // share of the fact's content words that the context has, from 0 to 1
	Covered bool
}

// MineScores tell how many of some facts a graph covers. Share is in percent.
type MineScores struct {
	Facts   int     `json:"facts"`
	Covered int     `json:"covered"`
	Share   float64 `json:"share"`
}

// Mine measures which facts of a text the graph of that text covers. It stands in for MINE (Mo et al., "KGGen: Extracting
// Knowledge Graphs from Plain Text with Language Models", 2025), whose judge is a language model: for each fact the eight
// best entities by BM25 over names and aliases are taken, then the statements within two hops of them, the best by BM25
// first, up to 140 words of names, predicate labels and texts of at most eight words. A fact is covered when MineRecall
// is .55 or more. The order of nodes and statements does not matter. Statements about unknown nodes, and two nodes with
// one ID, are errors.
func Mine(facts []string, g MineGraph) ([]MineRow, error) {
	index, err := newMineIndex(g)
	if err != nil {
		return nil, err
	}
	rows := make([]MineRow, 0, len(facts))
	for _, fact := range facts {
		context := index.context(distinct(contentStems(fact)))
		recall := MineRecall(fact, context)
		rows = append(rows, MineRow{Fact: fact, Context: context, Recall: recall, Covered: recall >= mineCovered})
	}
	return rows, nil
}

// ScoreMine sums up rows, which may come from several graphs.
func ScoreMine(rows []MineRow) MineScores {
	s := MineScores{Facts: len(rows)}
	for _, row := range rows {
		if row.Covered {
			s.Covered++
		}
	}
	s.Share = percent(s.Covered, s.Facts)
	return s
}

// MineRecall is the share of the content words of a fact, each taken once and stemmed, that the context has. It is 0 for
// a fact without content words.
func MineRecall(fact, context string) float64 {
	have := map[string]bool{}
	for _, stem := range contentStems(context) {
		have[stem] = true
	}
	stems := distinct(contentStems(fact))
	found := 0
	for _, stem := range stems {
		if have[stem] {
			found++
		}
	}
	return float64(found) / float64(max(len(stems), 1))
}

// mineIndex is a graph made ready to be asked. Nodes and statements are numbered in the order of their words, so that
// equals are ranked alike whatever order they came in.
type mineIndex struct {
	nodes      *bm25    // over names and aliases
	statements *bm25    // over texts
	texts      []string // of the statements
	ends       [][]int  // the nodes of each statement
	touching   [][]int  // the statements of each node
}

func newMineIndex(g MineGraph) (*mineIndex, error) {
	nodes := slices.Clone(g.Nodes)
	slices.SortFunc(nodes, func(a, b MineNode) int {
		return cmp.Or(slices.Compare(a.Names, b.Names), cmp.Compare(a.ID, b.ID))
	})
	number := map[string]int{}
	names := make([]string, len(nodes))
	for i, node := range nodes {
		if _, seen := number[node.ID]; seen {
			return nil, fmt.Errorf("eval: mine: two nodes with the ID %q", node.ID)
		}
		number[node.ID] = i
		names[i] = strings.Join(node.Names, " ")
	}
	index := &mineIndex{nodes: newBM25(names), touching: make([][]int, len(nodes))}
	edges, err := mineEdges(g.Statements, nodes, number)
	if err != nil {
		return nil, err
	}
	for i, edge := range edges {
		index.texts = append(index.texts, edge.text)
		index.ends = append(index.ends, edge.ends)
		for _, node := range edge.ends {
			index.touching[node] = append(index.touching[node], i)
		}
	}
	index.statements = newBM25(index.texts)
	return index, nil
}

// mineEdge is a statement in words, and the numbers of its nodes.
type mineEdge struct {
	text string
	ends []int
}

func (e mineEdge) compare(f mineEdge) int {
	return cmp.Or(cmp.Compare(e.text, f.text), slices.Compare(e.ends, f.ends))
}

// mineEdges are the statements in order and without repetitions.
func mineEdges(statements []MineStatement, nodes []MineNode, number map[string]int) ([]mineEdge, error) {
	edges := make([]mineEdge, len(statements))
	for i, s := range statements {
		var words []string
		name := func(id string) error {
			at, known := number[id]
			if !known {
				return fmt.Errorf("eval: mine: statement %d: no node has the ID %q", i+1, id)
			}
			edges[i].ends = append(edges[i].ends, at)
			if names := nodes[at].Names; len(names) > 0 {
				words = append(words, strings.Fields(names[0])...)
			}
			return nil
		}
		if err := name(s.Subject); err != nil {
			return nil, err
		}
		words = append(words, strings.Fields(s.Predicate)...)
		for _, term := range s.Arguments {
			if term.Node != "" {
				if err := name(term.Node); err != nil {
					return nil, err
				}
			} else if text := strings.Fields(term.Text); len(text) <= mineTerm {
				words = append(words, text...)
			}
		}
		edges[i].text = strings.Join(words, " ")
	}
	slices.SortFunc(edges, mineEdge.compare)
	return slices.CompactFunc(edges, func(a, b mineEdge) bool { return a.compare(b) == 0 }), nil
}

// context is what the graph says about a fact, given its stems.
func (x *mineIndex) context(fact []string) string {
	near := x.near(x.best(fact))
	score, hop := map[int]float64{}, map[int]int{}
	var order []int
	for i, statements := range near {
		for _, s := range statements {
			score[s], hop[s] = x.statements.score(fact, s), i
			order = append(order, s)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(hop[a], hop[b]), cmp.Compare(a, b))
	})
	var words []string
	told := map[string]bool{}
	for _, s := range order {
		if text := x.texts[s]; text != "" && !told[text] {
			told[text] = true
			words = append(words, strings.Fields(text+".")...)
		}
	}
	return strings.Join(words[:min(len(words), mineContext)], " ")
}

// best are the entities that share a stem with the fact, the best first and no more than eight.
func (x *mineIndex) best(fact []string) []int {
	score := make([]float64, len(x.touching))
	var order []int
	for i := range score {
		if score[i] = x.nodes.score(fact, i); score[i] > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
	})
	return order[:min(len(order), mineEntities)]
}

// near are the statements one hop from the nodes, and those two hops away.
func (x *mineIndex) near(nodes []int) [2][]int {
	var near [2][]int
	passed, met := map[int]bool{}, map[int]bool{}
	for hop := range near {
		var next []int
		for _, node := range nodes {
			if passed[node] {
				continue
			}
			passed[node] = true
			for _, s := range x.touching[node] {
				if !met[s] {
					met[s] = true
					near[hop] = append(near[hop], s)
					next = append(next, x.ends[s]...)
				}
			}
		}
		nodes = next
	}
	return near
}
