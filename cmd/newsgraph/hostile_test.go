package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/internal/config"
	"newsgraph/loaders"
	"newsgraph/loaders/fetch"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
)

// muchOf is n bytes of the same text again and again.
func muchOf(text string, n int64) io.Reader { return io.LimitReader(&repeated{text: text}, n) }

type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		copied := copy(p[n:], r.text[r.at:])
		n, r.at = n+copied, (r.at+copied)%len(r.text)
	}
	return len(p), nil
}

// packed is what a reader gives, gzipped.
func packed(t *testing.T, r io.Reader) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// zipped is an archive with one file, beside what makes a document of it where it is the part of one.
func zipped(t *testing.T, name string, r io.Reader) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if strings.HasPrefix(name, "word/") {
		if _, err := z.Create("[Content_Types].xml"); err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create(name)
	if err == nil {
		_, err = io.Copy(w, r)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tricks is an archive with links and with paths that lead out of it.
func tricks(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	const text = "The port authority closed two berths on Monday after divers found cracks.\n"
	for _, h := range []tar.Header{
		{Name: "passwd", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, {Name: "hard", Typeflag: tar.TypeLink, Linkname: "../../etc/passwd"},
		{Name: "null", Typeflag: tar.TypeChar}, {Name: "../../../tmp/out.txt", Size: int64(len(text)), Mode: 0o644},
	} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// unkind is a server that does what it should not.
func unkind(t *testing.T) string {
	t.Helper()
	stop := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle2", http.StatusFound) })
	mux.HandleFunc("/circle2", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/silent", func(http.ResponseWriter, *http.Request) { <-stop })
	mux.HandleFunc("/drip", func(w http.ResponseWriter, _ *http.Request) {
		for range 1000 {
			_, _ = io.WriteString(w, "<p>")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	mux.HandleFunc("/short", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000000")
		_, _ = io.WriteString(w, "<p>words")
	})
	mux.HandleFunc("/encoding", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, "this is no gzip")
	})
	bomb := packed(t, muchOf("\x00", 300<<20))
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, bomb)
	})
	mux.HandleFunc("/picture", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+strings.Repeat("\x00\xff\x13", 100))
	})
	mux.HandleFunc("/robots.txt", http.NotFound)
	ts := httptest.NewServer(mux)
	t.Cleanup(func() {
		close(stop)
		ts.Close()
	})
	return ts.URL
}

const gigabyte = 1 << 30

// hostileFiles are files that want to fill memory or time, or to lead elsewhere, with the codes that the ledger is to have.
func hostileFiles(t *testing.T) (files map[string]func() io.Reader, want map[string]string) {
	t.Helper()
	files, want = map[string]func() io.Reader{}, map[string]string{}
	text := func(name, content, codes string) {
		files[name], want[name] = func() io.Reader { return strings.NewReader(content) }, codes
	}
	stream := func(name, codes string, open func() io.Reader) { files[name], want[name] = open, codes }
	text("bomb.zip", zipped(t, "bomb.txt", muchOf("a ", 200<<20)), "TOO_LARGE")
	text("bomb.html.gz", packed(t, muchOf("<p>", 300<<20)), "TOO_LARGE")
	text("bomb.zip.gz", packed(t, strings.NewReader(zipped(t, "in.gz", strings.NewReader(packed(t, muchOf("word ", 300<<20)))))), "TOO_LARGE")
	text("laughs.xml", `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">`+entities()+`]><rss version="2.0"><channel><item><title>&z;</title></item></channel></rss>`, "NOT_AN_ARTICLE")
	text("laughs.docx", zipped(t, "word/document.xml", strings.NewReader(`<!DOCTYPE x [<!ENTITY a "ha">`+entities()+`]><w:document xmlns:w="x"><w:body><w:p><w:t>&z;</w:t></w:p></w:body></w:document>`)), "INVALID")
	text("deep.html", "<html><body>"+strings.Repeat("<div>", 100_000)+"x", "INVALID")
	text("deep.json", `[{"text": `+strings.Repeat("[", 1_000_000), "INVALID")
	stream("line.txt", "TOO_LARGE", func() io.Reader { return muchOf("word and ", gigabyte) })
	stream("line.html", "TOO_LARGE", func() io.Reader { return io.MultiReader(strings.NewReader("<html><p>"), muchOf("word and ", gigabyte)) })
	stream("line.jsonl", "ADDED TOO_LARGE", func() io.Reader {
		return io.MultiReader(strings.NewReader("{\"text\": \"Intel sued Nvidia on Monday.\"}\n{\"text\": \""), muchOf("word and ", gigabyte))
	})
	stream("line.csv", "ADDED TOO_LARGE", func() io.Reader {
		return io.MultiReader(strings.NewReader("title,text\nA suit,Google sued Nokia on Monday.\nx,"), muchOf("word and ", gigabyte))
	})
	stream("line.nq", "RDF", func() io.Reader {
		return io.MultiReader(strings.NewReader("<urn:a> <urn:b> <urn:c> .\n<urn:"), muchOf("x", gigabyte))
	})
	text("encoding.txt", "\x81\x8d\x8f\x90\x9d\xff\xfe\xfa\x00\x01\x02 words \x81\x8d", "BINARY")
	text("cut.txt", "\xff\xfeW\x00o\x00r\x00d\x00s\x00 \x00a\x00n\x00d\x00 \x00a", "ADDED")
	text("tricks.tar", tricks(t), "ADDED UNSAFE UNSAFE UNSAFE")
	text("lying.warc", "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/1\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "INVALID")
	text("lying.pdf", "%PDF-1.7\n1 0 obj\n<< /Length 99999999999 /Filter /FlateDecode >>\nstream\nnothing\n", "INVALID")
	return files, want
}

// entities double themselves many times.
func entities() string {
	var b strings.Builder
	for c := 'b'; c <= 'z'; c++ {
		fmt.Fprintf(&b, `<!ENTITY %c "&%c;&%c;&%c;&%c;">`, c, c-1, c-1, c-1, c-1)
	}
	return b.String()
}

// TestHostileInput loads whatever wants to fill memory or time, or to lead elsewhere, by the formats of the program. Each
// ends with its reason in the ledger, soon and in little memory.
func TestHostileInput(t *testing.T) {
	if testing.Short() {
		t.Skip("reads gigabytes")
	}
	ctx := t.Context()
	settings := config.Default()
	settings.NLP.Model = "fast"
	p := &program{stdout: io.Discard, stderr: io.Discard, settings: settings, log: slog.New(slog.DiscardHandler)}
	store, err := graph.Open(ctx, "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.closeGraph(store)
	m, err := p.newMachinery()
	if err != nil {
		t.Fatal(err)
	}
	fetcher := fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Retries: -1, Timeout: time.Second})
	defer fetcher.Close()
	l, err := m.loaderWith(store, settings.Load, fetcher)
	if err != nil {
		t.Fatal(err)
	}
	files, want := hostileFiles(t)
	var sources []source.Source
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sources = append(sources, source.New(name, name, func() (io.ReadCloser, error) { return io.NopCloser(files[name]()), nil }))
	}
	server := unkind(t)
	for path, code := range map[string]string{
		"/circle": "REDIRECTS", "/silent": "TIMEOUT", "/drip": "TIMEOUT", "/short": "CUT_SHORT", "/encoding": "ADDED", "/bomb": "TOO_LARGE", "/picture": "BINARY",
	} {
		sources, want[server+path] = append(sources, source.FromAddress(server+path)), code
	}
	for _, s := range sources {
		loadHostile(t, l, s)
	}
	if diff := cmp.Diff(want, codesOf(ctx, t, store)); diff != "" {
		t.Errorf("the ledger: want -, got +:\n%s", diff)
	}
}

// loadHostile loads a source within bounds.
func loadHostile(t *testing.T, l *loaders.Loader, s source.Source) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	if _, err := l.Load(t.Context(), []source.Source{s}, format.Input{}, nil); err != nil {
		t.Errorf("%s: %v", s.Name, err)
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	// What is allocated in all is more than what is in use at once.
	if got := int64(after.TotalAlloc-before.TotalAlloc) >> 20; got > 400 || took > time.Minute {
		t.Errorf("%s takes %v and %d MB", s.Name, took, got)
	}
}

// codesOf are the codes of the ledger's entries of each source, or else the outcomes.
func codesOf(ctx context.Context, t *testing.T, store *graph.Store) map[string]string {
	t.Helper()
	v, err := store.View(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	all := map[string][]string{}
	for e, err := range v.Ledger(ctx, graph.LedgerFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		code := e.Code
		if code == "" {
			code = string(e.Outcome)
		}
		if bad := e.Outcome == graph.Refused || e.Outcome == graph.Failed; bad && e.Why == "" || strings.Contains(e.FullName(), "../") {
			t.Errorf("%s: %s without a reason, or leads out", e.FullName(), e.Outcome)
		}
		all[e.Source] = append(all[e.Source], code)
	}
	codes := map[string]string{}
	for name, list := range all {
		slices.Sort(list)
		codes[name] = strings.Join(list, " ")
	}
	return codes
}
