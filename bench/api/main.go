// Command api measures the GraphQL endpoint of a real server over loopback: how long questions take and how many are
// answered a second, on a graph of made-up articles, with one client, with many that rest between questions, and with many
// that do not. Clients and server share the machine's
// cores. Beside it stands Cayley's own GraphQL over HTTP, with its fastest store, asked for the same things.
//
//	go run ./api -quads 1000000
//	go run ./api -quads 1000000 -soak 30m
//
// It makes the program newsgraph first, so it is run in the folder bench of the project.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"

	"newsgraph/bench/made"
	"newsgraph/graph"
)

func main() {
	var o options
	flag.IntVar(&o.quads, "quads", 1_000_000, "size of the graph")
	flag.IntVar(&o.clients, "clients", 16, "clients that ask at the same time")
	flag.DurationVar(&o.pause, "pause", 100*time.Millisecond, "how long people rest between two questions, in the second of three measures and in a soak")
	flag.DurationVar(&o.each, "for", 8*time.Second, "how long each question is asked")
	flag.DurationVar(&o.soak, "soak", 0, "how long mixed questions are asked while articles are loaded and taken back, in place of the table")
	flag.StringVar(&o.only, "only", "", "ask only the questions that have these words")
	flag.BoolVar(&o.peer, "peer", true, "measure Cayley's own GraphQL too")
	flag.StringVar(&o.servePeer, "serve-peer", "", "serve this file of N-Quads by Cayley's GraphQL (for the program's own use)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	run := o.run
	if o.servePeer != "" {
		run = o.peerServer
	}
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
}

type options struct {
	quads, clients  int
	each, soak      time.Duration
	pause           time.Duration
	peer            bool
	servePeer, only string
}

func (o options) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "newsgraph-api")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, store := filepath.Join(dir, "newsgraph"), filepath.Join(dir, "store")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/newsgraph")
	build.Dir, build.Stderr = "..", os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("the program: %w", err)
	}
	g, err := load(ctx, store, o.quads)
	if err != nil {
		return err
	}
	fmt.Printf("%d articles, %d quads, %d statements\n", g.articles, g.stats.Quads, g.stats.Statements)
	quads := filepath.Join(dir, "graph.nq")
	if o.peer && o.soak == 0 {
		export := exec.CommandContext(ctx, program, "export", "--store", store, "--out", quads)
		export.Stderr = os.Stderr
		if err := export.Run(); err != nil {
			return fmt.Errorf("the quads: %w", err)
		}
	}
	server, err := startServer(ctx, program, store)
	if err != nil {
		return err
	}
	if o.soak > 0 {
		err = o.soaking(ctx, server, g)
	} else {
		err = o.table(ctx, server, g.questions(), "newsgraph")
	}
	if stopped := server.stop(); err == nil {
		err = stopped
	}
	if err != nil || !o.peer || o.soak > 0 {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	peer, err := startPeer(ctx, exe, quads)
	if err != nil {
		return err
	}
	defer peer.stop()
	return o.table(ctx, peer, g.peerQuestions(), "Cayley's GraphQL, memstore")
}

// made-up graph that is asked.
type asked struct {
	articles int
	stats    graph.Statistics
	common   []*graph.Entity // the entities with most statements
	fifty    []*graph.Entity // those with about fifty
}

// load makes the store.
func load(ctx context.Context, folder string, quads int) (*asked, error) {
	s, err := graph.Open(ctx, folder, graph.Options{})
	if err != nil {
		return nil, err
	}
	g := &asked{}
	for g.stats.Quads < int64(quads) {
		var b graph.Batch
		for range 50 {
			b.Put = append(b.Put, made.Reading(g.articles))
			g.articles++
		}
		if _, err := s.Apply(ctx, b); err != nil {
			return nil, err
		}
		if err := g.look(ctx, s); err != nil {
			return nil, err
		}
	}
	return g, s.Close()
}

// look notes how big the graph is and whom to ask for.
func (g *asked) look(ctx context.Context, s *graph.Store) error {
	v, err := s.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	if g.stats, err = v.Statistics(ctx); err != nil {
		return err
	}
	page, err := v.FindEntities(ctx, nil, graph.Order{}, graph.PageRequest{First: graph.MaxPage})
	if err != nil {
		return err
	}
	g.common, g.fifty = page.Items[:20], nil
	for _, e := range page.Items {
		if e.StatementCount >= 50 && e.StatementCount < 100 {
			g.fifty = append(g.fifty, e)
		}
	}
	if len(g.fifty) == 0 {
		g.fifty = g.common
	}
	return nil
}
