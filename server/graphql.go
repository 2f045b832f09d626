package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"newsgraph/schema"
)

// graphqlPath is where queries are answered.
const graphqlPath = "/graphql"

// graphql answers /graphql as the GraphQL-over-HTTP specification has it
// (https://graphql.github.io/graphql-over-http/draft/).
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Accept, Accept-Encoding")
	media, streams := negotiate(r.Header.Values("Accept")), asksForStream(r.Header.Values("Accept"))
	if media == "" && streams == streamsNever {
		s.refuse(w, r, typeJSON, http.StatusNotAcceptable, "answers are %s, %s or %s", typeResponse, typeJSON, typeStream)
		return
	}
	var q schema.Request
	var failed *refusal
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		q, failed = fromQuery(r.URL.Query())
	case http.MethodPost:
		q, failed = s.fromBody(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		failed = refused(http.StatusMethodNotAllowed, "send queries by GET or POST, mutations by POST")
	}
	if failed != nil {
		if media == "" {
			media = typeJSON
		}
		s.metrics.failed(failed.err)
		s.answer(w, r, media, failed.status, schema.Refuse(failed.err).JSON)
		return
	}
	q.ID, q.Exports = requestID(r.Context()), s.exportAddress(r)
	if streams != streamsNever {
		s.answerOrStream(w, r, q, media, streams)
		return
	}
	s.respond(w, r, media, s.execute(r.Context(), q))
}

// answerOrStream answers who takes an event stream too.
func (s *Server) answerOrStream(w http.ResponseWriter, r *http.Request, q schema.Request, media string, streams streaming) {
	answers, refused := s.begin(r.Context(), q)
	switch {
	case refused != nil && streams == streamsMany:
		s.respond(w, r, media, refused)
	case refused != nil:
		s.stream(w, r, func(e *events) error { return e.refuse(refused) })
	case answers.Kind() == "subscription" || streams == streamsAlways:
		s.stream(w, r, func(e *events) error { return s.streamAll(r.Context(), e, answers) })
	default:
		response, err := s.next(r.Context(), answers)
		if err != nil {
			response = schema.Refuse(schema.NewError(schema.CodeTimeout, "the request was stopped"))
		}
		s.respond(w, r, media, response)
	}
}

// respond sends an answer with its status.
func (s *Server) respond(w http.ResponseWriter, r *http.Request, media string, response *schema.Response) {
	if response.Kind != "" {
		note(r.Context(), slog.String("kind", response.Kind), slog.Int("cost", response.Cost))
	}
	if n := len(response.Errors); n > 0 {
		note(r.Context(), slog.Int("errors", n), slog.String("error", response.Errors[0].Code()))
	}
	status := statusOf(response, media)
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "POST")
	}
	s.answer(w, r, media, status, response.JSON)
}

// refusal is a request that is not well-formed.
type refusal struct {
	status int
	err    *schema.Error
}

func refused(status int, format string, args ...any) *refusal {
	return &refusal{status, schema.NewError(schema.CodeBadRequest, format, args...)}
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, media string, status int, format string, args ...any) {
	s.answer(w, r, media, status, schema.Refuse(refused(status, format, args...).err).JSON)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, media string, status int, body []byte) {
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	write(w, r, status, body)
}

// statusOf is the status of an answer: a client that asks for application/json alone may know nothing of GraphQL's
// statuses and gets 200 for whatever was a well-formed request.
func statusOf(response *schema.Response, media string) int {
	if response.Executed {
		return http.StatusOK
	}
	for _, e := range response.Errors {
		switch e.Code() {
		case schema.CodeReadOnly:
			return http.StatusMethodNotAllowed
		case schema.CodeForbidden:
			return http.StatusForbidden
		case schema.CodeInternal:
			return http.StatusInternalServerError
		}
	}
	if media == typeResponse {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// fromQuery reads a request by GET.
func fromQuery(values url.Values) (schema.Request, *refusal) {
	fields := map[string]any{}
	for _, name := range []string{"query", "operationName"} {
		if values.Has(name) {
			fields[name] = values.Get(name)
		}
	}
	for _, name := range []string{"variables", "extensions"} {
		if text := values.Get(name); text != "" {
			value, err := decodeJSON(strings.NewReader(text))
			if err != nil {
				return schema.Request{}, refused(http.StatusBadRequest, "%s: not JSON: %v", name, err)
			}
			fields[name] = value
		}
	}
	q, failed := fromFields(fields)
	q.ReadOnly = true
	return q, failed
}

// fromBody reads a request by POST.
func (s *Server) fromBody(w http.ResponseWriter, r *http.Request) (schema.Request, *refusal) {
	if !isJSON(r.Header.Get("Content-Type")) {
		return schema.Request{}, refused(http.StatusUnsupportedMediaType, "a POST needs the Content-Type %s", typeJSON)
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return schema.Request{}, refused(http.StatusUnsupportedMediaType, "the Content-Encoding %.20q is not read", encoding)
	}
	limits := s.schema.Limits()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(limits.RequestBytes)))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return schema.Request{}, &refusal{http.StatusRequestEntityTooLarge, limits.TooLarge()}
	case err != nil:
		return schema.Request{}, refused(http.StatusBadRequest, "the request's body cannot be read")
	}
	value, err := decodeJSON(bytes.NewReader(body))
	if err != nil {
		return schema.Request{}, refused(http.StatusBadRequest, "the request's body is not JSON: %v", err)
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return schema.Request{}, refused(http.StatusBadRequest, "the request's body has to be a JSON object; requests come one at a time")
	}
	return fromFields(fields)
}

// decodeJSON reads one value; numbers keep their digits.
func decodeJSON(r io.Reader) (any, error) {
	d := json.NewDecoder(r)
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("it is empty")
		}
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return value, nil
}

func fromFields(fields map[string]any) (schema.Request, *refusal) {
	var q schema.Request
	wrong := func(name, want string) (schema.Request, *refusal) {
		return schema.Request{}, refused(http.StatusBadRequest, "%s has to be %s", name, want)
	}
	var ok bool
	if q.Query, ok = fields["query"].(string); !ok {
		return wrong("query", "a text")
	}
	if name := fields["operationName"]; name != nil {
		if q.OperationName, ok = name.(string); !ok {
			return wrong("operationName", "a text or null")
		}
	}
	if variables := fields["variables"]; variables != nil {
		if q.Variables, ok = variables.(map[string]any); !ok {
			return wrong("variables", "an object or null")
		}
	}
	if extensions := fields["extensions"]; extensions != nil {
		if _, ok = extensions.(map[string]any); !ok {
			return wrong("extensions", "an object or null")
		}
	}
	return q, nil
}
