package fetch

import (
	"context"
	"net/url"
	"sync"
	"time"
)

// maxHosts is how many hosts are remembered; those that nobody waits for are forgotten above it.
const maxHosts = 1000

// hosts keeps a distance between the requests to each host.
type hosts struct {
	opt Options

	mu    sync.Mutex
	known map[string]*host
}

// host is what is known of one host.
type host struct {
	slots chan struct{} // one in it for each request under way
	users int           // requests under way or waiting
	free  time.Time     // when the next request may begin
}

func newHosts(opt Options) *hosts { return &hosts{opt: opt, known: map[string]*host{}} }

// enter waits until a host may be asked. The caller leaves when it has the answer.
func (h *hosts) enter(ctx context.Context, u *url.URL, delay time.Duration) (leave func(), err error) {
	at := h.use(u.Host)
	select {
	case at.slots <- struct{}{}:
	case <-ctx.Done():
		h.done(at)
		return nil, ctx.Err()
	}
	leave = func() {
		<-at.slots
		h.done(at)
	}
	h.mu.Lock()
	now := h.opt.Now()
	begin := now
	if at.free.After(now) {
		begin = at.free
	}
	at.free = begin.Add(max(h.opt.Delay, delay))
	h.mu.Unlock()
	if pause := begin.Sub(now); pause > 0 {
		if err := h.opt.Wait(ctx, pause); err != nil {
			leave()
			return nil, err
		}
	}
	return leave, nil
}

func (h *hosts) use(name string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.known[name]
	if at == nil {
		h.forget()
		at = &host{slots: make(chan struct{}, max(h.opt.PerHost, 1))}
		h.known[name] = at
	}
	at.users++
	return at
}

func (h *hosts) done(at *host) {
	h.mu.Lock()
	at.users--
	h.mu.Unlock()
}

// forget makes room where too many hosts are known.
func (h *hosts) forget() {
	if len(h.known) < maxHosts {
		return
	}
	now := h.opt.Now()
	for name, at := range h.known {
		if at.users == 0 && !at.free.After(now) {
			delete(h.known, name)
		}
	}
}
