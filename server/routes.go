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
	if opt.Loads != nil {
		most := opt.UploadMost
		if most <= 0 {
			most = 64 << 20
		}
		mux.Handle("POST "+loadPath, s.allow(schema.RoleLoad, s.upload(opt.Loads, most)))
		mux.Handle("GET "+loadPath+"/{id...}", s.allow(schema.RoleRead, s.job(opt.Loads)))
		mux.Handle("GET /ledger", s.allow(schema.RoleLoad, s.ledger(opt.Loads)))
	}
	if opt.Backup != nil {
		mux.Handle("POST /backup", s.allow(schema.RoleAdmin, s.backup(opt.Backup)))
	}
	if opt.Playground {
		addFiles(mux)
	}
	return mux
}
