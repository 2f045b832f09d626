// Package fetch gets pages and feeds from the web, politely and within limits.
//
// It takes addresses and gives bytes. It honours robots.txt, keeps a distance between requests to one host, asks only for
// what has changed, and tries again what may go better the next time. It dials no address of the machine or of the
// network that it stands in, whatever name or redirect leads there, unless it is told to.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Options are what a Fetcher may be told. The zero value works.
type Options struct {
	UserAgent    string        // default "newsgraph"; robots.txt is searched for its first word
	AllowPrivate bool          // dial addresses of this machine and of private networks too
	IgnoreRobots bool          // fetch what robots.txt forbids too
	Delay        time.Duration // between the beginnings of two requests to one host; default 1s, none where negative
	PerHost      int           // requests to one host at the same time; default 2
	MaxBytes     int64         // of a body, as sent and decoded; default 32 MB
	Redirects    int           // that are followed; default 5, none where negative
	Retries      int           // after the first try; default 2, none where negative
	HeaderTime   time.Duration // until a server must have begun to answer; default 20s
	Timeout      time.Duration // until an answer must be whole; default 1m

	// Wait waits, or ends with the context's error. Default: by the clock.
	Wait func(ctx context.Context, d time.Duration) error
	// Now is the time. Default: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	if o.UserAgent == "" {
		o.UserAgent = "newsgraph"
	}
	o.Delay = orDefault(o.Delay, time.Second)
	o.PerHost = orDefault(o.PerHost, 2)
	o.MaxBytes = orDefault(o.MaxBytes, 32<<20)
	o.Redirects = orDefault(o.Redirects, 5)
	o.Retries = orDefault(o.Retries, 2)
	o.HeaderTime = orDefault(o.HeaderTime, 20*time.Second)
	o.Timeout = orDefault(o.Timeout, time.Minute)
	if o.Wait == nil {
		o.Wait = wait
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// orDefault is the default for 0, and 0 for what is negative.
func orDefault[T int | int64 | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return max(value, 0)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Fetcher gets what addresses lead to. It is safe for concurrent use.
type Fetcher struct {
	opt    Options
	client *http.Client
	hosts  *hosts
	robots *robots
}

// New is a Fetcher.
func New(opt Options) *Fetcher {
	f := &Fetcher{opt: opt.withDefaults()}
	dialer := &net.Dialer{Timeout: 10 * time.Second, ControlContext: f.control}
	f.client = &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  f.opt.HeaderTime,
			MaxResponseHeaderBytes: 256 << 10,
			MaxIdleConnsPerHost:    f.opt.PerHost,
			IdleConnTimeout:        30 * time.Second,
			DisableCompression:     true, // bodies are decoded here, within limits
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	f.hosts = newHosts(f.opt)
	f.robots = newRobots(f)
	return f
}

// Close gives idle connections back.
func (f *Fetcher) Close() { f.client.CloseIdleConnections() }

// Request is an address and what is known of what it led to before.
type Request struct {
	URL          string
	ETag         string // of the last answer; empty for none
	LastModified string // as that answer had it; empty for none
}

// Response is what an address leads to.
type Response struct {
	URL          string // where redirects have led
	Body         []byte // decoded
	NotModified  bool   // it is as it was; there is no Body
	ContentType  string // as the server calls it, which may be wrong
	ETag         string
	LastModified string
	MaxAge       time.Duration // how long the server calls it fresh; 0 where it does not say
}

// Get fetches. Its errors are those of this package, of which Code gives the kind, and the context's. It takes no longer
// than the limits allow: a timeout for each try, with waits between them of a minute at most.
func (f *Fetcher) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := parseURL(r.URL)
	if err != nil {
		return nil, fmt.Errorf("fetch: %.200s: %w", r.URL, err)
	}
	for try := 0; ; try++ {
		response, err := f.follow(ctx, u, r)
		if err == nil {
			return response, nil
		}
		var again *retry
		if !errors.As(err, &again) || try >= f.opt.Retries || again.after > maxRetryAfter {
			return nil, fmt.Errorf("fetch: %.200s: %w", r.URL, err)
		}
		pause := max(again.after, backoff(f.opt.Delay, try))
		if err := f.opt.Wait(ctx, pause); err != nil {
			return nil, fmt.Errorf("fetch: %.200s: %w", r.URL, err)
		}
	}
}

// maxRetryAfter is the longest wait that a server may ask for.
const maxRetryAfter = time.Minute

// backoff is how long to wait after a try.
func backoff(delay time.Duration, try int) time.Duration {
	return min(max(delay, time.Second)<<(try+1), maxRetryAfter)
}

// parseURL refuses what is no address of the web.
func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrScheme, errors.Unwrap(err))
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%w: it begins with %.20q", ErrScheme, u.Scheme+":")
	case u.Hostname() == "":
		return nil, fmt.Errorf("%w: it names no host", ErrScheme)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return nil, fmt.Errorf("%w: its port is %.20q", ErrScheme, port)
		}
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// follow makes one try: it goes where redirects lead.
func (f *Fetcher) follow(ctx context.Context, u *url.URL, r Request) (*Response, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	seen := map[string]bool{}
	for hops := 0; ; hops++ {
		if seen[u.String()] {
			return nil, fmt.Errorf("%w: %.200s leads to itself", ErrRedirects, u)
		}
		seen[u.String()] = true
		if err := f.robots.allow(ctx, u); err != nil {
			return nil, err
		}
		response, next, err := f.hop(ctx, u, r)
		if err != nil || response != nil {
			return response, err
		}
		if hops >= f.opt.Redirects {
			return nil, fmt.Errorf("%w: more than %d", ErrRedirects, f.opt.Redirects)
		}
		u = next
	}
}

// hop asks for one address: it gives the answer, or where that leads.
func (f *Fetcher) hop(ctx context.Context, u *url.URL, r Request) (*Response, *url.URL, error) {
	leave, err := f.hosts.enter(ctx, u, f.robots.delay(u))
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	ctx, stop := context.WithTimeoutCause(ctx, f.opt.Timeout, ErrTimeout)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrScheme, err)
	}
	f.header(request, r)
	answer, err := f.client.Do(request)
	if err != nil {
		return nil, nil, describe(ctx, err)
	}
	defer answer.Body.Close()
	if next, err := redirect(u, answer); next != nil || err != nil {
		return nil, next, err
	}
	response, err := f.read(ctx, u, r, answer)
	return response, nil, err
}

func (f *Fetcher) header(request *http.Request, r Request) {
	h := request.Header
	h.Set("User-Agent", f.opt.UserAgent)
	h.Set("Accept", "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8")
	h.Set("Accept-Encoding", "gzip, deflate, br")
	if r.ETag != "" {
		h.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		h.Set("If-Modified-Since", r.LastModified)
	}
}

// redirect is where an answer leads; nil where it is none that does.
func redirect(from *url.URL, answer *http.Response) (*url.URL, error) {
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	location := answer.Header.Get("Location")
	if location == "" {
		return nil, fmt.Errorf("%w: HTTP %d leads nowhere", ErrRedirects, answer.StatusCode)
	}
	next, err := from.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("%w: %.100q is no address", ErrRedirects, location)
	}
	next, err = parseURL(next.String())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRedirects, err)
	}
	return next, nil
}

// read reads an answer that does not lead elsewhere.
func (f *Fetcher) read(ctx context.Context, u *url.URL, r Request, answer *http.Response) (*Response, error) {
	h := answer.Header
	response := &Response{
		URL: u.String(), ContentType: h.Get("Content-Type"), ETag: h.Get("ETag"), LastModified: h.Get("Last-Modified"),
		MaxAge: maxAge(h.Get("Cache-Control")),
	}
	switch {
	case answer.StatusCode == http.StatusNotModified && (r.ETag != "" || r.LastModified != ""):
		response.NotModified = true
		return response, nil
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return nil, f.statusError(answer)
	}
	var err error
	response.Body, err = f.body(answer)
	if err != nil {
		return nil, describe(ctx, err)
	}
	return response, nil
}

// maxAge is how long an answer is fresh.
func maxAge(control string) time.Duration {
	for part := range strings.SplitSeq(control, ",") {
		if value, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(part)), "max-age="); found {
			if seconds, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil && seconds > 0 {
				return time.Duration(min(seconds, 365*24*3600)) * time.Second
			}
		}
	}
	return 0
}
