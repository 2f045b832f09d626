package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/memstore"
	_ "github.com/cayleygraph/cayley/query/graphql" // registers the language
	cayleyhttp "github.com/cayleygraph/cayley/server/http"
	"github.com/cayleygraph/quad/nquads"
)

// process is a server that is asked.
type process struct {
	cmd     *exec.Cmd
	address string // http://host:port
	client  *http.Client
}

// startServer starts newsgraph serve and waits until it answers.
func startServer(ctx context.Context, program, store string) (*process, error) {
	cmd := exec.CommandContext(ctx, program, "serve", "--store", store, "--addr", "127.0.0.1:0", "--log-format", "json")
	return start(cmd, func(line string) string {
		var entry struct{ Msg, Address string }
		if json.Unmarshal([]byte(line), &entry) != nil || entry.Msg != "serving" {
			return ""
		}
		return entry.Address
	})
}

// startPeer starts this program again as the server of Cayley's GraphQL.
func startPeer(ctx context.Context, exe, quads string) (*process, error) {
	return start(exec.CommandContext(ctx, exe, "-serve-peer", quads), func(line string) string {
		address, _ := strings.CutPrefix(line, "serving ")
		return address
	})
}

// start starts a server that says on standard error where it listens.
func start(cmd *exec.Cmd, address func(line string) string) (*process, error) {
	logs, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	lines := bufio.NewScanner(logs)
	for lines.Scan() {
		if a := address(lines.Text()); a != "" {
			p.address = strings.TrimSuffix("http://"+strings.TrimPrefix(a, "http://"), "/")
			go io.Copy(io.Discard, logs)
			return p, nil
		}
		fmt.Fprintln(os.Stderr, lines.Text())
	}
	return nil, errors.Join(errors.New("the server has not come up"), cmd.Wait())
}

// stop ends the server as Ctrl-C does.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	return p.cmd.Wait()
}

// memory is what the server has of memory, in MB.
func (p *process) memory() (float64, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kB / 1024, err
		}
	}
	return 0, errors.New("no VmRSS")
}

// peerServer serves quads by Cayley's GraphQL until ctx ends.
func (o options) peerServer(ctx context.Context) error {
	log.SetOutput(io.Discard)
	f, err := os.Open(o.servePeer)
	if err != nil {
		return err
	}
	defer f.Close()
	store := memstore.New()
	tx := cayley.NewTransaction()
	for r := nquads.NewReader(f, false); ; {
		q, err := r.ReadQuad()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		q.Label = nil // as one store has no use for who says what, this is the quicker
		tx.AddQuad(q)
	}
	if err := store.ApplyDeltas(tx.Deltas, cayley.IgnoreOpts{IgnoreDup: true}); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "serving", listener.Addr())
	api := cayleyhttp.NewAPIv2(&cayley.Handle{QuadStore: store})
	api.SetReadOnly(true)
	api.SetQueryTimeout(time.Minute)
	server := &http.Server{Handler: api, ReadHeaderTimeout: time.Minute}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
