package export

import (
	"strconv"
	"time"
)

// plain is a value as text: times in RFC 3339 and UTC, numbers as short as they can be, lists joined, none empty.
func plain(value any) string {
	if empty(value) {
		return ""
	}
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return timeText(v)
	case []string:
		return joined(v)
	}
	return ""
}

func timeText(t time.Time) string { return t.UTC().Format(time.RFC3339) }
