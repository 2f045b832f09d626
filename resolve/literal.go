package resolve

import (
	"regexp"
	"strconv"
	"strings"

	"newsgraph/graph"
)

var amount = regexp.MustCompile(`^(?:(?i:about|around|nearly|almost|over|more than|less than|at least|up to|some|only|just|roughly|approximately) )*([$€£¥])?\s?(\d[\d,]*(?:\.\d+)?)\s?(?i:(thousand|million|billion|trillion|k|m|mn|bn|tn)\b)?\s?(%|percent|per cent|[a-zA-Z][a-zA-Z-]*)?`)

var magnitudes = map[string]float64{
	"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}

var currencies = map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}

// literal is an object that is no entity, with its number, unit or date where it has one. date is its EDTF, or empty.
func literal(text, date string) *graph.Literal {
	l := &graph.Literal{Text: text}
	if date != "" {
		l.Date = date
		if len(date) == len("2006-01-02") && strings.Count(date, "-") == 2 {
			l.Datatype = "xsd:date"
		}
		return l
	}
	m := amount.FindStringSubmatch(text)
	if m == nil {
		return l
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(m[2], ",", ""), 64)
	if err != nil {
		return l
	}
	if scale, ok := magnitudes[strings.ToLower(m[3])]; ok {
		n *= scale
	}
	l.Number, l.Datatype = &n, "xsd:decimal"
	switch unit := m[4]; {
	case m[1] != "":
		l.Unit = currencies[m[1]]
	case strings.HasPrefix(strings.ToLower(unit), "per") && unit != "person":
		l.Unit = "%"
	default:
		l.Unit = unit
	}
	return l
}
