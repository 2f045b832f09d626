package server

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/url"
	"strconv"
	"time"
)

// SignedFor is how long a signed address works.
const SignedFor = 10 * time.Minute

// Why an address is not taken as signed.
var (
	// ErrUnsigned says that the address has no signature at all.
	ErrUnsigned = errors.New("server: the address is not signed")
	// ErrSignature says that the address was changed, or signed with another key.
	ErrSignature = errors.New("server: the signature of the address does not fit it")
	// ErrExpired says that the address was signed too long ago.
	ErrExpired = errors.New("server: the address has expired; ask for a new one")
)

// The parameters that a signature adds to an address.
const (
	expiresParameter   = "expires"
	signatureParameter = "signature"
)

// Signer signs addresses, so that who has one can fetch it without a token for SignedFor. It is safe for concurrent use.
type Signer struct {
	key [sha256.Size]byte
	now func() time.Time
}

// NewSigner makes a Signer of a secret. Where it is empty the key is random: addresses then work as long as the process.
// Servers that are to take each other's addresses need the same secret.
func NewSigner(secret string) *Signer {
	s := &Signer{now: time.Now}
	if secret == "" {
		_, _ = rand.Read(s.key[:]) // it never fails
	} else {
		s.key = sha256.Sum256([]byte("newsgraph addresses\n" + secret))
	}
	return s
}

// Sign gives the address of a path with its parameters, signed: "/export?filter=...&expires=...&signature=...".
func (s *Signer) Sign(path string, parameters url.Values) string {
	signed := url.Values{}
	for name, values := range parameters {
		signed[name] = values
	}
	signed.Del(signatureParameter)
	signed.Set(expiresParameter, strconv.FormatInt(s.now().Add(SignedFor).Unix(), 10))
	text := signed.Encode()
	return path + "?" + text + "&" + signatureParameter + "=" + hex.EncodeToString(s.sum(path, text))
}

// Verify says whether an address was signed by a Signer of the same secret and still works: nil, ErrUnsigned,
// ErrSignature or ErrExpired. The order of the parameters is of no interest.
func (s *Signer) Verify(address *url.URL) error {
	parameters, err := url.ParseQuery(address.RawQuery)
	if err != nil || !parameters.Has(signatureParameter) {
		return ErrUnsigned
	}
	given, err := hex.DecodeString(parameters.Get(signatureParameter))
	parameters.Del(signatureParameter)
	if err != nil || subtle.ConstantTimeCompare(given, s.sum(address.Path, parameters.Encode())) != 1 {
		return ErrSignature
	}
	expires, err := strconv.ParseInt(parameters.Get(expiresParameter), 10, 64)
	if err != nil {
		return ErrSignature
	}
	if s.now().Unix() > expires {
		return ErrExpired
	}
	return nil
}

func (s *Signer) sum(path, parameters string) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write([]byte(path + "\n" + parameters))
	return mac.Sum(nil)
}
