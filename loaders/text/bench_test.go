package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkStripFurniture cleans the sample articles in plain text.
func BenchmarkStripFurniture(b *testing.B) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "examples", "articles", "*.txt"))
	if err != nil || len(paths) == 0 {
		b.Fatalf("no samples: %v", err)
	}
	var all strings.Builder
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		all.Write(data)
	}
	b.SetBytes(int64(all.Len()))
	for b.Loop() {
		StripFurniture(all.String())
	}
}
