package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// siteCommand serves a folder on this machine: site FOLDER VARIABLE. The variable is set to its address, which stands for
// SITE in the pages. Pages have an ETag; what begins with /hang/ never
// answers.
func siteCommand(ts *testscript.TestScript, _ bool, args []string) {
	folder := ts.MkAbs(args[0])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/hang/") {
			<-r.Context().Done()
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		content, err := http.Dir(folder).Open("/" + name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if err := content.Close(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		text := strings.ReplaceAll(ts.ReadFile(args[0]+"/"+name), "SITE", "http://"+r.Host)
		tag := `"` + shortSum(text) + `"`
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte(text)) // a client that is gone needs no page
	}))
	ts.Setenv(args[1], server.URL)
	ts.Defer(func() {
		server.CloseClientConnections()
		server.Close()
	})
}

// crashCommand kills a process at once, as kill -9 does: crash NAME.
func crashCommand(ts *testscript.TestScript, _ bool, args []string) {
	p := find(ts, args[0])
	ts.Check(p.cmd.Process.Kill())
	_ = p.cmd.Wait() // it was killed
}

func shortSum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
