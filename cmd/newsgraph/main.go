// Command newsgraph reads news articles and builds a graph of who did what to whom, with the sentence that says so.
//
// It takes a command and its arguments, prints data to standard output and everything else to standard error. The exit
// status is 0 where all went well, 1 where something failed, 2 for a mistake in the arguments or the settings, and 130
// where it was interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"newsgraph/internal/config"
)

// The exit statuses.
const (
	statusDone        = 0
	statusFailed      = 1
	statusUsage       = 2
	statusInterrupted = 130
)

func main() { os.Exit(run()) }

// run is the program without its exit: it gives the status.
func run() int {
	p := &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, log: slog.New(slog.DiscardHandler)}
	ctx, stop := interruptible(p.stderr)
	defer stop()
	return p.status(ctx, p.command().ExecuteContext(ctx))
}

// program is what the commands share: the streams, the settings and the log.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	settings       config.Config
	log            *slog.Logger
}

// usageError is a mistake in the arguments or the settings.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, arguments ...any) error {
	return usageError{fmt.Errorf(format, arguments...)}
}

// errSilent is a failure that the command has told already.
var errSilent = errors.New("failed")

// status tells the error and gives the exit status that it comes to.
func (p *program) status(ctx context.Context, err error) int {
	var mistake usageError
	switch {
	case err == nil:
		return statusDone
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return statusInterrupted
	case errors.Is(err, errSilent):
		return statusFailed
	case errors.As(err, &mistake):
		p.tell("%v", err)
		return statusUsage
	}
	p.tell("%v", err)
	return statusFailed
}

// tell writes a line to standard error.
func (p *program) tell(format string, arguments ...any) {
	line := strings.TrimSpace(fmt.Sprintf(format, arguments...))
	fmt.Fprintf(p.stderr, "newsgraph: %s\n", line)
}

// interruptible is a context that ends with the first interrupt, so that the work in hand is finished; the second ends
// the program at once.
func interruptible(stderr io.Writer) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
		case <-done:
			return
		}
		fmt.Fprintln(stderr, "newsgraph: ending after the work in hand; interrupt again to end at once")
		cancel()
		select {
		case <-signals:
			os.Exit(statusInterrupted)
		case <-done:
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}
