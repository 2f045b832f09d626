package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// units of sizes, longest names first, so that "KiB" is not read as "B".
var units = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1},
}

// ParseSize reads a number of bytes with its unit: 512B, 256KB, 10MB, 1.5GB, or KiB, MiB and GiB for powers of 1024. A
// space may stand before the unit; upper and lower case are one. The error says what is wanted.
func ParseSize(s string) (int64, error) {
	trimmed := strings.TrimSpace(s)
	for _, u := range units {
		number, found := cutSuffixFold(trimmed, u.name)
		if !found {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || math.IsNaN(n) || n < 0 || n*float64(u.bytes) >= math.MaxInt64 {
			break
		}
		return int64(math.Round(n * float64(u.bytes))), nil
	}
	return 0, fmt.Errorf("config: %q is not a size; write a number with its unit, such as 10MB or 256KB", s)
}

func cutSuffixFold(s, suffix string) (string, bool) {
	at := len(s) - len(suffix)
	if at < 0 || !strings.EqualFold(s[at:], suffix) {
		return s, false
	}
	return s[:at], true
}

// ShowSize writes n in the largest unit that gives a whole number: 10000000 is 10MB.
func ShowSize(n int64) string {
	best := fmt.Sprintf("%dB", n)
	for _, u := range units {
		if n == 0 || n%u.bytes != 0 {
			continue
		}
		if shown := fmt.Sprintf("%d%s", n/u.bytes, u.name); len(shown) < len(best) {
			best = shown
		}
	}
	return best
}

type size struct{ to *int64 }

func (z size) parse(s string) any { return s }
func (z size) show() string       { return ShowSize(*z.to) }
func (z size) set(v any) error {
	const want = "a size with its unit, such as 10MB"
	s, err := asText(v, want)
	if err != nil {
		return err
	}
	n, err := ParseSize(s)
	if err != nil || n == 0 {
		return fmt.Errorf("is %q; want %s", s, want)
	}
	*z.to = n
	return nil
}
