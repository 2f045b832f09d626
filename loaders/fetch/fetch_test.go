package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
)

// waits are the waits that a Fetcher made, none of which took any time.
type waits struct {
	mu   sync.Mutex
	list []time.Duration
}

func (w *waits) wait(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, d)
	return ctx.Err()
}

// serve starts a server on loopback and a Fetcher that may reach it. Without a robots.txt of its own everything is allowed.
func serve(t *testing.T, opt Options, handler http.HandlerFunc) (string, *Fetcher, *waits) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	w := &waits{}
	opt.AllowPrivate, opt.Wait = true, w.wait
	f := New(opt)
	t.Cleanup(f.Close)
	return server.URL, f, w
}

func noRobots(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/robots.txt" {
		return false
	}
	http.NotFound(w, r)
	return true
}

func encoded(t *testing.T, encoding, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "bare":
		w, _ = flate.NewWriter(&b, 6)
	case "br":
		w = brotli.NewWriter(&b)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGet(t *testing.T) {
	const page = "<p>Nokia bought Alcatel.</p>"
	address, f, _ := serve(t, Options{UserAgent: "testreader/2 (by us)", Delay: -1}, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /\n\nUser-agent: testreader\nDisallow: /private\n")
		case "/moved":
			http.Redirect(w, r, "/page", http.StatusMovedPermanently)
		case "/page":
			if r.Header.Get("If-None-Match") == `"v1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			h.Set("ETag", `"v1"`)
			h.Set("Last-Modified", "Tue, 05 Jun 2018 08:00:00 GMT")
			h.Set("Cache-Control", "public, max-age=300")
			h.Set("Content-Type", "image/png") // which is a lie
			fmt.Fprint(w, page)
		case "/gzip", "/br", "/deflate":
			h.Set("Content-Encoding", r.URL.Path[1:])
			_, _ = w.Write(encoded(t, r.URL.Path[1:], page))
		case "/bare":
			h.Set("Content-Encoding", "deflate")
			_, _ = w.Write(encoded(t, "bare", page))
		case "/plain":
			h.Set("Content-Encoding", "gzip")
			fmt.Fprint(w, page)
		case "/twice":
			h.Set("Content-Encoding", "br, gzip")
			_, _ = w.Write(encoded(t, "gzip", string(encoded(t, "br", page))))
		case "/agent":
			fmt.Fprint(w, r.UserAgent())
		}
	})
	for path, want := range map[string]string{
		"/page": page, "/moved": page, "/gzip": page, "/br": page, "/deflate": page, "/bare": page, "/plain": page, "/twice": page,
		"/agent": "testreader/2 (by us)",
	} {
		response, err := f.Get(context.Background(), Request{URL: address + path})
		if err != nil || string(response.Body) != want {
			t.Errorf("%s: got %v, %v", path, response, err)
		}
	}
	response, err := f.Get(context.Background(), Request{URL: address + "/moved#part"})
	want := &Response{URL: address + "/page", Body: []byte(page), ContentType: "image/png", ETag: `"v1"`,
		LastModified: "Tue, 05 Jun 2018 08:00:00 GMT", MaxAge: 5 * time.Minute}
	if diff := cmp.Diff(want, response); diff != "" || err != nil {
		t.Errorf("%v; want -, got +:\n%s", err, diff)
	}
	response, err = f.Get(context.Background(), Request{URL: address + "/page", ETag: `"v1"`})
	if err != nil || !response.NotModified || len(response.Body) != 0 {
		t.Errorf("what has not changed gives %v, %v", response, err)
	}
	if _, err := f.Get(context.Background(), Request{URL: address + "/private/x"}); !errors.Is(err, ErrRobots) {
		t.Errorf("what robots.txt forbids gives %v", err)
	}
}

func TestFailures(t *testing.T) {
	bomb := encoded(t, "gzip", strings.Repeat("0", 1<<20))
	stop := make(chan struct{})
	defer close(stop)
	address, f, _ := serve(t, Options{Delay: -1, MaxBytes: 64 << 10, HeaderTime: 100 * time.Millisecond, Timeout: 300 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch path := r.URL.Path; {
		case noRobots(w, r):
		case path == "/circle":
			http.Redirect(w, r, "/circle2", http.StatusFound)
		case path == "/circle2":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case strings.HasPrefix(path, "/far"):
			http.Redirect(w, r, path+"x", http.StatusFound)
		case path == "/file":
			h.Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case path == "/nowhere":
			w.WriteHeader(http.StatusFound)
		case path == "/large":
			_, _ = w.Write(make([]byte, 65<<10))
		case path == "/says-large":
			h.Set("Content-Length", "1000000000")
			w.WriteHeader(http.StatusOK)
		case path == "/bomb":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		case path == "/short":
			h.Set("Content-Length", "1000")
			_, _ = w.Write([]byte("not that much"))
		case path == "/odd":
			h.Set("Content-Encoding", "rot13")
			fmt.Fprint(w, "ubj")
		case path == "/broken":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(encoded(t, "gzip", "some words that are cut")[:20])
		case path == "/slow-header":
			<-stop
		case path == "/slow-body":
			fmt.Fprint(w, "a")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-stop:
			case <-r.Context().Done():
			}
		case path == "/gone":
			w.WriteHeader(http.StatusGone)
		}
	})
	for path, want := range map[string]string{
		"/circle": "REDIRECTS", "/far": "REDIRECTS", "/file": "ADDRESS", "/nowhere": "REDIRECTS", "/large": "TOO_LARGE",
		"/says-large": "TOO_LARGE", "/bomb": "TOO_LARGE", "/short": "CUT_SHORT", "/odd": "ENCODING", "/broken": "ENCODING",
		"/slow-header": "TIMEOUT", "/slow-body": "TIMEOUT", "/gone": "HTTP_410",
	} {
		begun := time.Now()
		response, err := f.Get(context.Background(), Request{URL: address + path})
		if err == nil || Code(err) != want || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, %v (%s), want %s", path, response, err, Code(err), want)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
	for _, bad := range []string{"", "page.html", "ftp://host/", "file:///etc/passwd", "http://", "http:///x", "http://host:99999/", "http://[::1", "javascript:alert(1)", "http://a b/"} {
		if _, err := f.Get(context.Background(), Request{URL: bad}); !errors.Is(err, ErrScheme) {
			t.Errorf("%q gives %v", bad, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Get(ctx, Request{URL: address + "/gone"}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

func TestRetries(t *testing.T) {
	var asked atomic.Int32
	address, f, w := serve(t, Options{Delay: -1}, func(w http.ResponseWriter, r *http.Request) {
		if noRobots(w, r) {
			return
		}
		switch n := asked.Add(1); {
		case r.URL.Path == "/never":
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/late":
			w.Header().Set("Retry-After", "86400")
			w.WriteHeader(http.StatusTooManyRequests)
		case n == 1:
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case n == 2:
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("cut"))
		default:
			fmt.Fprint(w, "there")
		}
	})
	response, err := f.Get(context.Background(), Request{URL: address + "/page"})
	if err != nil || string(response.Body) != "there" {
		t.Errorf("got %v, %v", response, err)
	}
	if diff := cmp.Diff([]time.Duration{7 * time.Second, 4 * time.Second}, w.list); diff != "" {
		t.Errorf("waits: want -, got +:\n%s", diff)
	}
	for path, tries := range map[string]int32{"/never": 3, "/late": 1} {
		asked.Store(10)
		var status *StatusError
		if _, err := f.Get(context.Background(), Request{URL: address + path}); !errors.As(err, &status) {
			t.Errorf("%s gives %v", path, err)
		}
		if n := asked.Load() - 10; n != tries {
			t.Errorf("%s was asked for %d times, want %d", path, n, tries)
		}
	}
}

func TestRobots(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   string // the code
	}{
		{"none", 404, "", ""}, {"forbidden", 403, "", ""}, {"server error", 500, "", "ROBOTS"}, {"busy", 429, "", "ROBOTS"},
		{"empty", 200, "", ""}, {"all forbidden", 200, "User-agent: *\nDisallow: /", "ROBOTS"},
		{"another is forbidden", 200, "User-agent: other\nDisallow: /", ""}, {"we are forbidden", 200, "User-agent: newsgraph\nDisallow: /p", "ROBOTS"},
		{"longest rule", 200, "User-agent: *\nDisallow: /\nAllow: /page", ""}, {"a query", 200, "User-agent: *\nDisallow: /*?q=", "ROBOTS"},
		{"no robots.txt at all", 200, "<html>\x00\xff", ""},
	} {
		var asked atomic.Int32
		address, f, _ := serve(t, Options{Delay: -1}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				asked.Add(1)
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}
		})
		for range 2 {
			if _, err := f.Get(context.Background(), Request{URL: address + "/page?q=1"}); Code(err) != c.want || (err == nil) != (c.want == "") {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
		if n := asked.Load(); c.status < 429 && n != 1 {
			t.Errorf("%s: robots.txt was asked for %d times", c.name, n)
		}
	}
}

// TestDistance: requests to one host begin one delay apart, and robots.txt may ask for more.
func TestDistance(t *testing.T) {
	now := time.Date(2018, 6, 5, 8, 0, 0, 0, time.UTC)
	address, f, w := serve(t, Options{Delay: 2 * time.Second, Now: func() time.Time { return now }}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 5\n")
		}
	})
	for range 3 {
		if _, err := f.Get(context.Background(), Request{URL: address + "/page"}); err != nil {
			t.Fatal(err)
		}
	}
	want := []time.Duration{2 * time.Second, 7 * time.Second, 12 * time.Second}
	if diff := cmp.Diff(want, w.list); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestRequestsAtATime(t *testing.T) {
	var under, most atomic.Int32
	both := make(chan struct{})
	address, f, _ := serve(t, Options{Delay: -1, IgnoreRobots: true, PerHost: 2}, func(_ http.ResponseWriter, _ *http.Request) {
		if n := under.Add(1); n == 2 {
			close(both)
		} else if n > most.Load() {
			most.Store(n)
		}
		<-both // until two are here
		under.Add(-1)
	})
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if _, err := f.Get(context.Background(), Request{URL: address}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() > 2 {
		t.Errorf("%d at a time", most.Load())
	}
}

func TestPrivateAddressesAreNotDialled(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	f := New(Options{Delay: -1})
	defer f.Close()
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "[64:ff9b::7f00:1]", "[fd00::1]"} {
		_, err := f.Get(context.Background(), Request{URL: "http://" + host + ":" + port + "/"})
		if numeric := host == "2130706433" || host == "0x7f.1"; err == nil || !numeric && Code(err) != "PRIVATE_ADDRESS" {
			t.Errorf("%s: %v", host, err)
		}
	}
	if reached {
		t.Error("the server was reached")
	}
}

// TestRedirectToAPrivateAddress: a server that may be reached leads to one that may not.
func TestRedirectToAPrivateAddress(t *testing.T) {
	address, f, _ := serve(t, Options{Delay: -1, Retries: -1, IgnoreRobots: true}, func(w http.ResponseWriter, r *http.Request) {
		f := r.URL.Query().Get("to")
		http.Redirect(w, r, f, http.StatusFound)
	})
	f.opt.AllowPrivate = false
	open := f.client.Transport.(*http.Transport)
	dial := open.DialContext
	open.DialContext = func(ctx context.Context, network, to string) (net.Conn, error) {
		if strings.HasSuffix(address, to) {
			return (&net.Dialer{}).DialContext(ctx, network, to)
		}
		return dial(ctx, network, to)
	}
	for _, to := range []string{"http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "http://192.168.0.1/"} {
		_, err := f.Get(context.Background(), Request{URL: address + "/?to=" + to})
		if !errors.Is(err, ErrAddress) {
			t.Errorf("to %s: %v", to, err)
		}
	}
}

func TestPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "93.184.216.34": true, "2606:4700::1111": true, "2a00:1450:4001::200e": true,
		"127.0.0.1": false, "127.9.9.9": false, "10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false, "172.32.0.1": true,
		"192.168.1.1": false, "169.254.169.254": false, "0.0.0.0": false, "0.1.2.3": false, "100.64.0.1": false, "100.127.255.255": false,
		"100.128.0.1": true, "224.0.0.1": false, "239.1.1.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"192.0.0.8": false, "192.0.2.1": false, "198.18.0.1": false, "203.0.113.9": false,
		"::": false, "::1": false, "::ffff:8.8.8.8": false, "::ffff:127.0.0.1": false, "::8.8.8.8": false, "fe80::1": false, "fe80::1%eth0": false,
		"fc00::1": false, "fd12::1": false, "fec0::1": false, "ff02::1": false, "64:ff9b::808:808": false, "64:ff9b:1::1": false,
		"2002:7f00:1::": false, "2001::1": false, "2001:db8::1": false, "100::1": false,
	} {
		if got := Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address at all is public")
	}
}

func TestHostsAreForgotten(t *testing.T) {
	now := time.Now()
	h := newHosts(Options{Now: func() time.Time { return now }}.withDefaults())
	for i := range 3 * maxHosts {
		now = now.Add(time.Minute)
		u, err := parseURL(fmt.Sprintf("http://host%d.example/", i))
		if err != nil {
			t.Fatal(err)
		}
		leave, err := h.enter(context.Background(), u, 0)
		if err != nil {
			t.Fatal(err)
		}
		leave()
	}
	if len(h.known) > maxHosts {
		t.Errorf("%d hosts are known", len(h.known))
	}
}

// FuzzDecode: whatever a server sends is decoded within the limit or is an error.
func FuzzDecode(f *testing.F) {
	for _, encoding := range []string{"gzip", "deflate", "br", "none"} {
		f.Add(encoding, []byte("\x1f\x8b\x08\x00<p>"))
	}
	f.Fuzz(func(t *testing.T, encoding string, data []byte) {
		const limit = 1 << 16
		if decoded, err := decode(encoding, data, limit); err == nil && len(decoded) > max(limit, len(data)) {
			t.Errorf("%d bytes of %d", len(decoded), len(data))
		}
	})
}
