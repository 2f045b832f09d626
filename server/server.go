// Package server answers over HTTP.
//
// It takes requests and gives GraphQL answers (/graphql, by the GraphQL-over-HTTP specification), the schema
// (/schema.graphql), the query editor (/ and /graphiql), backups (/backup), loads of files (/load), the ledger and what a supervisor asks for (/healthz,
// /readyz). It knows nothing of the graph: schema answers.
package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"newsgraph/schema"
)

// Options are what a Server is made of. Only Schema is needed.
type Options struct {
	Schema     *schema.Schema
	Playground bool         // serve GraphiQL at / and /graphiql
	Hosts      []string     // names that a Host header may have on a loopback address, beside localhost and the addresses
	Ready      func() error // whether /readyz is to say yes; default: always
	Backup     Backup       // what POST /backup writes; default: it is not there
	Loads      Loads        // what /load and /ledger answer; default: they are not there
	UploadMost int64        // bytes of a file that is handed in at /load; default 64 MB
	Access     Access       // who may do what; default: everybody everything
	Signer     *Signer      // of addresses that work without a token; default one with a random key
	Origins    []string     // pages of other hosts that may use the server: "https://app.example.org"; "*" is all
	Live       Live         // bounds of the connections that last
	Metrics    *Metrics     // what is counted; default its own
	Log        *slog.Logger // default slog.Default()

	// Grace is how long requests in hand may go on when Serve ends; default 30 seconds.
	Grace time.Duration
}

// Server is an http.Handler. It is safe for concurrent use.
type Server struct {
	schema  *schema.Schema
	hosts   map[string]bool
	ready   func() error
	log     *slog.Logger
	grace   time.Duration
	gate    *gate
	signer  *Signer
	origins origins
	live    *connections
	metrics *Metrics
	handler http.Handler
	sdlTag  string      // the ETag of the schema's text
	ending  atomic.Bool // Serve is ending
}

// New makes a Server. It panics where Options has no Schema.
func New(opt Options) *Server {
	if opt.Schema == nil {
		panic("server: no schema")
	}
	s := &Server{schema: opt.Schema, hosts: map[string]bool{}, ready: opt.Ready, log: opt.Log, grace: opt.Grace, gate: newGate(opt.Access), signer: opt.Signer,
		origins: newOrigins(opt.Origins), live: newConnections(opt.Live), metrics: opt.Metrics}
	if s.ready == nil {
		s.ready = func() error { return nil }
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.metrics == nil {
		s.metrics = NewMetrics()
	}
	s.metrics.describe(s)
	if s.signer == nil {
		s.signer = NewSigner("")
	}
	if s.grace <= 0 {
		s.grace = 30 * time.Second
	}
	for _, host := range opt.Hosts {
		s.hosts[host] = true
	}
	sum := sha256.Sum256([]byte(s.schema.SDL()))
	s.sdlTag = `"` + hex.EncodeToString(sum[:12]) + `"`
	mux := s.routes(opt)
	s.handler = s.guard(s.share(s.protect(mux)))
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) sdl(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache") // kept, and asked for again by its tag
	w.Header().Set("ETag", s.sdlTag)
	w.Header().Add("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), s.sdlTag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	write(w, r, http.StatusOK, []byte(s.schema.SDL()))
}

func (s *Server) readyz(w http.ResponseWriter, _ *http.Request) {
	if s.ending.Load() {
		plain(w, http.StatusServiceUnavailable, "ending")
		return
	}
	if err := s.ready(); err != nil {
		plain(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	plain(w, http.StatusOK, "ready")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // a client that is gone cannot be told
}

// Listen takes a TCP address. The error of an address that is taken says so, and what to do.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("server: %s is taken by another program; choose another address, or port 0 for any free one: %w", address, err)
	}
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	return listener, nil
}

// Serve answers on the listener, which it closes, until ctx ends. Requests in hand may then go on for Options.Grace;
// what is not done by then is stopped, and the error says so.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	requests, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	limits := s.schema.Limits()
	h := &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute, // a request may be large
		WriteTimeout:      2*time.Minute + max(limits.Timeout, limits.LoadTimeout),
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("server: %w", err)
	case <-ctx.Done():
	}
	s.ending.Store(true)
	s.live.leave()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.grace)
	defer cancel()
	if err := h.Shutdown(grace); err != nil {
		stop()
		_ = h.Close() // the connections are lost either way
		s.live.sockets.Wait()
		return fmt.Errorf("server: requests in hand were stopped after %v: %w", s.grace, err)
	}
	return s.awaitSockets(grace, stop)
}

// awaitSockets waits for the WebSockets, which have been told to end, and stops them when ctx ends.
func (s *Server) awaitSockets(ctx context.Context, stop context.CancelFunc) error {
	ended := make(chan struct{})
	go func() {
		s.live.sockets.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		stop()
		<-ended
		return fmt.Errorf("server: operations in hand on WebSockets were stopped after %v: %w", s.grace, ctx.Err())
	}
}
