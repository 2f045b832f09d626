package server

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// entry is what the log says of a request. Handlers add to it what they know. It is safe for concurrent use.
type entry struct {
	mu     sync.Mutex
	caller string // the name of the token
	extra  []slog.Attr
}

type entryKey struct{}

// entryOf is the entry of the request that a context belongs to; nil for none.
func entryOf(ctx context.Context) *entry {
	e, _ := ctx.Value(entryKey{}).(*entry)
	return e
}

func (e *entry) name(caller string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.caller = caller
}

// note adds something to the log's line of a request. It must be nothing secret, and no text of a query.
func note(ctx context.Context, attrs ...slog.Attr) {
	if e := entryOf(ctx); e != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.extra = append(e.extra, attrs...)
	}
}

// quiet are the paths that supervisors ask for all the time.
func quiet(path string) bool { return path == "/healthz" || path == "/readyz" || path == "/metrics" }

// write logs a request that was answered: at level info, or debug for what supervisors ask. The address of a request is
// logged without its parameters, which may be a query or a signature.
func (e *entry) write(log *slog.Logger, r *http.Request, id string, seen *watched, took time.Duration) {
	level := slog.LevelInfo
	if quiet(r.URL.Path) {
		level = slog.LevelDebug
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	attrs := []slog.Attr{
		slog.String("id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", seen.status), slog.Int64("bytes", seen.bytes), slog.Duration("took", took),
		slog.String("remote", hostOf(r.RemoteAddr)),
	}
	if e.caller != "" {
		attrs = append(attrs, slog.String("token", e.caller))
	}
	log.LogAttrs(r.Context(), level, "server: request", append(attrs, e.extra...)...)
}

// watched is a ResponseWriter that knows what went through it.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 || w.status < http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(data)
	w.bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
