package server

import (
	"compress/gzip"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"newsgraph/schema"
)

// exportPath is where exports are fetched.
const exportPath = "/export"

// RevisionHeader tells of which revision of the graph an export is.
const RevisionHeader = "Newsgraph-Revision"

// WarningHeader has what whoever asks for an export should know, such as how much the limits of a subgraph leave out:
// sentences parted by "; ", percent-encoded.
const WarningHeader = "Newsgraph-Warning"

// exportAddress gives the address of an export to who sends a request: signed where access is controlled, so that it
// works by itself for as long as a Signer's addresses do.
func (s *Server) exportAddress(r *http.Request) func(url.Values) string {
	base := "http://"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		base = "https://"
	}
	base += r.Host
	controlled := visitorOf(r.Context()).caller != nil
	return func(parameters url.Values) string {
		if controlled {
			return base + s.signer.Sign(exportPath, parameters)
		}
		return base + exportPath + "?" + parameters.Encode()
	}
}

// export answers GET /export with statements in a format: ?format=graphml&filter={...}, as schema.OpenExport takes them.
// What ends early ends without the mark of a whole answer.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Add("Vary", "Accept-Encoding")
	parameters, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		s.refuse(w, r, typeJSON, http.StatusBadRequest, "the parameters cannot be read; write ; and other special letters as %%3B")
		return
	}
	e, err := s.schema.OpenExport(r.Context(), parameters)
	if err != nil {
		s.exportFailed(w, r, err)
		return
	}
	defer e.Close()
	header.Set("Content-Type", e.MediaType())
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.FileName()}))
	header.Set(RevisionHeader, strconv.FormatUint(e.Revision(), 10))
	if warnings := e.Warnings(); len(warnings) > 0 {
		header.Set(WarningHeader, url.PathEscape(strings.Join(warnings, "; ")))
	}
	if r.Method == http.MethodHead {
		return
	}
	to := &patient{w: w, control: http.NewResponseController(w)}
	if err := s.writeExport(to, r, e); err != nil {
		if to.begun {
			s.log.Warn("server: an export ended early", slog.String("id", requestID(r.Context())), slog.String("error", err.Error()))
			panic(http.ErrAbortHandler) // the client sees that it is not whole
		}
		for _, name := range []string{"Content-Disposition", "Content-Encoding", RevisionHeader, WarningHeader} {
			header.Del(name)
		}
		s.exportFailed(w, r, err)
	}
}

func (s *Server) writeExport(to *patient, r *http.Request, e *schema.Export) error {
	if e.Compressed() || !readsGzip(r) {
		return e.Write(r.Context(), to)
	}
	to.w.Header().Set("Content-Encoding", "gzip")
	z, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if err := e.Write(r.Context(), z); err != nil {
		return err // the archive stays open: what was written is not whole
	}
	return z.Close()
}

// exportFailed answers a request for an export that cannot be made.
func (s *Server) exportFailed(w http.ResponseWriter, r *http.Request, err error) {
	var shown *schema.Error
	if errors.As(err, &shown) {
		s.answer(w, r, typeJSON, http.StatusBadRequest, schema.Refuse(shown).JSON)
		return
	}
	s.log.Error("server: an export failed", slog.String("id", requestID(r.Context())), slog.String("error", err.Error()))
	plain(w, http.StatusInternalServerError, "internal error; the log has more under id "+requestID(r.Context()))
}
