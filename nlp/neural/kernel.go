package neural

import "math"

// kernel is a way of doing the two things that nearly all of the time goes into.
type kernel struct {
	name string
	// product adds to each of m rows of c, at most rowBlock, the product of a row of a with some panels of b. Strides
	// are in elements.
	product func(a []float32, lda int, b *matrix, panel, panels int, c []float32, ldc, m int)
	panels  int // how many panels product takes at once, at most
	// cell is a step of an LSTM for one sentence: gates are o, i, f, g of len(h) each before their activation.
	cell func(gates, c, h []float32)
}

const (
	rowBlock   = 6
	panelWidth = 16
)

// portable is the kernel for every machine.
var portable = kernel{name: "portable", product: productPortable, panels: 1, cell: cellPortable}

// productPortable takes four rows of b at a time: the sums go to memory and back a quarter as often.
func productPortable(a []float32, lda int, b *matrix, panel, _ int, c []float32, ldc, m int) {
	packed := b.packed[panel*b.in*panelWidth : (panel+1)*b.in*panelWidth]
	for r := range m {
		row, w := a[r*lda:r*lda+b.in], packed
		out := (*[panelWidth]float32)(c[r*ldc : r*ldc+panelWidth])
		var sum [panelWidth]float32
		for ; len(row) >= 4; row, w = row[4:], w[4*panelWidth:] {
			x0, x1, x2, x3 := row[0], row[1], row[2], row[3]
			four := (*[4 * panelWidth]float32)(w)
			for j := range sum {
				sum[j] += x0*four[j] + x1*four[j+panelWidth] + x2*four[j+2*panelWidth] + x3*four[j+3*panelWidth]
			}
		}
		for k, x := range row {
			one := (*[panelWidth]float32)(w[k*panelWidth:])
			for j := range sum {
				sum[j] += x * one[j]
			}
		}
		for j := range sum {
			out[j] += sum[j]
		}
	}
}

func cellPortable(gates, c, h []float32) {
	n := len(h)
	o, i, f, g := gates[:n], gates[n:2*n], gates[2*n:3*n], gates[3*n:4*n]
	c = c[:n]
	for k := range h {
		c[k] = sigmoid(f[k])*c[k] + sigmoid(i[k])*tanh(g[k])
		h[k] = sigmoid(o[k]) * tanh(c[k])
	}
}

func sigmoid(x float32) float32 { return 1 / (1 + exp(-x)) }

func tanh(x float32) float32 { return 2/(1+exp(-2*x)) - 1 }

// exp is e to the x within two units in the last place, the way of Cephes' expf; the assembly has the same constants.
func exp(x float32) float32 {
	x = max(min(x, 87.3), -87.3)
	n := float32(math.RoundToEven(float64(x * 1.44269504088896341)))
	x -= n * 0.693359375
	x += n * 2.12194440e-4
	p := float32(1.9875691500e-4)
	p = p*x + 1.3981999507e-3
	p = p*x + 8.3334519073e-3
	p = p*x + 4.1665795894e-2
	p = p*x + 1.6666665459e-1
	p = p*x + 0.5
	p = p*(x*x) + x + 1
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

// matrix is the weights of a linear map, in panels of 16 columns for the kernels, with its bias.
type matrix struct {
	in, out int
	width   int       // out, rounded up to whole panels
	packed  []float32 // [width/16][in][16]
	bias    []float32 // width, zero beyond out; nil for none
}

func newMatrix(in, out int) *matrix {
	width := roundUp(out)
	return &matrix{in: in, out: out, width: width, packed: make([]float32, in*width)}
}

// roundUp is n rounded up to whole panels.
func roundUp(n int) int { return (n + panelWidth - 1) / panelWidth * panelWidth }

// at is the weight from input i to output j.
func (w *matrix) at(i, j int) *float32 {
	return &w.packed[(j/panelWidth*w.in+i)*panelWidth+j%panelWidth]
}

// add adds to each row of c, of which there are rows, the product of the row of a with w. Rows of c have at least
// w.width elements, ldc apart.
func (k *kernel) add(a []float32, lda int, w *matrix, c []float32, ldc, rows int) {
	last := w.width / panelWidth
	for panel := 0; panel < last; panel += k.panels {
		n := min(k.panels, last-panel)
		for r := 0; r < rows; r += rowBlock {
			k.product(a[r*lda:], lda, w, panel, n, c[r*ldc+panel*panelWidth:], ldc, min(rowBlock, rows-r))
		}
	}
}

// apply sets the rows of c, ldc = w.width apart, to the products of the rows of a with w, plus the bias.
func (k *kernel) apply(a []float32, lda int, w *matrix, c []float32, rows int) {
	c = c[:rows*w.width]
	if w.bias == nil {
		clear(c)
	} else {
		for r := range rows {
			copy(c[r*w.width:], w.bias)
		}
	}
	k.add(a, lda, w, c, w.width, rows)
}
