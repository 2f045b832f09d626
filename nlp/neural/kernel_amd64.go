package neural

import "golang.org/x/sys/cpu"

//go:generate sh -c "cd asm && go run . >../kernel_amd64.s"

// productAVX2 adds to m rows of c (1 to 6) the product of the rows of a with k rows of two vectors of 8 columns at b; the
// second vector is next bytes after the first, the next row step bytes. Strides are in bytes.
//
//go:noescape
func productAVX2(k int, a *float32, lda int, b *float32, step, next int, c *float32, ldc, m int)

// productAVX512 does the same with vectors of 16 columns.
//
//go:noescape
func productAVX512(k int, a *float32, lda int, b *float32, step, next int, c *float32, ldc, m int)

//go:noescape
func cellAVX2(gates, c, h *float32, n int)

const (
	elementBytes = 4
	panelBytes   = panelWidth * elementBytes
)

func productWithAVX2(a []float32, lda int, b *matrix, panel, panels int, c []float32, ldc, m int) {
	_, _ = a[(m-1)*lda+b.in-1], c[(m-1)*ldc+panelWidth-1]
	productAVX2(b.in, &a[0], lda*elementBytes, &b.packed[panel*b.in*panelWidth], panelBytes, panelBytes/2, &c[0], ldc*elementBytes, m)
}

func productWithAVX512(a []float32, lda int, b *matrix, panel, panels int, c []float32, ldc, m int) {
	if panels == 1 {
		productWithAVX2(a, lda, b, panel, panels, c, ldc, m)
		return
	}
	_, _ = a[(m-1)*lda+b.in-1], c[(m-1)*ldc+2*panelWidth-1]
	productAVX512(b.in, &a[0], lda*elementBytes, &b.packed[panel*b.in*panelWidth], panelBytes, b.in*panelBytes, &c[0], ldc*elementBytes, m)
}

func cellWithAVX2(gates, c, h []float32) {
	n := len(h)
	if n%8 != 0 {
		cellPortable(gates, c, h)
		return
	}
	_, _ = gates[4*n-1], c[n-1]
	cellAVX2(&gates[0], &c[0], &h[0], n)
}

// kernels are the kernels of this machine, the fastest first.
func kernels() []kernel {
	var out []kernel
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		avx2 := kernel{name: "AVX2", product: productWithAVX2, panels: 1, cell: cellWithAVX2}
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ {
			avx512 := avx2
			avx512.name, avx512.product, avx512.panels = "AVX-512", productWithAVX512, 2
			out = append(out, avx512)
		}
		out = append(out, avx2)
	}
	return append(out, portable)
}
