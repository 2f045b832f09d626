package coref

import "slices"

// within says how many of the words are among the others: 2 all, 1 some, 0 none.
func within(words, others []uint64) uint64 {
	n := 0
	for _, w := range words {
		if slices.Contains(others, w) {
			n++
		}
	}
	switch n {
	case 0:
		return 0
	case len(words):
		return 2
	}
	return 1
}

// How a name stands to another.
const (
	noNames uint64 = iota
	equalNames
	lastName
	firstName
	partName
	acronym
	sharedName // some words in common
	otherName
)

func nameRelation(m, a *mention) uint64 {
	if m.kind != name || a.kind != name {
		return noNames
	}
	if slices.Equal(m.names, a.names) {
		return equalNames
	}
	short, long := m, a
	if len(short.names) > len(long.names) {
		short, long = a, m
	}
	if len(short.names) == 1 {
		switch w := short.names[0]; {
		case w == long.names[len(long.names)-1]:
			return lastName
		case w == long.names[0]:
			return firstName
		case short.letters != 0 && short.letters == long.initials:
			return acronym
		}
	}
	switch within(short.names, long.names) {
	case 2:
		return partName
	case 1:
		return sharedName
	}
	return otherName
}

// quoteRelation says how two mentions stand to quotations: of mentions outside of all it is 0.
func (r *ranker) quoteRelation(m, a *mention) uint64 {
	quotes := r.t.d.Quotes
	switch {
	case m.quote < 0 && a.quote < 0:
		return 0
	case m.quote == a.quote:
		return 1
	case m.quote >= 0 && a.quote >= 0:
		switch s, u := quotes[m.quote].Speaker, quotes[a.quote].Speaker; {
		case s.Len() == 0 || u.Len() == 0:
			return 2
		case s == u:
			return 3
		}
		return 4
	case m.quote >= 0:
		if quotes[m.quote].Speaker.Contains(a.head) {
			return 5
		}
		return 6
	case quotes[a.quote].Speaker.Contains(m.head):
		return 7
	}
	return 8
}
