package server

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestSignedAddresses(t *testing.T) {
	start := time.Date(2018, 6, 10, 8, 0, 0, 0, time.UTC)
	signer := func(secret string, after time.Duration) *Signer {
		s := NewSigner(secret)
		s.now = func() time.Time { return start.Add(after) }
		return s
	}
	address := signer("a", 0).Sign("/export", url.Values{"format": {"CSV"}, "filter": {`{"text":"a&b"}`}})
	for _, tc := range []struct {
		name    string
		signer  *Signer
		address string
		want    error
	}{
		{"as it was signed", signer("a", SignedFor), address, nil},
		{"parameters in another order", signer("a", 0), turned(t, address), nil},
		{"too late", signer("a", SignedFor+time.Second), address, ErrExpired},
		{"another key", signer("b", 0), address, ErrSignature},
		{"a random key", NewSigner(""), address, ErrSignature},
		{"another path", signer("a", 0), strings.Replace(address, "/export", "/backup", 1), ErrSignature},
		{"another format", signer("a", 0), strings.Replace(address, "CSV", "HTML", 1), ErrSignature},
		{"a parameter more", signer("a", 0), address + "&all=1", ErrSignature},
		{"a longer life", signer("a", 0), strings.Replace(address, "expires=1", "expires=2", 1), ErrSignature},
		{"no digits", signer("a", 0), "/export?expires=1&signature=xyz", ErrSignature},
		{"no signature", signer("a", 0), "/export?format=CSV", ErrUnsigned},
		{"parameters that are none", signer("a", 0), "/export?a;b=%zz&signature=00", ErrUnsigned},
	} {
		u, err := url.Parse(tc.address)
		if err != nil {
			t.Fatal(err)
		}
		if got := tc.signer.Verify(u); !errors.Is(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

// turned is an address with its parameters in the opposite order.
func turned(t *testing.T, address string) string {
	t.Helper()
	path, query, _ := strings.Cut(address, "?")
	parts := strings.Split(query, "&")
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return path + "?" + strings.Join(parts, "&")
}
