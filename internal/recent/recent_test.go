package recent_test

import (
	"fmt"
	"strings"
	"testing"

	"newsgraph/internal/recent"
)

// TestCache keeps what was used last within its weight, and forgets the rest.
func TestCache(t *testing.T) {
	for _, tc := range []struct{ name, do, want string }{
		{"all fit", "+a1 +b1 +c1", "a b c"},
		{"the oldest generation goes", "+a1 +b1 +c1 +d1 +e1 +f1 +g1", "d e f g"},
		{"what is used stays", "+a1 +b1 +c1 +d1 ?a +e1 +f1 +g1", "a d e f g"},
		{"weights count", "+a3 +b3 +c3", "b c"},
		{"put again", "+a1 +a2 +a3 +b1", "a b"},
		{"too heavy", "+a1 +b4", "a"},
		{"cleared", "+a1 !", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var kept []string
			for k := 'a'; k <= 'g'; k++ { // each in a cache of its own, for looking is using
				if v, ok := after(tc.do).Get(string(k)); ok {
					if v != "of "+string(k) {
						t.Errorf("under %c is %q", k, v)
					}
					kept = append(kept, string(k))
				}
			}
			if got := strings.Join(kept, " "); got != tc.want {
				t.Errorf("kept %q, want %q", got, tc.want)
			}
		})
	}
}

// after is a cache of weight 6 after some steps: +k1 adds k of weight 1, ?k looks at k, ! clears.
func after(steps string) *recent.Cache[string, string] {
	c := recent.New[string, string](6)
	for _, step := range strings.Fields(steps) {
		switch step[0] {
		case '+':
			c.Add(step[1:2], "of "+step[1:2], int(step[2]-'0'))
		case '?':
			c.Get(step[1:])
		case '!':
			c.Clear()
		}
	}
	return c
}

func ExampleCache() {
	c := recent.New[int, string](1000)
	c.Add(7, "seven", 1)
	fmt.Println(c.Get(7))
	// Output: seven true
}
