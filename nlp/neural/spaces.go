package neural

import (
	"runtime"
	"sync"
)

// spaces has the working memory of goroutines that are done with theirs for the time being. A sync.Pool would forget it at a
// garbage collection, of which a load that is short of memory has several in one document.
type spaces struct {
	mu   sync.Mutex
	idle []*space
}

// get is working memory that nobody else uses.
func (p *spaces) get() *space {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return &space{}
	}
	s := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return s
}

// put gives working memory back. As much is kept as goroutines run at the same time.
func (p *spaces) put(s *space) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) < runtime.GOMAXPROCS(0) {
		p.idle = append(p.idle, s)
	}
}
