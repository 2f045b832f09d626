package server

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"newsgraph/schema"
)

// Access says who may do what. The zero value lets everybody do everything: it is for a server that nobody else reaches.
type Access struct {
	Tokens    []Token       // where there is none, access is not controlled
	Anonymous []schema.Role // what may be done without a token where there are tokens; default nothing
	Rate      float64       // operations a second of one token, or of one address without a token; 0 is no limit
	Burst     int           // operations at once; default twice the Rate, 1 at least
}

// Token lets who has its secret do what its roles say.
type Token struct {
	Name  string // stands in the log and in the curation log
	Roles []schema.Role
	Hash  [sha256.Size]byte // of the secret, SHA-256
}

// MayListen refuses an address that other machines reach while there are no tokens.
func (a Access) MayListen(address net.Addr) error {
	if len(a.Tokens) > 0 || isLoopback(hostOf(address.String())) {
		return nil
	}
	return fmt.Errorf("server: %s is reached by other machines, and whoever reaches it could read and change the graph; "+
		"set access.tokens, or access.open where that is meant", address)
}

// gate knows who comes in.
type gate struct {
	access Access
	pace   *pace
}

func newGate(a Access) *gate {
	if a.Burst < 1 {
		a.Burst = max(1, int(math.Ceil(2*a.Rate)))
	}
	return &gate{access: a, pace: newPace(a.Rate, a.Burst)}
}

// visitor is who sends a request.
type visitor struct {
	caller *schema.Caller // nil where access is not controlled
	key    string         // whose operations are counted together
}

// denial is why somebody is not let in, or not now.
type denial struct {
	status int
	code   string
	text   string
	after  time.Duration // when to try again
	rate   float64       // the limit of operations a second, where that is why
}

func (d *denial) error() *schema.Error {
	e := schema.NewError(d.code, "%s", d.text)
	if d.rate > 0 {
		e.Extensions["limit"], e.Extensions["value"], e.Extensions["maximum"] = "access.rate", d.rate, d.rate
	}
	return e
}

// Codes in extensions.code of errors that are this package's own.
const (
	codeUnauthenticated = "UNAUTHENTICATED"
	codeRateLimited     = "RATE_LIMITED"
)

const noToken = "send a token: Authorization: Bearer ..."

// visitor says who sends a request, by its token.
func (g *gate) visitor(r *http.Request) (visitor, *denial) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		return g.known("", r.RemoteAddr)
	}
	scheme, secret, _ := strings.Cut(headers[0], " ")
	if secret = strings.TrimSpace(secret); len(headers) > 1 || !strings.EqualFold(scheme, "Bearer") || secret == "" {
		if len(g.access.Tokens) == 0 {
			return g.known("", r.RemoteAddr) // of a proxy before us; it means nothing here
		}
		return visitor{}, &denial{status: http.StatusUnauthorized, code: codeUnauthenticated, text: noToken}
	}
	return g.known(secret, r.RemoteAddr)
}

// known is who has a secret, or none, at an address.
func (g *gate) known(secret, address string) (visitor, *denial) {
	nobody := visitor{key: "address " + hostOf(address)}
	if len(g.access.Tokens) == 0 {
		return nobody, nil
	}
	if secret == "" {
		nobody.caller = &schema.Caller{Roles: g.access.Anonymous}
		return nobody, nil
	}
	hash := sha256.Sum256([]byte(secret))
	var found *Token
	for i := range g.access.Tokens { // all of them, so that the time says nothing
		if subtle.ConstantTimeCompare(hash[:], g.access.Tokens[i].Hash[:]) == 1 {
			found = &g.access.Tokens[i]
		}
	}
	if found == nil {
		if late := g.take(nobody); late != nil {
			return visitor{}, late // who guesses is slowed down
		}
		return visitor{}, &denial{status: http.StatusUnauthorized, code: codeUnauthenticated, text: "the token is not known"}
	}
	return visitor{caller: &schema.Caller{Name: found.Name, Roles: found.Roles}, key: "token " + found.Name}, nil
}

// may says whether a visitor has a role; the empty role is any at all.
func (g *gate) may(v visitor, role schema.Role) *denial {
	c := v.caller
	if c == nil || role == "" && len(c.Roles) > 0 || role != "" && c.May(role) {
		return nil
	}
	if c.Name == "" {
		return &denial{status: http.StatusUnauthorized, code: codeUnauthenticated, text: noToken}
	}
	return &denial{status: http.StatusForbidden, code: schema.CodeForbidden, text: "this needs the role " + string(role)}
}

// take counts an operation of a visitor.
func (g *gate) take(v visitor) *denial {
	wait := g.pace.take(v.key)
	if wait == 0 {
		return nil
	}
	return &denial{
		status: http.StatusTooManyRequests, code: codeRateLimited, after: wait, rate: g.access.Rate,
		text: fmt.Sprintf("more than %g operations a second (access.rate); try again in %v", g.access.Rate, wait.Round(time.Millisecond)),
	}
}

type visitorKey struct{}

// visitorOf is who allow has let in.
func visitorOf(ctx context.Context) visitor {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return v
}

// allow lets a handler answer those who have a role, the empty role being any at all, at the pace that they may have. The
// context of the request that it is given says who it is: schema.CallerOf.
func (s *Server) allow(role schema.Role, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, denied := s.gate.visitor(r)
		if denied == nil {
			denied = s.gate.may(v, role)
		}
		if denied == nil {
			denied = s.gate.take(v)
		}
		if denied != nil {
			s.deny(w, r, denied)
			return
		}
		next.ServeHTTP(w, r.WithContext(s.admit(r.Context(), v)))
	})
}

// allowSigned is allow, which also lets those in who come by an address that was signed with the server's Signer.
func (s *Server) allowSigned(role schema.Role, next http.Handler) http.Handler {
	allowed := s.allow(role, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch err := s.signer.Verify(r.URL); {
		case err == nil:
			signed := visitor{caller: &schema.Caller{Roles: []schema.Role{role}}, key: "address " + hostOf(r.RemoteAddr)}
			if denied := s.gate.take(signed); denied != nil {
				s.deny(w, r, denied)
				return
			}
			next.ServeHTTP(w, r.WithContext(s.admit(r.Context(), signed)))
		case errors.Is(err, ErrUnsigned):
			allowed.ServeHTTP(w, r)
		default:
			s.deny(w, r, &denial{status: http.StatusForbidden, code: schema.CodeForbidden, text: strings.TrimPrefix(err.Error(), "server: ")})
		}
	})
}

// admit notes who it is in the context and for the log.
func (s *Server) admit(ctx context.Context, v visitor) context.Context {
	if e := entryOf(ctx); e != nil && v.caller != nil {
		e.name(v.caller.Name)
	}
	ctx = context.WithValue(ctx, visitorKey{}, v)
	return schema.WithCaller(ctx, v.caller)
}

// deny answers who is not let in.
func (s *Server) deny(w http.ResponseWriter, r *http.Request, d *denial) {
	header := w.Header()
	if d.status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Bearer realm="newsgraph"`)
	}
	if d.after > 0 {
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(d.after.Seconds()))))
	}
	if r.URL.Path != graphqlPath {
		plain(w, d.status, d.text)
		return
	}
	header.Set("Cache-Control", "no-store")
	media := negotiate(r.Header.Values("Accept"))
	if media == "" {
		media = typeJSON
	}
	s.answer(w, r, media, d.status, schema.Refuse(d.error()).JSON)
}
