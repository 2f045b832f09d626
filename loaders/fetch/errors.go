package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The errors of Get, besides those of the network, *StatusError and the context's.
var (
	// ErrScheme: no absolute http or https address.
	ErrScheme = errors.New("not an address that is fetched; it has to begin with http:// or https:// and name a host")
	// ErrAddress: the name stands for an address of this machine or of a private network.
	ErrAddress = errors.New("an address of this machine or of a private network, which is not fetched (setting load.fetch.allow_private)")
	// ErrRobots: the host's robots.txt forbids it, or cannot be read now.
	ErrRobots = errors.New("robots.txt forbids it")
	// ErrRedirects: redirects in a circle, too many, or to nowhere.
	ErrRedirects = errors.New("redirects that lead nowhere")
	// ErrTooLarge: the body is larger than is taken.
	ErrTooLarge = errors.New("too large (setting load.fetch.max_bytes)")
	// ErrTimeout: the server is too slow.
	ErrTimeout = errors.New("the server is too slow (setting load.fetch.timeout)")
	// ErrCutShort: the body ended before its end.
	ErrCutShort = errors.New("the answer was cut short")
	// ErrEncoding: the body is not encoded as it says.
	ErrEncoding = errors.New("the answer is not encoded as it says")
)

// StatusError is an answer that is no success.
type StatusError struct{ Status int }

func (e *StatusError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the server answers %d %s", e.Status, http.StatusText(e.Status)))
}

// statusCode begins the Code of an answer that is no success; behind it stands its status.
const statusCode = "HTTP_"

// Code is the kind of an error of Get, in capitals; empty for errors of other packages.
func Code(err error) string {
	var status *StatusError
	var network *networkError
	for _, known := range []struct {
		err  error
		code string
	}{
		{ErrScheme, "ADDRESS"}, {ErrAddress, "PRIVATE_ADDRESS"}, {ErrRobots, "ROBOTS"}, {ErrRedirects, "REDIRECTS"},
		{ErrTooLarge, "TOO_LARGE"}, {ErrTimeout, "TIMEOUT"}, {ErrCutShort, "CUT_SHORT"}, {ErrEncoding, "ENCODING"},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	switch {
	case errors.As(err, &status):
		return statusCode + strconv.Itoa(status.Status)
	case errors.As(err, &network):
		return "NETWORK"
	}
	return ""
}

// Passing says whether an error with this Code may be gone some time later: the network failed, or the server was busy or
// broken.
func Passing(code string) bool {
	switch code {
	case "TIMEOUT", "CUT_SHORT", "NETWORK":
		return true
	}
	digits, isStatus := strings.CutPrefix(code, statusCode)
	status, err := strconv.Atoi(digits)
	return isStatus && err == nil && passingStatus(status)
}

// passingStatus says whether a server that answers so may answer otherwise some time later.
func passingStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// networkError is an error of the network that is none of the others.
type networkError struct{ err error }

func (e *networkError) Error() string { return e.err.Error() }
func (e *networkError) Unwrap() error { return e.err }

// retry is an error that may not come again.
type retry struct {
	err   error
	after time.Duration // that the server asks to wait
}

func (r *retry) Error() string { return r.err.Error() }
func (r *retry) Unwrap() error { return r.err }

// describe makes one of this package's errors of one of the network's.
func describe(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrEncoding):
		return err
	case errors.Is(err, ErrAddress):
		return innermost(err)
	case errors.Is(context.Cause(ctx), ErrTimeout):
		return ErrTimeout
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &timeout) && timeout.Timeout():
		return ErrTimeout
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &retry{err: ErrCutShort}
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return &networkError{fmt.Errorf("there is no host %s", dns.Name)}
	}
	return &retry{err: &networkError{innermost(err)}}
}

// innermost takes off what the HTTP client and the network put around an error: method, address, operation.
func innermost(err error) error {
	for {
		var of interface{ Unwrap() error }
		if !errors.As(err, &of) {
			return err
		}
		inner := of.Unwrap()
		if inner == nil || errors.Is(inner, ErrAddress) && errors.Unwrap(inner) == nil {
			return err
		}
		err = inner
	}
}

// statusError is the error of an answer that is no success.
func (f *Fetcher) statusError(answer *http.Response) error {
	err := &StatusError{answer.StatusCode}
	if passingStatus(answer.StatusCode) {
		return &retry{err: err, after: retryAfter(answer.Header.Get("Retry-After"), f.opt.Now())}
	}
	return err
}

// retryAfter is the wait that a Retry-After asks for.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
