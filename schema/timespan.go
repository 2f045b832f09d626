package schema

import (
	"time"

	"newsgraph/graph"
	"newsgraph/news"
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
	out := timeSpan{edtf: t.EDTF, phrase: t.Phrase}
	if t.EDTF != "" {
		if start, end, err := graph.ParseEDTF(t.EDTF); err == nil {
			out.start, out.end = start, end
		}
	}
	return out
}

// publicationSpan is the time of publication; nil where it is not known. Of an instant, level 0 of EDTF has the day as
// it was where the article was published; start and end are the instant.
func publicationSpan(d news.Date) any {
	switch d.Precision {
	case news.Unknown:
		return nil
	case news.Instant:
		return timeSpan{edtf: d.Time.Format(time.DateOnly), start: d.Time, end: d.Time}
	}
	out := timeSpan{edtf: d.String()}
	if start, end, err := graph.ParseEDTF(out.edtf); err == nil {
		out.start, out.end = start, end
	}
	return out
}
