package graph

import "time"

// ParseEDTF reads a date or interval in EDTF level 0 and gives the time that it covers, end exclusive.
func ParseEDTF(s string) (start, end time.Time, err error) { return start, end, errNotBuilt }
