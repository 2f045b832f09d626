package server

import (
	"net/http"

	"newsgraph/schema"
)

// routes are the addresses that are answered. Each says which role it needs; what has none is for everybody: it says
// nothing of the graph.
func (s *Server) routes(opt Options) *http.ServeMux {
	mux := http.NewServeMux()
	graphql := s.allow("", http.HandlerFunc(s.graphql))
	mux.HandleFunc(graphqlPath, func(w http.ResponseWriter, r *http.Request) {
		if isUpgrade(r) {
			s.socket(w, r) // its token may come later
			return
		}
		graphql.ServeHTTP(w, r)
	})
	mux.Handle("GET /schema.graphql", s.allow(schema.RoleRead, http.HandlerFunc(s.sdl)))
	mux.Handle("GET "+exportPath, s.allowSigned(schema.RoleRead, http.HandlerFunc(s.export)))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", s.allow(schema.RoleRead, s.metrics.handler()))
	if opt.Backup != nil {
		mux.Handle("POST /backup", s.allow(schema.RoleAdmin, s.backup(opt.Backup)))
	}
	if opt.Playground {
		addFiles(mux)
	}
	return mux
}
