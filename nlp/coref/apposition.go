package coref

// appositions joins a name and the description beside it: "Francisco Varela, the vice president". Both are candidates,
// but chains are ranked in the manner of OntoNotes, where the outer one stands for both.
func (r *ranker) appositions() {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind == pronoun || m.kind == group {
			continue
		}
		for c := r.t.first[m.head]; c >= 0; c = r.t.next[c] {
			if j, ok := r.at[int(c)]; ok && r.t.relation(int(c)) == "appos" && j != i && r.apposed(m, &r.mentions[j]) {
				r.join(i, j)
			}
		}
	}
}

// apposed says whether of two mentions beside each other one describes what the other names.
func (r *ranker) apposed(m, a *mention) bool {
	if a.kind == name && m.kind == nominal {
		m, a = a, m
	}
	if m.kind != name || a.kind != nominal || a.det != definite && a.det != possessed {
		return false
	}
	if a.span.Len() > 0 && r.t.lower[a.span.Start] == "whose" { // "Jane Doe, whose father": two people
		return false
	}
	return m.class == a.class && (m.gender == a.gender || m.gender == anyGender || a.gender == anyGender)
}

// join makes one of the clusters of two mentions.
func (r *ranker) join(i, j int) {
	to, from := r.of[i], r.of[j]
	if to == from {
		return
	}
	c, other := &r.clusters[to], &r.clusters[from]
	for k := other.first; k >= 0; k = r.after[k] {
		r.of[k] = to
		r.learn(c, k)
	}
	r.after[c.last] = other.first
	c.last = other.last
	c.size += other.size
	*other = cluster{first: -1, last: -1, fullest: -1}
}

// anchor joins a chain without a name to the name that the rules give its first mention: "the band" that has just been
// named. The rules know the descriptions of news; the corpora have little news.
func (r *ranker) anchor() {
	named := make(map[int]int) // from a chain of the rules to its last name so far
	for i := range r.mentions {
		switch m := &r.mentions[i]; {
		case m.rule == 0 || m.kind == group:
		case m.kind == name:
			named[m.rule] = i
		default:
			c := r.cluster(i)
			if j, ok := named[m.rule]; ok && c.first == i && c.fullest < 0 {
				r.join(j, i)
			}
		}
	}
}
