package eval

import "math"

// assignment is the greatest sum of values that a one-to-one pairing of rows with columns can have, each pair's value
// in value[row][column], none negative. Not every row or column has to be paired. It is exact (Kuhn 1955, Munkres 1957, with the
// potentials of Jonker and Volgenant) and takes time rows²·columns.
func assignment(value [][]float64) float64 {
	if len(value) == 0 || len(value[0]) == 0 {
		return 0
	}
	if len(value) > len(value[0]) {
		value = transposed(value)
	}
	rows, columns := len(value), len(value[0])
	h := &hungarian{value: value, u: make([]float64, rows+1), v: make([]float64, columns+1), row: make([]int, columns+1), way: make([]int, columns+1)}
	for i := 1; i <= rows; i++ {
		h.pair(i)
	}
	sum := 0.0
	for j := 1; j <= columns; j++ {
		if h.row[j] > 0 {
			sum += value[h.row[j]-1][j-1]
		}
	}
	return sum
}

func transposed(value [][]float64) [][]float64 {
	out := make([][]float64, len(value[0]))
	for j := range out {
		out[j] = make([]float64, len(value))
		for i := range value {
			out[j][i] = value[i][j]
		}
	}
	return out
}

// hungarian is the state of the assignment: rows and columns count from 1, 0 is none.
type hungarian struct {
	value [][]float64
	u, v  []float64 // potentials of rows and columns
	row   []int     // the row that each column is paired with
	way   []int     // the column before, on the shortest path
}

// pair finds a column for row i by the shortest augmenting path; pairs made before may change.
func (h *hungarian) pair(i int) {
	columns := len(h.v) - 1
	least := make([]float64, columns+1)
	used := make([]bool, columns+1)
	for j := range least {
		least[j] = math.Inf(1)
	}
	h.row[0] = i
	at := 0
	for h.row[at] != 0 {
		used[at] = true
		r, next, delta := h.row[at], 0, math.Inf(1)
		for j := 1; j <= columns; j++ {
			if used[j] {
				continue
			}
			if cost := -h.value[r-1][j-1] - h.u[r] - h.v[j]; cost < least[j] {
				least[j], h.way[j] = cost, at
			}
			if least[j] < delta {
				delta, next = least[j], j
			}
		}
		for j := range used {
			if used[j] {
				h.u[h.row[j]] += delta
				h.v[j] -= delta
			} else {
				least[j] -= delta
			}
		}
		at = next
	}
	for at != 0 {
		h.row[at] = h.row[h.way[at]]
		at = h.way[at]
	}
}
