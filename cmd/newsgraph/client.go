package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// request is a GraphQL request as it is sent.
type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables,omitempty"`
	Operation string         `json:"operationName,omitempty"`
}

// answer is a GraphQL answer.
type answer struct {
	Data       json.RawMessage `json:"data,omitempty"`
	Errors     []answerError   `json:"errors,omitempty"`
	Extensions json.RawMessage `json:"extensions,omitempty"`
}

// answerError is one error of an answer, kept as it came.
type answerError struct {
	Message string
	raw     json.RawMessage
}

func (e *answerError) UnmarshalJSON(data []byte) error {
	var known struct{ Message string }
	if err := json.Unmarshal(data, &known); err != nil {
		return err
	}
	e.Message, e.raw = known.Message, bytes.Clone(data)
	return nil
}

func (e answerError) MarshalJSON() ([]byte, error) { return e.raw, nil }

// failure is the answer's errors as one, nil where it has none.
func (a answer) failure() error {
	var messages []string
	for _, e := range a.Errors {
		messages = append(messages, strings.Join(strings.Fields(e.Message), " "))
	}
	if messages == nil {
		return nil
	}
	return errors.New(strings.Join(messages, "; "))
}

// answerer answers GraphQL requests: a store in this process, or a server elsewhere.
type answerer interface {
	answer(ctx context.Context, r request) (answer, error)
}

// ask sends a request and decodes the answer's data, of which every error is a failure.
func ask[T any](ctx context.Context, from answerer, query string, variables map[string]any) (T, error) {
	var data T
	a, err := from.answer(ctx, request{Query: query, Variables: variables})
	if err != nil {
		return data, err
	}
	if err := a.failure(); err != nil {
		return data, err
	}
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return data, fmt.Errorf("the answer has another shape than expected: %w", err)
	}
	return data, nil
}

// endpoint is a server that is reached over HTTP.
type endpoint struct {
	url    string
	client *http.Client
}

// newEndpoint takes an address as people write it: with or without scheme and path.
func newEndpoint(address string) (*endpoint, error) {
	full := address
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, usage("--endpoint is %q; want an address such as http://127.0.0.1:8080/graphql", address)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/graphql"
	}
	return &endpoint{url: u.String(), client: &http.Client{Timeout: 15 * time.Minute}}, nil
}

// newEndpoint is a server that is sent the token of the settings.
func (p *program) newEndpoint(address string) (*endpoint, error) {
	e, err := newEndpoint(address)
	if err == nil && p.settings.Token != "" {
		e.client.Transport = &bearer{token: p.settings.Token, url: e.url, next: http.DefaultTransport}
	}
	return e, err
}

// bearer sends a token to one server, and to no other that it may be sent on to.
type bearer struct {
	token, url string
	next       http.RoundTripper
}

func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	if u, err := url.Parse(b.url); err == nil && u.Host == r.URL.Host && u.Scheme == r.URL.Scheme {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	return b.next.RoundTrip(r)
}

func (e *endpoint) answer(ctx context.Context, r request) (answer, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return answer{}, err
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	post.Header.Set("Content-Type", "application/json")
	post.Header.Set("Accept", "application/graphql-response+json, application/json;q=0.9")
	response, err := e.client.Do(post)
	if err != nil {
		return answer{}, fmt.Errorf("no answer from %s: %w; is newsgraph serve running there?", e.url, withoutURL(err))
	}
	content, err := io.ReadAll(response.Body)
	if closed := response.Body.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return answer{}, fmt.Errorf("answer of %s: %w", e.url, err)
	}
	return e.decode(response, content)
}

func (e *endpoint) decode(response *http.Response, content []byte) (answer, error) {
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	var a answer
	if !strings.HasSuffix(kind, "json") || json.Unmarshal(content, &a) != nil || a.Data == nil && a.Errors == nil {
		return answer{}, fmt.Errorf("%s does not answer as GraphQL (HTTP %s, %s); is it the address of newsgraph serve?", e.url, response.Status, kind)
	}
	return a, nil
}

// backup writes the store of the server to w and says how many bytes it has. One that ended early is an error.
func (e *endpoint) backup(ctx context.Context, w io.Writer, gzip bool) (size int64, err error) {
	address := strings.TrimSuffix(e.url, "/graphql") + "/backup"
	if gzip {
		address += "?gzip=1"
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, address, nil)
	if err != nil {
		return 0, err
	}
	unhurried := *e.client
	unhurried.Timeout = 0 // a store may be large; the context ends it
	response, err := unhurried.Do(post)
	if err != nil {
		return 0, fmt.Errorf("no answer from %s: %w; is newsgraph serve running there?", address, withoutURL(err))
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answers %s", address, response.Status)
	}
	size, err = io.Copy(w, response.Body)
	if err != nil {
		return size, fmt.Errorf("the backup of %s ended early: %w", address, err)
	}
	return size, nil
}

// withoutURL is an HTTP client's error without the method and address that it repeats.
func withoutURL(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}
