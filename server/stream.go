package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"newsgraph/schema"
)

// typeStream is the media type of an event stream.
const typeStream = "text/event-stream"

// stream answers a request as server-sent events: each answer one event, and one event after the last, as the distinct
// connections mode of graphql-sse has it (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). A query that
// is refused is an event too. An answer is asked for when the connection has taken the one before, so that nothing is kept
// for a client that does not read; one that does not read for long is dropped.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, write func(*events) error) {
	exit, full := s.live.enter()
	if full != nil {
		s.full(w, r, full)
		return
	}
	defer exit()
	header := w.Header()
	header.Set("Content-Type", typeStream+"; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // proxies must not keep it back
	e := &events{w: w, control: http.NewResponseController(w), timeout: s.live.limits.SendTimeout}
	_ = e.control.SetReadDeadline(time.Time{}) // that of the request; the client may be silent from now on
	err := e.comment()
	if err == nil {
		err = write(e)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		note(r.Context(), slog.String("dropped", fmt.Sprintf("the client did not read for %v", e.timeout)))
	}
	note(r.Context(), slog.Int("events", e.sent))
	if err != nil {
		panic(http.ErrAbortHandler) // the client must not take it for whole
	}
}

// streamAll sends answers until there are no more or the server ends. The error is that of the connection.
func (s *Server) streamAll(ctx context.Context, e *events, answers *schema.Answers) error {
	ctx, cancel := context.WithCancel(ctx)
	done := s.metrics.subscribed(answers, "sse")
	defer done()
	type answer struct {
		response *schema.Response
		err      error
	}
	next := make(chan answer)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			response, err := s.next(ctx, answers)
			select {
			case next <- answer{response, err}:
				if err != nil {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() {
		cancel()
		<-ended
	}()
	beat := time.NewTicker(s.live.limits.beat)
	defer beat.Stop()
	for {
		var err error
		select {
		case a := <-next:
			if a.err != nil {
				return e.end(ctx, a.err)
			}
			s.metrics.sent(answers, "sse")
			err = e.next(a.response.JSON)
		case <-beat.C:
			err = e.comment()
		case <-ctx.Done(): // the client is gone
			return ctx.Err()
		case <-s.leavingFor(answers):
			return e.end(ctx, goingAway())
		}
		if err != nil {
			return err
		}
	}
}

// leavingFor is closed when the server ends, for what would not end by itself.
func (s *Server) leavingFor(answers *schema.Answers) <-chan struct{} {
	if answers.Kind() == "subscription" {
		return s.live.leaving
	}
	return nil
}

// events writes server-sent events.
type events struct {
	w       io.Writer
	control *http.ResponseController
	timeout time.Duration
	sent    int
}

func (e *events) write(text string, data []byte) error {
	_ = e.control.SetWriteDeadline(time.Now().Add(e.timeout)) // where there are none, that of the server holds
	if _, err := fmt.Fprintf(e.w, "%s%s\n\n", text, data); err != nil {
		return fmt.Errorf("server: an event stream: %w", err)
	}
	if err := e.control.Flush(); err != nil {
		return fmt.Errorf("server: an event stream: %w", err)
	}
	return nil
}

func (e *events) comment() error { return e.write(":", nil) }

func (e *events) next(data []byte) error {
	e.sent++
	return e.write("event: next\ndata: ", data)
}

// refuse is the one answer to what is not executed.
func (e *events) refuse(refused *schema.Response) error {
	if err := e.next(refused.JSON); err != nil {
		return err
	}
	return e.complete()
}

func (e *events) complete() error { return e.write("event: complete\ndata:", nil) }

// end is the last event, after one that says why where the answers ended early.
func (e *events) end(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if why := last(err); why != nil {
		if err := e.next(schema.Refuse(why).JSON); err != nil {
			return err
		}
	}
	return e.complete()
}
