package server

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"newsgraph/export"
	"newsgraph/schema"
)

// TestExport fetches every format by its address.
func TestExport(t *testing.T) {
	s := newTestServer(t, Options{}, schema.Limits{})
	for _, f := range export.Formats() {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(method, "/export?format="+string(f), nil))
			header := w.Header()
			if w.Code != http.StatusOK || header.Get("Content-Type") != f.MediaType() || header.Get("Cache-Control") != "no-store" ||
				header.Get("Content-Disposition") != `attachment; filename=`+f.FileName() || header.Get(RevisionHeader) != "1" {
				t.Errorf("%s %s: %d, %v", method, f, w.Code, header)
			}
			if method == http.MethodGet && f != export.Parquet && !strings.Contains(w.Body.String(), "Northwind") {
				t.Errorf("%s: it has no Northwind", f)
			}
			if method == http.MethodHead && w.Body.Len() > 0 {
				t.Errorf("%s: HEAD has a body", f)
			}
		}
	}
}

func TestExportIsCompressed(t *testing.T) {
	s := newTestServer(t, Options{}, schema.Limits{})
	for format, want := range map[string]string{"graphml": "gzip", "parquet": ""} {
		r := httptest.NewRequest(http.MethodGet, "/export?format="+format, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%s: Content-Encoding %q, want %q", format, got, want)
		}
		if want == "" {
			continue
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(z); err != nil || !strings.Contains(string(text), "</graphml>") {
			t.Errorf("%v: %.100s", err, text)
		}
	}
}

func TestExportRefuses(t *testing.T) {
	s := newTestServer(t, Options{}, schema.Limits{})
	between := url.QueryEscape(`{"between":[{"name":"a"}]}`)
	for path, want := range map[string]int{
		"/export": 400, "/export?format=gif": 400, "/export?format=dot&filter=%7B": 400, "/export?format=dot;x": 400,
		"/export?format=dot&filter=" + between: 400,
	} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		body := w.Body.String()
		if w.Code != want || !strings.HasPrefix(body, `{"errors":[{`) || w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s: %d %s %v, want %d and an error as JSON", path, w.Code, body, w.Header(), want)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/export?format=dot", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d, want 405", w.Code)
	}
}

// TestExportURLs follows the address that a query gives: it works by itself, and no longer once it was changed.
func TestExportURLs(t *testing.T) {
	for name, opt := range map[string]Options{"open": {}, "by token": {Access: testAccess()}} {
		s := newTestServer(t, opt, schema.Limits{})
		ask := httptest.NewRequest(http.MethodPost, "http://news.example:8080/graphql", strings.NewReader(
			`{"query":"{ statements(filter: {subject: {name: \"Northwind\"}}) { exportUrl(format: STATEMENTS_CSV) } }"}`))
		ask.Header.Set("Content-Type", "application/json")
		ask.Header.Set("Authorization", "Bearer "+readerSecret)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, ask)
		var answer struct {
			Data struct{ Statements struct{ ExportURL string } }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%s: %v: %s", name, err, w.Body)
		}
		address := answer.Data.Statements.ExportURL
		if !strings.HasPrefix(address, "http://news.example:8080/export?") {
			t.Fatalf("%s: the address is %q", name, address)
		}
		get := func(address string) int {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
			return w.Code
		}
		changed, refused := strings.Replace(address, "Northwind", "Contoso", 1), http.StatusOK
		if name == "by token" {
			refused = http.StatusForbidden
			if code := get("/export?format=dot"); code != http.StatusUnauthorized {
				t.Errorf("an address without a signature: %d, want 401", code)
			}
		}
		if code := get(address); code != http.StatusOK {
			t.Errorf("%s: %s: %d", name, address, code)
		}
		if code := get(changed); code != refused {
			t.Errorf("%s: changed: %d, want %d", name, code, refused)
		}
	}
}

// TestExportWarns wants to be told of a name that nothing has and of what limits leave out.
func TestExportWarns(t *testing.T) {
	s := newTestServer(t, Options{}, schema.Limits{})
	for seeds, want := range map[string]string{
		`[{"name":"Nörthwind"}]`:              `nothing is named "Nörthwind"`,
		`[{"name":"Northwind"},{"name":"x"}]`: `nothing is named "x"; `,
		`[{"name":"Northwind"}]`:              "more entities are around it than the limit of 1 lets in",
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/export?format=JSONL&maxEntities=1&seeds="+url.QueryEscape(seeds), nil))
		got, err := url.PathUnescape(w.Header().Get(WarningHeader))
		if w.Code != http.StatusOK || err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %d, %q, want %q", seeds, w.Code, got, want)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/export?format=JSONL", nil))
	if _, warned := w.Header()[WarningHeader]; warned {
		t.Errorf("a whole export warns: %v", w.Header())
	}
}
