package neural

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomMatrix is a matrix of small numbers with its rows apart, as a check of the packed one.
func randomMatrix(rng *rand.Rand, in, out int) (*matrix, [][]float32) {
	w, plain := newMatrix(in, out), make([][]float32, in)
	for i := range plain {
		plain[i] = make([]float32, out)
		for j := range plain[i] {
			plain[i][j] = rng.Float32() - 0.5
			*w.at(i, j) = plain[i][j]
		}
	}
	return w, plain
}

func randoms(rng *rand.Rand, n int, scale float32) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = (rng.Float32()*2 - 1) * scale
	}
	return out
}

// TestProduct holds every kernel against a sum in double precision, for every number of rows and odd sizes.
func TestProduct(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, k := range kernels() {
		for rows := 1; rows <= 14; rows++ {
			for _, size := range [][2]int{{1, 1}, {7, 16}, {33, 17}, {48, 66}, {200, 80}} {
				in, out := size[0], size[1]
				w, plain := randomMatrix(rng, in, out)
				lda := in + 3
				a := randoms(rng, rows*lda, 1)
				ldc := w.width + 5
				c := randoms(rng, rows*ldc, 1)
				before := append([]float32(nil), c...)
				k.add(a, lda, w, c, ldc, rows)
				for r := range rows {
					for j := range ldc {
						want := float64(before[r*ldc+j])
						if j < out {
							for i := range in {
								want += float64(a[r*lda+i]) * float64(plain[i][j])
							}
						}
						if got := float64(c[r*ldc+j]); math.Abs(got-want) > 1e-5 {
							t.Fatalf("%s, %d rows, %d to %d: row %d, column %d: got %v, want %v", k.name, rows, in, out, r, j, got, want)
						}
					}
				}
			}
		}
	}
}

// TestCell holds every kernel's LSTM step against the functions of package math.
func TestCell(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	logistic := func(x float32) float64 { return 1 / (1 + math.Exp(-float64(x))) }
	for _, k := range kernels() {
		for _, n := range []int{8, 24, 200, 13} {
			for _, scale := range []float32{1, 10, 200} {
				gates, c, h := randoms(rng, 4*n, scale), randoms(rng, n, 2), make([]float32, n)
				before := append([]float32(nil), c...)
				k.cell(gates, c, h)
				for i := range n {
					wantC := logistic(gates[2*n+i])*float64(before[i]) + logistic(gates[n+i])*math.Tanh(float64(gates[3*n+i]))
					wantH := logistic(gates[i]) * math.Tanh(wantC)
					if math.Abs(wantC-float64(c[i])) > 1e-6 || math.Abs(wantH-float64(h[i])) > 1e-6 {
						t.Fatalf("%s, %d cells, cell %d: got c %v h %v, want %v %v", k.name, n, i, c[i], h[i], wantC, wantH)
					}
				}
			}
		}
	}
}

func TestExp(t *testing.T) {
	for x := float32(-87); x < 87; x += 0.0137 {
		want := math.Exp(float64(x))
		if got := float64(exp(x)); math.Abs(got-want) > 3e-7*want {
			t.Fatalf("exp(%v) = %v, want %v", x, got, want)
		}
	}
}

func BenchmarkProduct(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 6))
	const rows, in, out = 24, 240, 960
	w, _ := randomMatrix(rng, in, out)
	a, c := randoms(rng, rows*in, 1), make([]float32, rows*out)
	for _, k := range kernels() {
		b.Run(k.name, func(b *testing.B) {
			for b.Loop() {
				k.add(a, in, w, c, out, rows)
			}
			b.ReportMetric(float64(rows*in*out)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GMAC/s")
		})
	}
}

func BenchmarkCell(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 8))
	const n = 200
	gates, c, h := randoms(rng, 4*n, 2), make([]float32, n), make([]float32, n)
	for _, k := range kernels() {
		b.Run(k.name, func(b *testing.B) {
			for b.Loop() {
				k.cell(gates, c, h)
			}
		})
	}
}
