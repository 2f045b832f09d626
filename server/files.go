package server

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"newsgraph/web"
)

// file is an embedded file, read and compressed when it is first asked for.
type file struct {
	name string
	once sync.Once

	body, packed []byte
	etag, media  string
	err          error
}

func (f *file) load() error {
	f.once.Do(func() {
		if f.body, f.err = fs.ReadFile(web.Files(), f.name); f.err != nil {
			return
		}
		sum := sha256.Sum256(f.body)
		f.etag = `"` + hex.EncodeToString(sum[:12]) + `"`
		f.media = mediaOf(f.name)
		f.packed, f.err = packSmall(f.body)
	})
	return f.err
}

// mediaOf is a file's type by its name; the system's own table would make it differ from machine to machine.
func mediaOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if media := mime.TypeByExtension(path.Ext(name)); media != "" {
		return media
	}
	return "application/octet-stream"
}

func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := f.load(); err != nil {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", f.media)
	header.Set("Cache-Control", "no-cache") // kept, and asked for again by its tag
	header.Set("ETag", f.etag)
	header.Add("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.body
	if readsGzip(r) {
		header.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	send(w, r, http.StatusOK, body)
}

// addFiles serves the files of package web under their names, the explorer's page at / and the query editor's at /graphiql.
func addFiles(mux *http.ServeMux) {
	files := web.Files()
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error { // embedded: it cannot fail
		if err == nil && !d.IsDir() {
			mux.Handle("GET /"+name, &file{name: name})
		}
		return nil
	})
	mux.Handle("GET /{$}", &file{name: "explorer/index.html"})
	mux.Handle("GET /graphiql", &file{name: "graphiql/index.html"})
}
