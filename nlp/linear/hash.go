// Package linear has the averaged perceptron that the annotators share: hashed features, a trainer, and a compact
// model that can be written to bytes and read again.
//
// It takes features as 32-bit hashes and gives a score for each class. It knows nothing of what the features and the
// classes mean.
package linear

// Seeds and multipliers of the hash: odd constants with well spread bits.
const (
	seed  = 0x9E3779B97F4A7C15
	prime = 0xFF51AFD7ED558CCD
)

// String hashes a string to 64 bits. Equal strings have equal hashes, on every machine and in every version.
func String(s string) uint64 {
	h := uint64(seed)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 0x100000001B3
	}
	return finish(h)
}

// Join hashes two hashes to one; the order counts.
func Join(a, b uint64) uint64 {
	h := (a ^ (b * prime)) * seed
	return h ^ h>>29
}

// Feature is the key of a feature: the number of its template and the hash of its value. It is never 0, which the
// tables keep for "empty".
func Feature(template int, value uint64) uint32 {
	h := (value ^ uint64(template)*seed) * prime
	h ^= h >> 32
	h *= seed
	if key := uint32(h >> 32); key != 0 {
		return key
	}
	return 1
}

func finish(h uint64) uint64 {
	h ^= h >> 33
	h *= prime
	return h ^ h>>33
}
