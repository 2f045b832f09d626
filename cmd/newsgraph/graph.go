package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"newsgraph/graph"
)

// storeFlag adds --store.
func storeFlag(cmd *cobra.Command) {
	cmd.Flags().String("store", "", `the graph: a `+"`folder`"+`, "memory:" or "postgres://..." (setting store, default ./newsgraph.db)`)
	sets(cmd.Flags(), "store", "store")
}

// graphFlags adds --store and --endpoint.
func graphFlags(cmd *cobra.Command) {
	storeFlag(cmd)
	cmd.Flags().String("endpoint", "", "`address` of a running server, instead of --store")
}

// purpose says what a store is opened for.
type purpose bool

// A store that is only read has to be there; one that is changed is made where it is not.
const (
	forReading  purpose = false
	forChanging purpose = true
)

// opened is a graph that a command works on.
type opened interface {
	answerer
	check(ctx context.Context) ([]graph.Fault, error)
	Close() error
}

// openGraph opens the server of --endpoint, or else the store.
func (p *program) openGraph(cmd *cobra.Command, why purpose) (opened, error) {
	address, err := p.endpointFlag(cmd)
	if err != nil {
		return nil, err
	}
	if address != "" {
		return p.newEndpoint(address)
	}
	store, err := p.openStore(cmd.Context(), why, "")
	if err != nil {
		return nil, err
	}
	l, err := p.newLocal(store)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return l, nil
}

// endpointFlag is the value of --endpoint, empty where it is not given.
func (p *program) endpointFlag(cmd *cobra.Command) (string, error) {
	address, err := cmd.Flags().GetString("endpoint")
	if err != nil {
		return "", err
	}
	if cmd.Flags().Changed("endpoint") && cmd.Flags().Changed("store") {
		return "", usage("--store and --endpoint exclude each other: a server has its own store")
	}
	if cmd.Flags().Changed("endpoint") && address == "" {
		return "", usage("--endpoint is empty; want an address such as http://127.0.0.1:8080/graphql")
	}
	return address, nil
}

// openStore opens the store of the settings; address is where this process will serve it, if it will.
func (p *program) openStore(ctx context.Context, why purpose, address string) (*graph.Store, error) {
	uri := p.settings.Store
	elsewhere := uri == "memory:" || strings.Contains(uri, "://")
	if _, err := os.Stat(uri); why == forReading && !elsewhere && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no store at %s; make it with newsgraph load, or name another with --store", uri)
	}
	return graph.Open(ctx, uri, graph.Options{IRIBase: p.settings.IRIBase, Log: p.log, Endpoint: address})
}

// closeGraph closes what a command has opened; what could not be written is told.
func (p *program) closeGraph(g interface{ Close() error }) {
	if err := g.Close(); err != nil {
		p.tell("%v", err)
	}
}
