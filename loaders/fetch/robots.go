package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

const (
	robotsAge     = 24 * time.Hour   // how long a robots.txt is believed (RFC 9309, 2.4)
	robotsFailure = 10 * time.Minute // and how long one that could not be read
	robotsBytes   = 500 << 10        // of it that are read (RFC 9309, 2.5)
	maxCrawlDelay = time.Minute      // the longest distance that a host may ask for
)

// robots knows what hosts allow.
type robots struct {
	f     *Fetcher
	agent string // the word that groups of a robots.txt are found by

	mu    sync.Mutex
	known map[string]*permit
}

// permit is the robots.txt of a host.
type permit struct {
	ready chan struct{} // closed when the rest is known
	until time.Time
	group *robotstxt.Group
	err   error // why there is none
}

func newRobots(f *Fetcher) *robots {
	agent, _, _ := strings.Cut(f.opt.UserAgent, " ")
	agent, _, _ = strings.Cut(agent, "/")
	return &robots{f: f, agent: agent, known: map[string]*permit{}}
}

// allow is nil where an address may be fetched.
func (r *robots) allow(ctx context.Context, u *url.URL) error {
	if r.f.opt.IgnoreRobots {
		return nil
	}
	p, err := r.permit(ctx, u)
	if err != nil {
		return err
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !p.group.Test(path) {
		return ErrRobots
	}
	return nil
}

// delay is the distance that a host asks for, as far as that is known.
func (r *robots) delay(u *url.URL) time.Duration {
	r.mu.Lock()
	p := r.known[origin(u)]
	r.mu.Unlock()
	if p == nil {
		return 0
	}
	select {
	case <-p.ready:
		if p.group != nil {
			return min(p.group.CrawlDelay, maxCrawlDelay)
		}
	default:
	}
	return 0
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// permit is what the host of an address allows; all who ask at the same time wait for one answer.
func (r *robots) permit(ctx context.Context, u *url.URL) (*permit, error) {
	key, now := origin(u), r.f.opt.Now()
	r.mu.Lock()
	p := r.known[key]
	mine := p == nil || p.isReady() && now.After(p.until)
	if mine {
		r.forget(now)
		p = &permit{ready: make(chan struct{})}
		r.known[key] = p
	}
	r.mu.Unlock()
	if mine {
		p.group, p.until, p.err = r.read(ctx, u)
		if p.err != nil && ctx.Err() != nil {
			r.mu.Lock()
			delete(r.known, key) // nobody else is to suffer from that
			r.mu.Unlock()
		}
		close(p.ready)
	}
	select {
	case <-p.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return p, p.err
}

func (p *permit) isReady() bool {
	select {
	case <-p.ready:
		return true
	default:
		return false
	}
}

// forget makes room where too many hosts are known.
func (r *robots) forget(now time.Time) {
	if len(r.known) < maxHosts {
		return
	}
	for key, p := range r.known {
		if p.isReady() && (now.After(p.until) || len(r.known) >= 2*maxHosts) {
			delete(r.known, key)
		}
	}
}

// read reads a robots.txt. One that is not there allows everything; while a server cannot say, nothing is allowed
// (RFC 9309, 2.3.1).
func (r *robots) read(ctx context.Context, u *url.URL) (*robotstxt.Group, time.Time, error) {
	now := r.f.opt.Now()
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	status, body := http.StatusOK, []byte(nil)
	response, err := r.hops(ctx, at)
	var answered *StatusError
	switch {
	case err == nil:
		body = response.Body[:min(len(response.Body), robotsBytes)]
	case errors.As(err, &answered) && answered.Status < 500 && answered.Status != http.StatusTooManyRequests,
		errors.Is(err, ErrRedirects), errors.Is(err, ErrTooLarge), errors.Is(err, ErrEncoding):
		status = http.StatusNotFound
	case errors.Is(err, ErrAddress), ctx.Err() != nil:
		return nil, now, err
	case errors.As(err, &answered):
		return nil, now.Add(robotsFailure), fmt.Errorf("%w while its host cannot say (HTTP %d)", ErrRobots, answered.Status)
	default:
		return nil, now, err // the page cannot be had either
	}
	data, err := robotstxt.FromStatusAndBytes(status, body)
	if err != nil {
		// What cannot be read forbids nothing.
		if data, err = robotstxt.FromStatusAndBytes(http.StatusNotFound, nil); err != nil {
			return nil, now, fmt.Errorf("%w: %w", ErrRobots, err)
		}
	}
	return data.FindGroup(r.agent), now.Add(robotsAge), nil
}

// hops follows the redirects of a robots.txt, for which no robots.txt is asked.
func (r *robots) hops(ctx context.Context, u *url.URL) (*Response, error) {
	for hops := 0; hops <= 5; hops++ {
		response, next, err := r.f.hop(ctx, u, Request{})
		if err != nil || response != nil {
			return response, err
		}
		u = next
	}
	return nil, ErrRedirects
}
