package config

import (
	"fmt"
	"slices"
	"strings"
)

// suggestion is "; did you mean X?" for the known key that is most like key, or else a list of all keys.
func suggestion(key string, known []string) string {
	if near, distance := nearest(key, known); distance <= 1+len(key)/3 {
		return fmt.Sprintf("; did you mean %s?", near)
	}
	for _, k := range known {
		if k[strings.LastIndex(k, ".")+1:] == key[strings.LastIndex(key, ".")+1:] {
			return fmt.Sprintf("; did you mean %s?", k)
		}
	}
	return "; the keys are " + strings.Join(known, ", ")
}

// nearest is the word of words with the least edit distance to s; ties go to the first.
func nearest(s string, words []string) (string, int) {
	best, least := "", len(s)+1
	for _, w := range words {
		if d := editDistance(s, w); d < least {
			best, least = w, d
		}
	}
	return best, least
}

// editDistance is the Levenshtein distance of a and b in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// misspeltVariables warns of variables that are nearly the name of a setting. Other NEWSGRAPH_* variables may be meant
// for something else and are left alone.
func misspeltVariables(environment []string) []string {
	var names []string
	for _, key := range Keys() {
		names = append(names, Variable(key))
	}
	var warnings []string
	for _, entry := range environment {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "NEWSGRAPH_") || slices.Contains(names, name) {
			continue
		}
		if near, distance := nearest(name, names); distance <= 2 {
			warnings = append(warnings, fmt.Sprintf("the variable %s is no setting; did you mean %s?", name, near))
		}
	}
	slices.Sort(warnings)
	return warnings
}
