package neural

import "math"

// treeSpace is the working memory of tree. Its blocks are given out piece by piece and taken back all at once.
type treeSpace struct {
	seen    []int
	numbers []float64
	ints    []int
	rows    [][]float64
}

// take gives n zeros off the block.
func take[T any](block *[]T, n int) []T {
	used := len(*block)
	if used+n > cap(*block) { // what was given out stays with who has it
		*block, used = make([]T, 0, 2*cap(*block)+n), 0
	}
	*block = (*block)[:used+n]
	out := (*block)[used : used+n : used+n]
	clear(out)
	return out
}

// square is an n by n matrix of zeros.
func (s *treeSpace) square(n int) [][]float64 {
	out, block := take(&s.rows, n), take(&s.numbers, n*n)
	for i := range out {
		out[i] = block[i*n : (i+1)*n]
	}
	return out
}

// reset takes everything back.
func (s *treeSpace) reset() { s.numbers, s.ints, s.rows = s.numbers[:0], s.ints[:0], s.rows[:0] }

// tree writes the best tree with one root over the words to heads: 0 for the root, else 1 more than the head's place.
// scores has a row for each word, ld apart, and a column for each head, the root first.
//
// Where every word's best head makes a tree, that is it. Else it is the maximum spanning arborescence (Chu and Liu 1965,
// Edmonds 1967) of all those with one word at the root: the best over the words that may be it.
func tree(scores []float32, ld int, heads []int, s *treeSpace) {
	n := len(heads)
	roots := 0
	for t := range heads {
		row, top := scores[t*ld:t*ld+n+1], 0
		for h, x := range row {
			if h != t+1 && x > row[top] {
				top = h
			}
		}
		heads[t] = top
		if top == 0 {
			roots++
		}
	}
	s.seen = grow(s.seen, n+1)
	if roots == 1 && !hasCycle(heads, s.seen) {
		return
	}
	arborescence(scores, ld, heads, s)
}

// hasCycle says whether the heads lead some word back to itself.
func hasCycle(heads, seen []int) bool {
	clear(seen)
	for t := range heads {
		for at := t + 1; at != 0; at = heads[at-1] {
			if seen[at] == t+1 {
				return true
			}
			if seen[at] != 0 {
				break
			}
			seen[at] = t + 1
		}
	}
	return false
}

// arborescence solves the whole problem. So great a cost for each word at the root that two of them never pay leaves one.
func arborescence(scores []float32, ld int, heads []int, s *treeSpace) {
	n := len(heads)
	s.reset()
	graph := s.square(n + 1) // [dependent][head]
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range scores[:(n-1)*ld+n+1] {
		low, high = min(low, float64(x)), max(high, float64(x))
	}
	cost := float64(n+1) * (high - low + 1)
	for d := range n + 1 {
		for h := range n + 1 {
			switch {
			case d == 0 || d == h:
				graph[d][h] = math.Inf(-1)
			case h == 0:
				graph[d][h] = float64(scores[(d-1)*ld]) - cost
			default:
				graph[d][h] = float64(scores[(d-1)*ld+h])
			}
		}
	}
	for d, h := range edmonds(graph, s)[1:] {
		heads[d] = h
	}
}

// edmonds is the head of every node but 0, which is the root: the maximum arborescence of scores [dependent][head].
func edmonds(scores [][]float64, s *treeSpace) []int {
	n := len(scores)
	heads := take(&s.ints, n)
	for d := 1; d < n; d++ {
		for h := range n {
			if h != d && scores[d][h] > scores[d][heads[d]] {
				heads[d] = h
			}
		}
	}
	cycle := cycleOf(heads, s)
	if cycle == nil {
		return heads
	}
	return expand(scores, heads, cycle, s)
}

// cycleOf is the nodes of one cycle, nil where there is none.
func cycleOf(heads []int, s *treeSpace) []int {
	seen := take(&s.ints, len(heads))
	for d := 1; d < len(heads); d++ {
		at := d
		for at != 0 && seen[at] == 0 {
			seen[at] = d
			at = heads[at]
		}
		if at == 0 || seen[at] != d {
			continue
		}
		cycle := take(&s.ints, len(heads))[:0]
		cycle = append(cycle, at)
		for k := heads[at]; k != at; k = heads[k] {
			cycle = append(cycle, k)
		}
		return cycle
	}
	return nil
}

// expand contracts the cycle to one node, solves what is left and opens the cycle where the solution enters it.
func expand(scores [][]float64, heads, cycle []int, s *treeSpace) []int {
	inside := take(&s.ints, len(scores))
	for _, c := range cycle {
		inside[c] = 1
	}
	old := take(&s.ints, len(scores))[:0] // nodes of the smaller graph, by their numbers in this one; the cycle is the last
	for i := range scores {
		if inside[i] == 0 {
			old = append(old, i)
		}
	}
	m := len(old)
	small := s.square(m + 1)
	enter, leave := take(&s.ints, m), take(&s.ints, m) // for an outer node: the cycle's node that it heads, and the one that heads it
	for i, o := range old {
		for j, p := range old {
			small[i][j] = scores[o][p]
		}
		enter[i], leave[i] = cycle[0], cycle[0]
		for _, c := range cycle {
			if scores[c][o]-scores[c][heads[c]] > scores[enter[i]][o]-scores[enter[i]][heads[enter[i]]] {
				enter[i] = c
			}
			if scores[o][c] > scores[o][leave[i]] {
				leave[i] = c
			}
		}
		small[m][i] = scores[enter[i]][o] - scores[enter[i]][heads[enter[i]]]
		small[i][m] = scores[o][leave[i]]
	}
	small[m][m] = math.Inf(-1)
	solved := edmonds(small, s)
	out := take(&s.ints, len(scores))
	for _, c := range cycle {
		out[c] = heads[c]
	}
	for i := 1; i < m; i++ {
		if solved[i] == m {
			out[old[i]] = leave[i]
		} else {
			out[old[i]] = old[solved[i]]
		}
	}
	out[enter[solved[m]]] = old[solved[m]]
	return out
}
