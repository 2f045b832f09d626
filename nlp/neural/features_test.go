package neural

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// features is a line of testdata/features.jsonl, which nlp/train/features_golden.py writes.
type features struct {
	Form, Plain, Key, Shape string
	Affixes, Chars          []int
}

// TestFeaturesAreTheTrainers holds the features of words against the training's.
func TestFeaturesAreTheTrainers(t *testing.T) {
	file, err := os.Open(filepath.Join("testdata", "features.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table := map[rune]int{}
	for i, r := range []rune("abcdefghijklmnopqrstuvwxyzABCDEFGH'.-é0123") {
		table[r] = firstChar + i
	}
	lines, n := bufio.NewScanner(file), 0
	for ; lines.Scan(); n++ {
		var want features
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		p := plain(want.Form)
		key := appendKey(nil, p)
		rows, count := affixRows(p, key)
		got := features{want.Form, p, string(key), string(appendShape(nil, p)), rows[:count], charRows(nil, p, table)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: want -, got +:\n%s", want.Form, diff)
		}
	}
	if n == 0 || lines.Err() != nil {
		t.Fatalf("%d lines, %v", n, lines.Err())
	}
}

// FuzzFeatures: any bytes give rows that are in the tables.
func FuzzFeatures(f *testing.F) {
	f.Add("Huawei’s")
	f.Add("\xff\xfe0")
	f.Fuzz(func(t *testing.T, form string) {
		p := plain(form)
		rows, n := affixRows(p, appendKey(nil, p))
		for _, r := range rows[:n] {
			if r < 1 || r > affixBuckets {
				t.Errorf("%q: row %d of the affixes", form, r)
			}
		}
		if chars := charRows(nil, p, nil); len(chars) > maxChars+2 {
			t.Errorf("%q: %d characters", form, len(chars))
		}
	})
}
