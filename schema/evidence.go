package schema

import (
	"newsgraph/export"
	"newsgraph/graph"
)

func evidenceResolvers() map[string]resolver {
	return map[string]resolver{
		"id":          plain(func(e *graph.Evidence) any { return e.ID }),
		"quote":       plain(func(e *graph.Evidence) any { return e.Quote }),
		"prefix":      plain(func(e *graph.Evidence) any { return e.Prefix }),
		"suffix":      plain(func(e *graph.Evidence) any { return e.Suffix }),
		"surface":     plain(func(e *graph.Evidence) any { return textOrNil(e.Surface) }),
		"verified":    plain(func(e *graph.Evidence) any { return e.Verified }),
		"withdrawnAt": plain(func(e *graph.Evidence) any { return instant(e.WithdrawnAt) }),
		"confidence":  plain(func(e *graph.Evidence) any { return e.Confidence }),
		"extractor":   plain(func(e *graph.Evidence) any { return textOrNil(e.Extractor) }),

		"article": of(func(c *call, e *graph.Evidence) (any, error) { return articleLater(c, e.Article), nil }),
		"statement": of(func(c *call, e *graph.Evidence) (any, error) {
			c.statements.want(e.Statement)
			return later(func() (any, error) { return found(c.statements.get(c.ctx, e.Statement)) }), nil
		}),
		"start":    of(func(c *call, e *graph.Evidence) (any, error) { return offsetOf(c, e, e.Start) }),
		"end":      of(func(c *call, e *graph.Evidence) (any, error) { return offsetOf(c, e, e.End) }),
		"spans":    of(evidenceSpans),
		"deepLink": of(evidenceDeepLink),
	}
}

func spanResolvers() map[string]resolver {
	return map[string]resolver{
		"role":  plain(func(s span) any { return s.role }),
		"start": plain(func(s span) any { return s.start }),
		"end":   plain(func(s span) any { return s.end }),
		"text":  plain(func(s span) any { return s.text }),
	}
}

// span is a piece of an article's text, its offsets in the unit that was asked for.
type span struct {
	role, text string
	start, end int
}

// unitByte is the unit in which the store counts.
const unitByte = "BYTE"

// offsetOf is an offset into the evidence's article in the unit that the arguments ask for.
func offsetOf(c *call, e *graph.Evidence, at int) (any, error) {
	unit := c.args.enum("unit")
	if unit == unitByte {
		return at, nil
	}
	return inText(c, e.Article, func(text *offsets) any {
		if n, ok := text.in(unit, at); ok {
			return n
		}
		return nil
	})
}

// inText is what get makes of an article's text, once that is loaded; nil where the article is gone.
func inText(c *call, article string, get func(*offsets) any) (any, error) {
	c.articles.want(article)
	return later(func() (any, error) {
		text := c.offsets[article]
		if text == nil {
			a, err := c.articles.get(c.ctx, article)
			if a == nil || err != nil {
				return nil, err
			}
			text = newOffsets(a.Text)
			c.offsets[article] = text
		}
		return get(text), nil
	}), nil
}

func evidenceSpans(c *call, e *graph.Evidence) (any, error) {
	unit := c.args.enum("unit")
	if unit == unitByte && spansInQuote(e) {
		spans := make([]span, len(e.Spans))
		for i, s := range e.Spans {
			spans[i] = span{s.Role, e.Quote[s.Start-e.Start : s.End-e.Start], s.Start, s.End}
		}
		return spans, nil
	}
	return inText(c, e.Article, func(text *offsets) any {
		spans := []span{}
		for _, s := range e.Spans {
			start, ok := text.in(unit, s.Start)
			end, ok2 := text.in(unit, s.End)
			if ok && ok2 && s.Start <= s.End {
				spans = append(spans, span{s.Role, text.text[s.Start:s.End], start, end})
			}
		}
		return spans
	})
}

func spansInQuote(e *graph.Evidence) bool {
	if e.End-e.Start != len(e.Quote) {
		return false
	}
	for _, s := range e.Spans {
		if s.Start < e.Start || s.End > e.End || s.Start > s.End {
			return false
		}
	}
	return true
}

func evidenceDeepLink(c *call, e *graph.Evidence) (any, error) {
	c.articles.want(e.Article)
	return later(func() (any, error) {
		a, err := c.articles.get(c.ctx, e.Article)
		if a == nil || err != nil || a.URL == "" {
			return nil, err
		}
		return a.URL + export.TextFragment(a.URL, e.Quote, e.Prefix, e.Suffix), nil
	}), nil
}
