package watch

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"newsgraph/loaders/fetch"
)

// Getter fetches. *fetch.Fetcher is one.
type Getter interface {
	Get(ctx context.Context, r fetch.Request) (*fetch.Response, error)
}

// Freshness fetches by another Getter and remembers of some addresses how long they say that they will not change. It is
// safe for concurrent use.
type Freshness struct {
	getter Getter

	mu    sync.Mutex
	known map[string]time.Duration
}

// NewFreshness is a Freshness for these addresses.
func NewFreshness(getter Getter, addresses []string) *Freshness {
	f := &Freshness{getter: getter, known: map[string]time.Duration{}}
	for _, address := range addresses {
		f.known[address] = 0
	}
	return f
}

// Get fetches.
func (f *Freshness) Get(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	response, err := f.getter.Get(ctx, r)
	f.mu.Lock()
	defer f.mu.Unlock()
	if before, wanted := f.known[r.URL]; wanted && err == nil {
		fresh := max(response.MaxAge, timeToLive(response.Body))
		if response.NotModified {
			fresh = max(fresh, before)
		}
		f.known[r.URL] = fresh
	}
	return response, err
}

// Fresh is how long an address said that it will not change.
func (f *Freshness) Fresh(address string) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known[address]
}

// The elements of RSS that say how often a feed changes: ttl is in minutes (RSS 2.0), the others are of its syndication
// module (https://web.resource.org/rss/1.0/modules/syndication/).
var (
	ttlElement       = regexp.MustCompile(`<ttl>\s*(\d{1,6})\s*</ttl>`)
	periodElement    = regexp.MustCompile(`<sy:updatePeriod>\s*(\w+)\s*</sy:updatePeriod>`)
	frequencyElement = regexp.MustCompile(`<sy:updateFrequency>\s*(\d{1,6})\s*</sy:updateFrequency>`)
)

// feedHead is how much of a feed is searched for them.
const feedHead = 64 << 10

// timeToLive is how long a feed says that it stays as it is.
func timeToLive(body []byte) time.Duration {
	body = body[:min(len(body), feedHead)]
	if m := ttlElement.FindSubmatch(body); m != nil {
		minutes, _ := strconv.Atoi(string(m[1]))
		return time.Duration(minutes) * time.Minute
	}
	m := periodElement.FindSubmatch(body)
	if m == nil {
		return 0
	}
	times := 1
	if n := frequencyElement.FindSubmatch(body); n != nil {
		times, _ = strconv.Atoi(string(n[1]))
	}
	period := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
	}[strings.ToLower(string(m[1]))]
	return period / time.Duration(max(times, 1))
}
