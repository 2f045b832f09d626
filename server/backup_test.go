package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"newsgraph/schema"
)

// TestBackup takes a whole answer for one, and one that ended early for none.
func TestBackup(t *testing.T) {
	fail := errors.New("the disk is gone")
	for _, c := range []struct {
		name, query string
		write       Backup
		status      int
		body        string
		broken      bool
	}{
		{"whole", "", func(_ context.Context, w io.Writer, gzip bool) error {
			_, err := io.WriteString(w, strings.Repeat("x", 100_000))
			if gzip {
				err = errors.New("nobody asked for that")
			}
			return err
		}, http.StatusOK, strings.Repeat("x", 100_000), false},
		{"compressed", "?gzip=1", func(_ context.Context, w io.Writer, gzip bool) error {
			if gzip {
				_, err := io.WriteString(w, "small")
				return err
			}
			return nil
		}, http.StatusOK, "small", false},
		{"cut", "", func(_ context.Context, w io.Writer, _ bool) error {
			_, err := io.WriteString(w, strings.Repeat("x", 100_000))
			return errors.Join(err, fail)
		}, http.StatusOK, "", true},
		{"none", "", func(context.Context, io.Writer, bool) error { return fail }, http.StatusInternalServerError, "internal error", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newTestServer(t, Options{Backup: c.write, Log: slog.New(slog.DiscardHandler)}, schema.Limits{})
			ts := httptest.NewServer(s)
			defer ts.Close()
			response, err := ts.Client().Post(ts.URL+"/backup"+c.query, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			if closed := response.Body.Close(); closed != nil {
				t.Error(closed)
			}
			if response.StatusCode != c.status || (err != nil) != c.broken || !c.broken && !strings.HasPrefix(string(body), c.body) {
				t.Errorf("status %d, %d bytes, error %v", response.StatusCode, len(body), err)
			}
		})
	}
}

// TestBackupIsNoGet keeps other hosts' pages from asking for one, and is not there where nothing is to be backed up.
func TestBackupIsNoGet(t *testing.T) {
	ts := httptest.NewServer(newTestServer(t, Options{Backup: func(context.Context, io.Writer, bool) error { return nil }}, schema.Limits{}))
	defer ts.Close()
	ask := func(method, site string) int {
		t.Helper()
		r, err := http.NewRequest(method, ts.URL+"/backup", nil)
		if err != nil {
			t.Fatal(err)
		}
		if site != "" {
			r.Header.Set("Sec-Fetch-Site", site)
		}
		response, err := ts.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
		return response.StatusCode
	}
	for _, c := range []struct {
		method, site string
		want         int
	}{{http.MethodGet, "", http.StatusMethodNotAllowed}, {http.MethodPost, "cross-site", http.StatusForbidden}, {http.MethodPost, "", http.StatusOK}} {
		if got := ask(c.method, c.site); got != c.want {
			t.Errorf("%s from %q: status %d, want %d", c.method, c.site, got, c.want)
		}
	}
}
