package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Loads are the loads in the background, and what became of what was loaded.
type Loads interface {
	// Upload begins a job that loads bytes, and gives its id. A *BadUpload is a mistake of who hands them in.
	Upload(ctx context.Context, u Upload) (id string, err error)
	// Job is a job as it is written to a client; nil where there is none.
	Job(ctx context.Context, id string) (any, error)
	// Ledger gives entries of the ledger as they are written to a client. An error is the last.
	Ledger(ctx context.Context, q LedgerQuery) iter.Seq2[any, error]
}

// Upload is a file that is handed in, in any format that is read, with what is known of it and may not stand in it.
type Upload struct {
	Data                          []byte
	ContentType                   string
	Name                          string // what the file is called, or its whole path; empty for no name
	URL, Title, Published, Source string
	Follow                        bool // the pages are loaded too that a feed or sitemap names
}

// LedgerQuery says which entries of the ledger are asked for: those of some outcomes, none for all, and of sources that
// begin so.
type LedgerQuery struct {
	Outcomes []string
	Source   string
	Job      string // of this job; empty for all
}

// BadUpload is a mistake of who hands a file in.
type BadUpload struct{ Message string }

func (e *BadUpload) Error() string { return e.Message }

// loadPath is where files are handed in; below it stand the jobs.
const loadPath = "/load"

// upload answers POST /load: it takes a file as the body, answers 202 with the job that loads it, and says where that is.
func (s *Server) upload(loads Loads, limit int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		switch kind {
		case "multipart/form-data":
			plain(w, http.StatusUnsupportedMediaType, "hand the file in as the body itself, as with curl --data-binary @FILE")
			return
		case "application/x-www-form-urlencoded":
			r.Header.Del("Content-Type") // what curl says of every file
		}
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			plain(w, http.StatusRequestEntityTooLarge, "the file is larger than limits.upload_bytes allows")
			return
		case err != nil:
			plain(w, http.StatusBadRequest, "the file cannot be read")
			return
		}
		given := r.URL.Query()
		id, err := loads.Upload(r.Context(), Upload{
			Data: data, ContentType: r.Header.Get("Content-Type"), Name: given.Get("name"),
			URL: given.Get("url"), Title: given.Get("title"), Published: given.Get("publishedAt"), Source: given.Get("source"),
			Follow: given.Get("follow") == "true",
		})
		var bad *BadUpload
		switch {
		case errors.As(err, &bad):
			plain(w, http.StatusBadRequest, bad.Message)
			return
		case err != nil:
			s.fault(w, r, "an upload", err)
			return
		}
		w.Header().Set("Location", loadPath+"/"+url.PathEscape(strings.TrimPrefix(id, "job/")))
		s.writeJob(w, r, loads, id, http.StatusAccepted)
	}
}

// job answers GET /load/ID: how a job goes.
func (s *Server) job(loads Loads) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		s.writeJob(w, r, loads, "job/"+strings.TrimPrefix(r.PathValue("id"), "job/"), http.StatusOK)
	}
}

func (s *Server) writeJob(w http.ResponseWriter, r *http.Request, loads Loads, id string, status int) {
	job, err := loads.Job(r.Context(), id)
	if err != nil {
		s.fault(w, r, "a job", err)
		return
	}
	if job == nil {
		plain(w, http.StatusNotFound, "there is no job "+shown(id))
		return
	}
	body, err := json.Marshal(job)
	if err != nil {
		s.fault(w, r, "a job", err)
		return
	}
	w.Header().Set("Content-Type", typeJSON)
	write(w, r, status, append(body, '\n'))
}

// ledger answers GET /ledger with a line of JSON for each entry.
func (s *Server) ledger(loads Loads) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "application/jsonl")
		given := r.URL.Query()
		lines := json.NewEncoder(&patient{w: w, control: http.NewResponseController(w)})
		for e, err := range loads.Ledger(r.Context(), LedgerQuery{Outcomes: given["outcome"], Source: given.Get("source"), Job: given.Get("job")}) {
			if err == nil {
				err = lines.Encode(e)
			}
			if err != nil {
				s.log.Error("server: the ledger was not written to its end", slog.String("id", requestID(r.Context())), slog.String("error", err.Error()))
				panic(http.ErrAbortHandler) // the client sees that it is not whole
			}
		}
	}
}

// fault tells of an error of this program; the log has more.
func (s *Server) fault(w http.ResponseWriter, r *http.Request, what string, err error) {
	s.log.Error("server: "+what+" failed", slog.String("id", requestID(r.Context())), slog.String("error", err.Error()))
	plain(w, http.StatusInternalServerError, "internal error; the log has more under id "+requestID(r.Context()))
}
