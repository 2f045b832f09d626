package loaders

import (
	"slices"
	"strings"
	"testing"
)

// TestGroups wants what is ready together, in its order, and nothing to wait for what is not.
func TestGroups(t *testing.T) {
	order := make(chan *job, 200)
	var all []*job
	for i := range 120 {
		j := &job{words: i, ready: make(chan struct{})}
		if i != 60 {
			close(j.ready)
		}
		all = append(all, j)
		order <- j
	}
	var sizes, places []int
	for group := range groups(order) {
		sizes = append(sizes, len(group))
		for _, j := range group {
			places = append(places, j.words)
		}
		if places[len(places)-1] == 59 { // the next one is not ready: make it so, and end the load
			close(all[60].ready)
			close(order)
		}
	}
	if want := []int{50, 10, 50, 10}; !slices.Equal(sizes, want) {
		t.Errorf("want groups of %v, got %v", want, sizes)
	}
	if len(places) != 120 || !slices.IsSorted(places) {
		t.Errorf("the order is %v", places)
	}
}

// TestGroupsOfLongTexts wants few long texts in a commit, whose memory they make.
func TestGroupsOfLongTexts(t *testing.T) {
	order := make(chan *job, 20)
	for range 20 {
		j := &job{ready: make(chan struct{})}
		j.item.Article.Text = strings.Repeat("word ", groupText/15)
		close(j.ready)
		order <- j
	}
	close(order)
	var sizes []int
	for group := range groups(order) {
		sizes = append(sizes, len(group))
	}
	if want := []int{4, 4, 4, 4, 4}; !slices.Equal(sizes, want) {
		t.Errorf("want groups of %v, got %v", want, sizes)
	}
}
