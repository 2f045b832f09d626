package parse

// The kinds of transitions of the arc-hybrid system (Kuhlmann, Gómez-Rodríguez and Satta 2011). Words of a sentence of n
// words are 0 to n-1; n is the root, which stands at the end of the buffer.
type move uint8

const (
	shift move = iota // the buffer's first goes onto the stack
	left              // the buffer's first becomes the head of the stack's top, which is popped
	right             // the stack's second becomes the head of its top, which is popped
)

// action is a move with the label of its arc.
type action struct {
	move  move
	label uint8 // index in Parser.labels; 0 for shift
}

const none = -1

// state is a configuration. Arrays are indexed by word, with one more for the root.
type state struct {
	n     int
	stack []int
	next  int // first of the buffer
	head  []int
	label []uint8
	// The outermost two children on each side, none for missing, and how many there are.
	left1, left2, right1, right2 []int
	lefts, rights                []int
	leftLabels, rightLabels      []uint64 // sets of labels, hashed to bits
}

func (s *state) reset(n int) {
	s.n, s.next, s.stack = n, 0, s.stack[:0]
	for _, list := range []*[]int{&s.head, &s.left1, &s.left2, &s.right1, &s.right2} {
		*list = fill(*list, n+1, none)
	}
	s.lefts, s.rights = fill(s.lefts, n+1, 0), fill(s.rights, n+1, 0)
	s.label = fill(s.label, n+1, 0)
	s.leftLabels, s.rightLabels = fill(s.leftLabels, n+1, 0), fill(s.rightLabels, n+1, 0)
}

func fill[T any](list []T, n int, value T) []T {
	list = list[:0]
	for range n {
		list = append(list, value)
	}
	return list
}

// done says whether the tree is whole.
func (s *state) done() bool { return s.next == s.n && len(s.stack) == 0 }

// top is the i-th of the stack from its top, or none.
func (s *state) top(i int) int {
	if i < len(s.stack) {
		return s.stack[len(s.stack)-1-i]
	}
	return none
}

// buffer is the i-th of the buffer, or none. The root is its last.
func (s *state) buffer(i int) int {
	if s.next+i <= s.n {
		return s.next + i
	}
	return none
}

// allowed says which moves keep the way to a tree with one root open.
func (s *state) allowed() (moves [3]bool) {
	moves[shift] = s.next < s.n
	moves[left] = len(s.stack) > 0 && (s.next < s.n || len(s.stack) == 1)
	moves[right] = len(s.stack) > 1
	return moves
}

func (s *state) apply(a action) {
	if a.move == shift {
		s.stack = append(s.stack, s.next)
		s.next++
		return
	}
	child := s.top(0)
	head := s.next
	if a.move == right {
		head = s.top(1)
	}
	s.stack = s.stack[:len(s.stack)-1]
	s.head[child], s.label[child] = head, a.label
	bit := uint64(1) << (a.label & 63)
	if a.move == left {
		s.left1[head], s.left2[head] = child, s.left1[head]
		s.lefts[head]++
		s.leftLabels[head] |= bit
	} else {
		s.right1[head], s.right2[head] = child, s.right1[head]
		s.rights[head]++
		s.rightLabels[head] |= bit
	}
}

// tree is a gold tree: heads (n for the root), labels, and for each word its dependents.
type tree struct {
	head  []int
	label []uint8
	deps  [][]int
}

// costs is the number of gold arcs that each move makes unreachable (Goldberg and Nivre 2013). Only the costs of allowed
// moves mean anything.
func (s *state) costs(g *tree) (c [3]int) {
	s0, b0 := s.top(0), s.next
	inStack := func(w int) bool { return w < b0 && s.head[w] == none }
	if s0 != none {
		for _, d := range g.deps[s0] {
			if d >= b0 {
				c[left]++
				c[right]++
			}
		}
		switch h := g.head[s0]; {
		case h == b0:
			c[right]++
		case h > b0:
			c[left]++
			c[right]++
		case h == s.top(1):
			c[left]++
		}
	}
	if b0 < s.n {
		if h := g.head[b0]; h < b0 && h != s0 && inStack(h) {
			c[shift]++
		}
		for _, d := range g.deps[b0] {
			if inStack(d) && d < b0 {
				c[shift]++
			}
		}
	}
	return c
}
