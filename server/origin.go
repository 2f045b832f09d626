package server

import (
	"net/http"
	"net/url"
	"strings"
)

// anyOrigin lets the pages of all hosts in.
const anyOrigin = "*"

// origins are the pages of other hosts that may use the server.
type origins struct {
	any     bool
	allowed map[string]bool
}

func newOrigins(list []string) origins {
	o := origins{allowed: map[string]bool{}}
	for _, origin := range list {
		o.any = o.any || origin == anyOrigin
		o.allowed[strings.ToLower(strings.TrimSuffix(origin, "/"))] = true
	}
	return o
}

func (o origins) has(origin string) bool { return o.any || o.allowed[strings.ToLower(origin)] }

// originAllowed says whether a request is of a page of ours, of a page that is let in, or of no page at all.
func (s *Server) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return r.Header.Get("Sec-Fetch-Site") != "cross-site" || s.origins.any
	}
	if u, err := url.Parse(origin); err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host) {
		return true
	}
	return s.origins.has(origin)
}

// protect keeps pages of other hosts from having a browser ask for them, whether or not they could read the answer: a
// query costs work. A link to the server may be followed.
func (s *Server) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		followed := r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate"
		if !followed && r.Method != http.MethodOptions && !s.originAllowed(r) {
			plain(w, http.StatusForbidden, "cross-origin request refused: this server is not for pages of "+shown(r.Header.Get("Origin"))+" (server.origins)")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// share answers what a browser asks before it lets a page of an allowed origin use the server, and says in each answer
// that it may read it (CORS).
func (s *Server) share(next http.Handler) http.Handler {
	if !s.origins.any && len(s.origins.allowed) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header, origin := w.Header(), r.Header.Get("Origin")
		header.Add("Vary", "Origin")
		if origin == "" || !s.origins.has(origin) {
			next.ServeHTTP(w, r)
			return
		}
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After, Content-Disposition")
		if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
			next.ServeHTTP(w, r)
			return
		}
		header.Set("Access-Control-Allow-Methods", "GET, POST")
		header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, X-Request-Id")
		header.Set("Access-Control-Max-Age", "3600")
		w.WriteHeader(http.StatusNoContent)
	})
}
