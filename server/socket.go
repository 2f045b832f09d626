package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"newsgraph/schema"
)

// subprotocol is what is spoken on a WebSocket: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
const subprotocol = "graphql-transport-ws"

// The codes with which the subprotocol closes a connection.
const (
	closeBadMessage    websocket.StatusCode = 4400
	closeUnauthorized  websocket.StatusCode = 4401 // asked before it was greeted
	closeForbidden     websocket.StatusCode = 4403 // the greeting was refused
	closeNoProtocol    websocket.StatusCode = 4406
	closeNoGreeting    websocket.StatusCode = 4408
	closeSameID        websocket.StatusCode = 4409
	closeManyGreetings websocket.StatusCode = 4429
)

// mostOfGreeting is how many bytes the first message may have, of a client of whom nothing is known.
const mostOfGreeting = 64 << 10

// isUpgrade says whether a request asks for a WebSocket.
func isUpgrade(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// message is what goes over the socket in both directions.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// encode writes a message of ours. What it carries is written as it is: it may be large.
func (m message) encode() []byte {
	id, _ := json.Marshal(m.ID) // a text: it never fails
	out := make([]byte, 0, len(id)+len(m.Type)+len(m.Payload)+40)
	out = append(out, `{"type":"`+m.Type+`"`...)
	if m.ID != "" {
		out = append(append(out, `,"id":`...), id...)
	}
	if len(m.Payload) > 0 {
		out = append(append(out, `,"payload":`...), m.Payload...)
	}
	return append(out, '}')
}

// socket is a WebSocket. One goroutine reads it, and each operation has one that answers.
type socket struct {
	s       *Server
	conn    *websocket.Conn
	ctx     context.Context // ends with the connection
	cancel  context.CancelFunc
	request *http.Request   // that it was opened with
	visitor visitor         // who it is; of the reader alone, as asker
	asker   context.Context // says who it is

	beating sync.WaitGroup
	working sync.WaitGroup // on operations

	mu         sync.Mutex
	greeted    bool
	leaving    bool
	operations map[string]*operation
	active     int // operations that are worked on, those too that the client has ended
	count      int // of operations so far
}

// operation is one that is being answered.
type operation struct {
	id      string
	cancel  context.CancelFunc
	lasting bool // a subscription, which does not end by itself
	over    bool // the client has been told
}

// socket answers queries, mutations and subscriptions over a WebSocket. The token of a client may stand in the header of
// its request, as everywhere, or in the payload of connection_init.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	v, denied := s.gate.visitor(r)
	if denied == nil {
		denied = s.gate.take(v)
	}
	if denied != nil {
		s.deny(w, r, denied)
		return
	}
	if !s.originAllowed(r) {
		plain(w, http.StatusForbidden, "this server is not for pages of "+shown(r.Header.Get("Origin")))
		return
	}
	exit, full := s.live.enter()
	if full != nil {
		s.full(w, r, full)
		return
	}
	defer exit()
	s.live.sockets.Add(1)
	defer s.live.sockets.Done()
	// The origin was looked at above.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}, InsecureSkipVerify: true})
	if err != nil {
		return // it was answered
	}
	ctx, cancel := context.WithCancel(r.Context())
	k := &socket{s: s, conn: conn, ctx: ctx, cancel: cancel, asker: ctx, visitor: v, request: r, operations: map[string]*operation{}}
	conn.SetReadLimit(mostOfGreeting)
	k.serve()
	note(r.Context(), slog.Int("operations", k.count))
}

// serve reads the socket until it is closed, and returns when all its operations have ended.
func (k *socket) serve() {
	defer func() {
		k.cancel()
		k.working.Wait()
		k.beating.Wait()
		_ = k.conn.CloseNow() // it is closed already, or lost
	}()
	if k.conn.Subprotocol() != subprotocol {
		k.close(closeNoProtocol, "Subprotocol not acceptable")
		return
	}
	greeting := time.AfterFunc(k.s.live.limits.greeting, func() {
		if !k.isGreeted() {
			k.close(closeNoGreeting, "Connection initialisation timeout")
		}
	})
	defer greeting.Stop()
	k.beating.Go(k.beat)
	for {
		kind, data, err := k.conn.Read(k.ctx)
		if err != nil {
			return
		}
		var m message
		if kind != websocket.MessageText || json.Unmarshal(data, &m) != nil {
			k.close(closeBadMessage, "Invalid message received")
			return
		}
		if code, reason := k.take(m); code != 0 {
			k.close(code, reason)
			return
		}
	}
}

// close says goodbye. It waits for the client to say it too, but not for long.
func (k *socket) close(code websocket.StatusCode, reason string) {
	_ = k.conn.Close(code, reason) // what cannot be closed is lost
	k.cancel()
}

// beat asks the client for signs of life, and takes leave when the server ends.
func (k *socket) beat() {
	beat := time.NewTicker(k.s.live.limits.beat)
	defer beat.Stop()
	for {
		select {
		case <-k.ctx.Done():
			return
		case <-k.s.live.leaving:
			k.takeLeave()
			return
		case <-beat.C:
			ctx, cancel := context.WithTimeout(k.ctx, k.s.live.limits.SendTimeout)
			err := k.conn.Ping(ctx)
			cancel()
			if err != nil {
				if k.ctx.Err() == nil {
					note(k.ctx, slog.String("dropped", "the client gave no sign of life"))
				}
				_ = k.conn.CloseNow()
				return
			}
		}
	}
}

// takeLeave ends the subscriptions, waits for what ends by itself, and closes the connection.
func (k *socket) takeLeave() {
	k.mu.Lock()
	k.leaving = true
	for _, o := range k.operations {
		if o.lasting {
			o.cancel()
		}
	}
	k.mu.Unlock()
	k.working.Wait() // no operation begins any more
	k.close(websocket.StatusGoingAway, "The server is ending")
}

func (k *socket) isGreeted() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.greeted
}

// take does what a message asks for; a code says that the connection is to be closed with it, and why.
func (k *socket) take(m message) (websocket.StatusCode, string) {
	switch m.Type {
	case "connection_init":
		return k.greet(m)
	case "ping":
		k.send(message{Type: "pong", Payload: m.Payload})
	case "pong":
	case "subscribe":
		return k.subscribe(m)
	case "complete":
		k.mu.Lock()
		if o := k.operations[m.ID]; o != nil {
			o.cancel()
			delete(k.operations, m.ID)
		}
		k.mu.Unlock()
	default:
		return closeBadMessage, "Invalid message received"
	}
	return 0, ""
}

// greet takes the client's first message, which may have its token.
func (k *socket) greet(m message) (websocket.StatusCode, string) {
	if k.isGreeted() {
		return closeManyGreetings, "Too many initialisation requests"
	}
	secret, ok := secretOf(m.Payload)
	if !ok {
		return closeBadMessage, "Invalid message received"
	}
	if secret != "" {
		v, denied := k.s.gate.known(secret, k.request.RemoteAddr)
		if denied != nil {
			return closeForbidden, "Forbidden"
		}
		k.visitor = v
	}
	if denied := k.s.gate.may(k.visitor, ""); denied != nil {
		return closeForbidden, "Forbidden"
	}
	k.asker = k.s.admit(k.ctx, k.visitor)
	k.conn.SetReadLimit(int64(k.s.schema.Limits().RequestBytes))
	k.mu.Lock()
	k.greeted = true
	k.mu.Unlock()
	k.send(message{Type: "connection_ack"})
	return 0, ""
}

// secretOf is the token in the payload of connection_init: {"Authorization": "Bearer ..."} or {"token": "..."}; empty
// where there is none.
func secretOf(payload json.RawMessage) (secret string, ok bool) {
	if len(payload) == 0 || string(payload) == "null" {
		return "", true
	}
	var fields map[string]any
	if json.Unmarshal(payload, &fields) != nil {
		return "", false
	}
	for name, value := range fields {
		text, _ := value.(string)
		switch strings.ToLower(name) {
		case "authorization":
			if scheme, rest, found := strings.Cut(text, " "); found && strings.EqualFold(scheme, "Bearer") {
				return strings.TrimSpace(rest), true
			}
		case "token":
			return text, true
		}
	}
	return "", true
}

// subscribe begins an operation.
func (k *socket) subscribe(m message) (websocket.StatusCode, string) {
	if !k.isGreeted() {
		return closeUnauthorized, "Unauthorized"
	}
	value, err := decodeJSON(bytes.NewReader(m.Payload))
	fields, ok := value.(map[string]any)
	if err != nil || !ok || m.ID == "" {
		return closeBadMessage, "Invalid message received"
	}
	q, failed := fromFields(fields)
	if failed != nil {
		return closeBadMessage, "Invalid message received"
	}
	ctx, cancel := context.WithCancel(k.asker)
	o := &operation{id: m.ID, cancel: cancel}
	there, refused := k.begin(o)
	if there || refused != nil {
		cancel()
		if there {
			return closeSameID, fmt.Sprintf("Subscriber for %.60s already exists", strings.ToValidUTF8(m.ID, ""))
		}
		k.fail(m.ID, refused)
		return 0, ""
	}
	q.ID = fmt.Sprintf("%s-%d", requestID(k.ctx), k.count)
	q.Exports = k.s.exportAddress(k.request.WithContext(k.asker))
	go func() {
		defer k.end(o)
		defer cancel()
		k.answer(ctx, o, q)
	}()
	return 0, ""
}

// begin notes an operation, where there is none of its id and nothing else stands against it.
func (k *socket) begin(o *operation) (there bool, refused *schema.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch limit := k.s.live.limits.Operations; {
	case k.operations[o.id] != nil:
		return true, nil
	case k.leaving:
		return false, goingAway()
	case k.active >= limit:
		return false, exceeded(keyOperations, "the operations of the connection", limit)
	}
	if denied := k.s.gate.take(k.visitor); denied != nil {
		return false, denied.error()
	}
	k.operations[o.id] = o
	k.active++
	k.count++
	k.working.Add(1)
	return false, nil
}

// end notes that an operation is not worked on any more.
func (k *socket) end(o *operation) {
	k.mu.Lock()
	if !o.over {
		k.active--
	}
	k.mu.Unlock()
	k.working.Done()
}

// answer answers an operation until it has no more answers or its context ends.
func (k *socket) answer(ctx context.Context, o *operation, q schema.Request) {
	defer func() {
		if p := recover(); p != nil {
			k.s.log.Error("server: an operation failed", slog.String("id", q.ID), slog.String("error", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
			k.over(o, schema.NewError(schema.CodeInternal, "internal error; the log has more under id %s", q.ID))
		}
	}()
	answers, refused := k.s.begin(ctx, q)
	if refused != nil {
		k.over(o, refused.Errors...)
		return
	}
	k.lasts(o, answers.Kind() == "subscription")
	done := k.s.metrics.subscribed(answers, "websocket")
	defer done()
	for {
		response, err := k.s.next(ctx, answers)
		if err == nil {
			k.s.metrics.sent(answers, "websocket")
			if !k.send(message{ID: o.id, Type: "next", Payload: response.JSON}) {
				return
			}
			continue
		}
		if k.isLeaving() && ctx.Err() != nil {
			err = goingAway()
		} else if ctx.Err() != nil {
			k.over(o)
			return
		}
		if why := last(err); why != nil {
			k.over(o, why)
		} else {
			k.over(o)
		}
		return
	}
}

// lasts notes whether an operation is a subscription.
func (k *socket) lasts(o *operation, lasting bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if o.lasting = lasting; lasting && k.leaving {
		o.cancel()
	}
}

func (k *socket) isLeaving() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.leaving
}

// over ends an operation with errors, or as complete where there are none. The client, who may have ended it meanwhile,
// may then use its id again.
func (k *socket) over(o *operation, errs ...*schema.Error) {
	k.mu.Lock()
	there := k.operations[o.id] == o
	if there {
		delete(k.operations, o.id)
		o.over = true
		k.active--
	}
	k.mu.Unlock()
	if !there {
		return
	}
	if len(errs) > 0 {
		k.fail(o.id, errs...)
		return
	}
	k.send(message{ID: o.id, Type: "complete"})
}

func (k *socket) fail(id string, errs ...*schema.Error) {
	payload, err := json.Marshal(errs)
	if err != nil {
		payload = []byte(`[{"message":"the request was refused"}]`)
	}
	k.send(message{ID: id, Type: "error", Payload: payload})
}

// send sends a message. A client that does not take it in time is dropped.
func (k *socket) send(m message) bool {
	ctx, cancel := context.WithTimeout(k.ctx, k.s.live.limits.SendTimeout)
	defer cancel()
	err := k.conn.Write(ctx, websocket.MessageText, m.encode())
	if err == nil {
		return true
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		note(k.ctx, slog.String("dropped", fmt.Sprintf("the client did not read for %v", k.s.live.limits.SendTimeout)))
	}
	k.cancel()
	return false
}
