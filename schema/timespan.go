package schema

import (
	"time"

	"newsgraph/graph"
)

// timeSpan is a time as precisely as it is known, with the instants that it covers; its end is exclusive.
type timeSpan struct {
	edtf, phrase string
	start, end   time.Time
}

func timeSpanResolvers() map[string]resolver {
	return map[string]resolver{
		"edtf":   plain(func(t timeSpan) any { return textOrNil(t.edtf) }),
		"start":  plain(func(t timeSpan) any { return instant(t.start) }),
		"end":    plain(func(t timeSpan) any { return instant(t.end) }),
		"phrase": plain(func(t timeSpan) any { return textOrNil(t.phrase) }),
	}
}

// spanOf is the time of a statement or an argument; nil for none.
func spanOf(t *graph.TimeSpan) any {
	if t == nil {
		return nil
	}
	return newTimeSpan(t.EDTF, t.Phrase)
}

// newTimeSpan is a time with what it covers. One that cannot be read covers nothing.
func newTimeSpan(edtf, phrase string) timeSpan {
	out := timeSpan{edtf: edtf, phrase: phrase}
	if edtf == "" {
		return out
	}
	if start, end, err := graph.ParseEDTF(edtf); err == nil {
		out.start, out.end = start, end
	}
	return out
}
