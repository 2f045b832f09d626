package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/schema"
)

// shelf keeps what is handed in and does nothing with it.
type shelf struct {
	uploads []Upload
	fail    error
}

func (s *shelf) Upload(_ context.Context, u Upload) (string, error) {
	if len(u.Data) == 0 {
		return "", &BadUpload{"the file is empty"}
	}
	s.uploads = append(s.uploads, u)
	return "job/1f", s.fail
}

func (s *shelf) Job(_ context.Context, id string) (any, error) {
	if id != "job/1f" {
		return nil, nil
	}
	return map[string]any{"id": id, "total": len(s.uploads)}, nil
}

func (s *shelf) Ledger(_ context.Context, q LedgerQuery) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		if yield(q, nil) && s.fail != nil {
			yield(nil, s.fail)
		}
	}
}

// ask sends a request and gives the status, the header and the body; broken says that the body ended early.
func ask(t *testing.T, ts *httptest.Server, method, path, contentType, body string) (status int, header http.Header, text string, broken bool) {
	t.Helper()
	request, err := http.NewRequest(method, ts.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := ts.Client().Do(request)
	if err != nil {
		return 0, nil, "", true
	}
	data, err := io.ReadAll(response.Body)
	if closed := response.Body.Close(); closed != nil {
		t.Error(closed)
	}
	return response.StatusCode, response.Header, string(data), err != nil
}

func TestUpload(t *testing.T) {
	loads := &shelf{}
	ts := httptest.NewServer(newTestServer(t, Options{Loads: loads, UploadMost: 100, Log: slog.New(slog.DiscardHandler)}, schema.Limits{}))
	defer ts.Close()
	status, header, body, _ := ask(t, ts, "POST", "/load?url=https://paper.example/a&title=A&publishedAt=2018-06-05&source=Paper&name=a.html", "text/html; charset=utf-8", "<p>words</p>")
	if status != http.StatusAccepted || header.Get("Location") != "/load/1f" || header.Get("Content-Type") != "application/json" || strings.TrimSpace(body) != `{"id":"job/1f","total":1}` {
		t.Errorf("got %d, %v, %s", status, header, body)
	}
	want := Upload{Data: []byte("<p>words</p>"), ContentType: "text/html; charset=utf-8", Name: "a.html", URL: "https://paper.example/a", Title: "A", Published: "2018-06-05", Source: "Paper"}
	if diff := cmp.Diff([]Upload{want}, loads.uploads); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	for _, c := range []struct {
		method, path, contentType, body string
		status                          int
	}{
		{"GET", header.Get("Location"), "", "", 200}, {"GET", "/load/job/1f", "", "", 200}, {"GET", "/load/none", "", "", 404},
		{"POST", "/load", "multipart/form-data; boundary=x", "--x--", 415}, {"POST", "/load", "application/x-www-form-urlencoded", "text", 202},
		{"POST", "/load", "text/plain", strings.Repeat("x", 101), 413}, {"POST", "/load", "text/plain", "", 400}, {"PUT", "/load", "text/plain", "x", 405},
	} {
		if status, _, body, _ := ask(t, ts, c.method, c.path, c.contentType, c.body); status != c.status {
			t.Errorf("%s %s: got %d, %s; want %d", c.method, c.path, status, body, c.status)
		}
	}
	if last := loads.uploads[len(loads.uploads)-1]; last.ContentType != "" {
		t.Errorf("curl's content type is kept: %q", last.ContentType)
	}
	loads.fail = errors.New("the disk is gone")
	if status, _, body, _ := ask(t, ts, "POST", "/load", "text/plain", "x"); status != 500 || strings.Contains(body, "disk") {
		t.Errorf("got %d, %s", status, body)
	}
}

func TestLedgerIsWritten(t *testing.T) {
	loads := &shelf{}
	ts := httptest.NewServer(newTestServer(t, Options{Loads: loads, Log: slog.New(slog.DiscardHandler)}, schema.Limits{}))
	defer ts.Close()
	status, _, body, broken := ask(t, ts, "GET", "/ledger?outcome=FAILED&outcome=REFUSED&source=/news", "", "")
	var got LedgerQuery
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 || broken {
		t.Fatalf("got %d, %s, %v", status, body, err)
	}
	if diff := cmp.Diff(LedgerQuery{Outcomes: []string{"FAILED", "REFUSED"}, Source: "/news"}, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	loads.fail = errors.New("the disk is gone")
	if _, _, _, broken := ask(t, ts, "GET", "/ledger", "", ""); !broken {
		t.Error("a ledger that was not written to its end looks whole")
	}
}

func TestNoLoads(t *testing.T) {
	ts := httptest.NewServer(newTestServer(t, Options{}, schema.Limits{}))
	defer ts.Close()
	if status, _, _, _ := ask(t, ts, "POST", "/load", "text/plain", "x"); status != http.StatusNotFound {
		t.Errorf("got %d", status)
	}
}
