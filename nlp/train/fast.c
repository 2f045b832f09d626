/* The element-wise parts of training, one pass each. fast.py compiles and calls them; layers.py and parallel.py have the
   same in plain PyTorch for machines without a compiler. */

#include <math.h>
#include <stddef.h>

static inline float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

/* A step of an LSTM for some rows: acts has the gates o, i, f, g before their activation and after it. */
void cell_forward(int rows, int n, float *acts, const float *before, float *after, float *tc, float *h) {
	for (int r = 0; r < rows; r++) {
		float *restrict o = acts + (size_t)r * 4 * n, *restrict i = o + n, *restrict f = i + n, *restrict g = f + n;
		const float *restrict c = before + (size_t)r * n;
		float *restrict d = after + (size_t)r * n, *restrict t = tc + (size_t)r * n, *restrict y = h + (size_t)r * n;
		for (int k = 0; k < n; k++) {
			o[k] = sigmoid(o[k]);
			i[k] = sigmoid(i[k]);
			f[k] = sigmoid(f[k]);
			g[k] = 2.0f * sigmoid(2.0f * g[k]) - 1.0f;
			d[k] = f[k] * c[k] + i[k] * g[k];
			t[k] = 2.0f * sigmoid(2.0f * d[k]) - 1.0f;
			y[k] = o[k] * t[k];
		}
	}
}

/* The step back: up is the gradient of h from above, dh that from the next step, dc (in and out) that of the cells. */
void cell_backward(int rows, int n, const float *acts, const float *before, const float *tc, const float *up, const float *dh,
                   float *dc, float *out) {
	for (int r = 0; r < rows; r++) {
		const float *restrict o = acts + (size_t)r * 4 * n, *restrict i = o + n, *restrict f = i + n, *restrict g = f + n;
		const float *restrict c = before + (size_t)r * n, *restrict t = tc + (size_t)r * n, *restrict u = up + (size_t)r * n;
		const float *restrict p = dh + (size_t)r * n;
		float *restrict e = dc + (size_t)r * n;
		float *restrict wo = out + (size_t)r * 4 * n, *restrict wi = wo + n, *restrict wf = wi + n, *restrict wg = wf + n;
		for (int k = 0; k < n; k++) {
			float d = u[k] + p[k], x = e[k] + d * o[k] * (1.0f - t[k] * t[k]);
			wo[k] = d * t[k] * o[k] * (1.0f - o[k]);
			wi[k] = x * g[k] * i[k] * (1.0f - i[k]);
			wf[k] = x * c[k] * f[k] * (1.0f - f[k]);
			wg[k] = x * i[k] * (1.0f - g[k] * g[k]);
			e[k] = x * f[k];
		}
	}
}

/* Adam (Kingma and Ba 2015) and the running mean of the weights. */
void adam(long n, const float *restrict grad, float *restrict m, float *restrict v, float *restrict w, float *restrict mean, float scale, float b1, float b2,
          float rate, float root, float keep) {
	for (long k = 0; k < n; k++) {
		float g = grad[k] * scale;
		m[k] = b1 * m[k] + (1.0f - b1) * g;
		v[k] = b2 * v[k] + (1.0f - b2) * g * g;
		w[k] -= rate * m[k] / (sqrtf(v[k]) * root + 1e-8f);
		mean[k] = keep * mean[k] + (1.0f - keep) * w[k];
	}
}
