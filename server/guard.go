package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

type requestIDKey struct{}

// requestID is the request's name in the log and in X-Request-Id.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// policy lets the pages load what this server has and nothing else. GraphiQL writes styles into its elements.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard is around every request: it names the request, keeps other hosts' pages out, and survives a panic.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := givenID(r.Header.Get("X-Request-Id"))
		header := w.Header()
		header.Set("X-Request-Id", id)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Content-Security-Policy", policy)
		e, seen := &entry{}, &watched{ResponseWriter: w}
		r = r.WithContext(context.WithValue(context.WithValue(r.Context(), requestIDKey{}, id), entryKey{}, e))
		w = seen
		defer func() {
			defer func() {
				s.metrics.answered(seen.status)
				e.write(s.log, r, id, seen, time.Since(start))
			}()
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				s.log.Error("server: a request failed", slog.String("id", id), slog.String("error", fmt.Sprint(p)),
					slog.String("stack", string(debug.Stack())))
				plain(w, http.StatusInternalServerError, "internal error; the log has more under id "+id)
			}
		}()
		if !s.hostAllowed(r) {
			plain(w, http.StatusForbidden, "this server does not answer to the name "+shown(r.Host)+" (server.hosts)")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// givenID is the id that a proxy before us gave, or a new one.
func givenID(given string) string {
	ok := given != "" && len(given) <= 64 && strings.IndexFunc(given, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	}) < 0
	if ok {
		return given
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// hostAllowed refuses a name that is not this machine's. A page of another host can let its own name point at 127.0.0.1, or
// at an address of a private network, and its scripts would then be taken for ours (DNS rebinding). Where access is
// controlled by tokens, which no such page has, a server that other machines reach may have any name; where it is not, it
// has names without dots, which nobody can buy, and those of the settings.
func (s *Server) hostAllowed(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return true
	}
	host := hostOf(r.Host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || isLoopback(host) || s.hosts[host] {
		return true
	}
	if isLoopback(hostOf(local.String())) {
		return false
	}
	return len(s.gate.access.Tokens) > 0 || net.ParseIP(host) != nil || !strings.Contains(host, ".")
}

// hostOf is an address without its port, in lower case.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	return strings.ToLower(strings.Trim(address, "[]"))
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// shown is a text of a client's, short and on one line.
func shown(text string) string { return fmt.Sprintf("%.100q", text) }
