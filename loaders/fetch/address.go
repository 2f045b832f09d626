package fetch

import (
	"context"
	"fmt"
	"net/netip"
	"syscall"
)

// special are networks that no public page is in, besides those that netip knows: this network, carrier-grade NAT,
// protocol assignments, documentation, benchmarks, the reserved, and what has an IPv4 address inside (compatible, mapped,
// NAT64, Teredo, 6to4), which may be any of them. See the registries of RFC 6890.
var special = func() []netip.Prefix {
	var list []netip.Prefix
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
		"2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}()

// Public says whether an address may be that of a public page.
func Public(a netip.Addr) bool {
	a = a.WithZone("")
	if !a.IsValid() || a.Is4In6() || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, prefix := range special {
		if prefix.Contains(a) {
			return false
		}
	}
	return true
}

// control looks at an address just before it is dialled, when no name can come to mean another one any more.
func (f *Fetcher) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	if f.opt.AllowPrivate {
		return nil
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" || !Public(at.Addr()) {
		return fmt.Errorf("%w: %s", ErrAddress, address)
	}
	return nil
}
