package server

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"newsgraph/schema"
)

// Live bounds the connections that last: event streams and WebSockets. A zero field takes its default.
type Live struct {
	Connections int           // at once; default 1,000
	Operations  int           // at once on one WebSocket; default 100
	SendTimeout time.Duration // for a client to read what it is sent; default 30 seconds

	greeting time.Duration // for a WebSocket's first message; default 10 seconds
	beat     time.Duration // between signs of life; default 15 seconds
}

func (l Live) withDefaults() Live {
	orDefault(&l.Connections, 1000)
	orDefault(&l.Operations, 100)
	orDefault(&l.SendTimeout, 30*time.Second)
	orDefault(&l.greeting, 10*time.Second)
	orDefault(&l.beat, 15*time.Second)
	return l
}

func orDefault[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// The keys of the config that set the limits of Live.
const (
	keyConnections = "limits.connections"
	keyOperations  = "limits.operations_at_once"
)

// connections are those that last. It is safe for concurrent use.
type connections struct {
	limits  Live
	open    atomic.Int64
	sockets sync.WaitGroup // which net/http does not wait for
	leaving chan struct{}  // closed when the server is about to end
	leave   func()
}

func newConnections(limits Live) *connections {
	c := &connections{limits: limits.withDefaults(), leaving: make(chan struct{})}
	c.leave = sync.OnceFunc(func() { close(c.leaving) })
	return c
}

// enter takes the place of a connection, which exit gives back; without one there is an error to show.
func (c *connections) enter() (exit func(), full *schema.Error) {
	select {
	case <-c.leaving:
		return nil, goingAway()
	default:
	}
	if n := c.open.Add(1); n > int64(c.limits.Connections) {
		c.open.Add(-1)
		return nil, exceeded(keyConnections, "the connections that last", c.limits.Connections)
	}
	return func() { c.open.Add(-1) }, nil
}

// exceeded is the error of a limit that is reached.
func exceeded(key, what string, limit int) *schema.Error {
	e := schema.NewError(schema.CodeLimit, "%s: there are %d, which is the limit (%s)", what, limit, key)
	e.Extensions["limit"], e.Extensions["value"], e.Extensions["maximum"] = key, limit, limit
	return e
}

func goingAway() *schema.Error {
	return schema.NewError(schema.CodeGoingAway, "the server is ending; ask again later")
}

// full answers who finds no place.
func (s *Server) full(w http.ResponseWriter, r *http.Request, e *schema.Error) {
	w.Header().Set("Retry-After", "5")
	s.answer(w, r, typeJSON, http.StatusServiceUnavailable, schema.Refuse(e).JSON)
}

// last is the error that ends a stream of answers, as the client is told it; nil where it has ended by itself.
func last(err error) *schema.Error {
	var shown *schema.Error
	if errors.As(err, &shown) {
		return shown
	}
	return nil
}
