package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// Backup writes a whole store, compressed where gzip is set.
type Backup func(ctx context.Context, w io.Writer, gzip bool) error

// backupStall is how long a client may take to read what a write gives it.
const backupStall = 2 * time.Minute

// backup answers POST /backup with a whole store; ?gzip=1 compresses it. It is no GET, so that no page of another host
// can make a browser ask for it. What ends early ends without the mark of a whole answer.
func (s *Server) backup(write Backup) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		gzip := r.URL.Query().Get("gzip") == "1"
		to := &patient{w: w, control: http.NewResponseController(w)}
		w.Header().Set("Cache-Control", "no-store")
		if w.Header().Set("Content-Type", "application/x-tar"); gzip {
			w.Header().Set("Content-Type", "application/gzip")
		}
		err := write(r.Context(), to, gzip)
		if err == nil {
			return
		}
		s.log.Error("server: a backup failed", slog.String("id", requestID(r.Context())), slog.String("error", err.Error()))
		if to.begun {
			panic(http.ErrAbortHandler) // the client sees that it is not whole
		}
		plain(w, http.StatusInternalServerError, "internal error; the log has more under id "+requestID(r.Context()))
	}
}

// patient writes as long as the client reads.
type patient struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool
}

func (p *patient) Write(data []byte) (int, error) {
	p.begun = true
	// Where the connection has no deadlines, that of the server holds.
	_ = p.control.SetWriteDeadline(time.Now().Add(backupStall))
	return p.w.Write(data)
}
