package examples

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEverySampleIsEmbedded(t *testing.T) {
	entries, err := os.ReadDir("articles")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".md") {
			want = append(want, entry.Name())
		}
	}
	got, err := fs.Glob(Articles(), "*")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
