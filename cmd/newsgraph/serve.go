package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/graph"
	"newsgraph/internal/config"
	"newsgraph/schema"
	"newsgraph/server"
)

func (p *program) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the graph over GraphQL",
		Long: `Serves the store over HTTP: GraphQL at /graphql, the schema at /schema.graphql and, in a
browser, the explorer at / and a page to try queries at /graphiql (setting
server.playground). While it runs, other
commands reach the store with --endpoint.

It listens on 127.0.0.1 alone unless --addr says otherwise, and on other addresses only
with tokens (settings access.tokens) or where access.open says so: without tokens, whoever
reaches it can read and change the graph. An interrupt (Ctrl-C) ends it after the requests
in hand.

It lets the heap grow to five times what it needs before it collects garbage, which makes
it faster. The environment variable GOGC sets another percentage than 400, and GOMEMLIMIT
a size (such as 512MiB) near which it collects more often.`,
		Example: `  newsgraph serve
  newsgraph serve --store news.db --addr 127.0.0.1:9000
  newsgraph query --endpoint http://127.0.0.1:9000 '{ statistics { statements } }'`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context()) },
	}
	storeFlag(cmd)
	addrFlag(cmd)
	workersFlag(cmd)
	return cmd
}

// addrFlag adds --addr.
func addrFlag(cmd *cobra.Command) {
	cmd.Flags().String("addr", "", "`host:port` to listen on, port 0 for any free one (setting server.addr, default 127.0.0.1:8080)")
	sets(cmd.Flags(), "addr", "server.addr")
}

func (p *program) serve(ctx context.Context) error {
	listener, err := p.listen(ctx)
	if err != nil {
		return err
	}
	store, err := p.openStore(ctx, forChanging, address(listener)+"/graphql")
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer p.closeGraph(store)
	l, err := p.newLocal(store)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	collectLess()
	p.log.Info("serving", "address", address(listener), "store", p.settings.Store)
	return p.serveOn(ctx, listener, l)
}

// mayServe refuses settings with which strangers could change the graph.
func (p *program) mayServe(address net.Addr) error {
	c := p.settings
	if len(c.Access.Tokens) == 0 && slices.Contains(c.Server.Origins, "*") {
		return usage("server.origins lets the pages of all hosts in, and there are no access.tokens: any web page could change the graph")
	}
	if c.Access.Open {
		return nil
	}
	if err := access(c.Access).MayListen(address); err != nil {
		return usage("%w", err)
	}
	return nil
}

// access is who may do what, as the server takes it.
func access(c config.Access) server.Access {
	out := server.Access{Anonymous: roles(c.Anonymous), Rate: float64(c.Rate), Burst: c.Burst}
	for _, t := range c.Tokens {
		out.Tokens = append(out.Tokens, server.Token{Name: t.Name, Roles: roles(t.Roles), Hash: t.Hash()})
	}
	return out
}

func roles(names []string) []schema.Role {
	var out []schema.Role
	for _, name := range names {
		out = append(out, schema.Role(strings.ToUpper(name)))
	}
	return out
}

// readyTimeout is how long the store may take to answer.
const readyTimeout = 5 * time.Second

// ready says whether the store answers. Why it does not is for the log: whoever asks need not know where it is.
func (p *program) ready(ctx context.Context, l *local) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	if _, err := l.schema.Statistics(ctx); err != nil {
		p.log.Warn("the store does not answer", "error", err)
		return errors.New("the store does not answer")
	}
	return nil
}

// listen takes the address of the settings.
func (p *program) listen(ctx context.Context) (net.Listener, error) {
	addr := p.settings.Server.Addr
	listener, err := server.Listen(ctx, addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program; choose another with --addr, such as --addr 127.0.0.1:0 for any free port", addr)
	}
	if err != nil {
		return nil, err
	}
	if err := p.mayServe(listener.Addr()); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// address is where a browser on this machine finds the server.
func address(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "http://" + l.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// awaitLoads waits for the loads in hand, as long as requests are waited for.
func (p *program) awaitLoads(wait func()) {
	ended := make(chan struct{})
	go func() {
		wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(p.settings.Server.Grace):
		p.log.Warn("loads in hand were left after server.grace; they go on with the next start")
	}
}

// serveOn serves until the context ends, and then ends after the requests in hand.
func (p *program) serveOn(ctx context.Context, listener net.Listener, l *local) error {
	c := p.settings
	s := server.New(server.Options{
		Schema: l.schema, Playground: c.Server.Playground, Log: p.log, Metrics: l.metrics,
		Hosts: c.Server.Hosts, Origins: c.Server.Origins, Grace: c.Server.Grace,
		Access: access(c.Access), Signer: server.NewSigner(c.Access.SignSecret),
		Live:  server.Live{Connections: c.Limits.Connections, Operations: c.Limits.OperationsAtOnce, SendTimeout: c.Limits.SendTimeout},
		Ready: func() error { return p.ready(ctx, l) },
		Loads: l.jobs, UploadMost: c.Limits.UploadBytes,
		Backup: func(ctx context.Context, w io.Writer, gzip bool) error {
			_, err := l.store.Backup(ctx, w, graph.BackupOptions{Program: release, Gzip: gzip})
			return err
		},
	})
	ctx, stop := context.WithCancel(ctx)
	wait := l.jobs.start(ctx)
	err := s.Serve(ctx, listener)
	stop()
	p.awaitLoads(wait)
	if err != nil {
		return err
	}
	p.log.Info("ended")
	return nil
}
