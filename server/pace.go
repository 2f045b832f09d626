package server

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// mostPaced is how many are paced at once; who did nothing for longest is forgotten first.
const mostPaced = 10_000

// pace holds everybody to so many operations a second. It is safe for concurrent use.
type pace struct {
	rate  rate.Limit
	burst int

	mu      sync.Mutex
	byKey   map[string]*list.Element
	recency *list.List // of *paced, the last seen first
}

type paced struct {
	key     string
	limiter *rate.Limiter
}

func newPace(perSecond float64, burst int) *pace {
	return &pace{rate: rate.Limit(perSecond), burst: burst, byKey: map[string]*list.Element{}, recency: list.New()}
}

// take counts an operation: 0 where it may be done, else how long to wait. What has to wait is not counted.
func (p *pace) take(key string) time.Duration {
	if p.rate <= 0 {
		return 0
	}
	turn := p.of(key).Reserve()
	wait := turn.Delay()
	if wait > 0 {
		turn.Cancel()
	}
	return wait
}

func (p *pace) of(key string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byKey[key]; ok {
		p.recency.MoveToFront(e)
		return e.Value.(*paced).limiter
	}
	one := &paced{key: key, limiter: rate.NewLimiter(p.rate, p.burst)}
	p.byKey[key] = p.recency.PushFront(one)
	if p.recency.Len() > mostPaced {
		delete(p.byKey, p.recency.Remove(p.recency.Back()).(*paced).key)
	}
	return one.limiter
}
