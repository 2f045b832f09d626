package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"newsgraph/graph"
)

// These are for the commands that work on a store itself, and not through a server.

// ownFlags adds --store, and --endpoint to say that it is of no use.
func ownFlags(cmd *cobra.Command) {
	storeFlag(cmd)
	cmd.Flags().String("endpoint", "", "")
	// It is there for its error only.
	_ = cmd.Flags().MarkHidden("endpoint")
}

// ownOnly refuses --endpoint.
func ownOnly(cmd *cobra.Command) error {
	if cmd.Flags().Changed("endpoint") {
		return usage("%s works on the store itself, which a server does not give away; stop the server and name its store with --store", cmd.Name())
	}
	return nil
}

// openOwn opens the store of the settings for a command that works on it itself.
func (p *program) openOwn(cmd *cobra.Command, why purpose) (*graph.Store, error) {
	if err := ownOnly(cmd); err != nil {
		return nil, err
	}
	store, err := p.openStore(cmd.Context(), why, "")
	return store, heldFrom(cmd, err)
}

// heldFrom says of a store that a server holds what a command needs that cannot use --endpoint.
func heldFrom(cmd *cobra.Command, err error) error {
	var held *graph.HeldError
	if !errors.As(err, &held) || held.Endpoint == "" {
		return err
	}
	return fmt.Errorf("store %s is held by process %d serving %s, and %s works on the store itself; stop that process first: %w",
		held.Path, held.PID, held.Endpoint, cmd.Name(), graph.ErrHeld)
}

// stepInterval is how often a line tells how far something is, where there is no terminal.
const stepInterval = 10 * time.Second

// steps tells how far something long is: on a terminal by a bar, elsewhere by log lines.
type steps struct {
	p    *program
	what string
	step string
	bar  *progressbar.ProgressBar // of the step; nil where there is none
	last time.Time
}

func (p *program) newSteps(what string) *steps {
	return &steps{p: p, what: what, last: time.Now()}
}

func (s *steps) report(at graph.Progress) {
	if !isTerminal(s.p.stderr) {
		if done := at.Done == at.Total; done || time.Since(s.last) >= stepInterval {
			s.last = time.Now()
			s.p.log.Info(s.what, "step", at.Step, "done", at.Done, "total", at.Total)
		}
		return
	}
	if s.step != at.Step {
		s.end()
		total := at.Total
		if total == 0 {
			total = -1
		}
		s.step, s.bar = at.Step, newStepBar(s.p.stderr, at.Step, total)
	}
	// A bar that cannot be drawn is no reason to stop.
	_ = s.bar.Set64(at.Done)
}

func newStepBar(w io.Writer, step string, total int64) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(step),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

// end takes the bar away.
func (s *steps) end() {
	if s.bar != nil {
		_ = s.bar.Finish()
		s.bar = nil
	}
}

// writeWhole writes a file that is there whole or not at all; what was there before stays until then. What is no file,
// such as a device, is written as it is.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	}
	unfinished := path + ".tmp"
	f, err := os.Create(unfinished)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(unfinished))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(unfinished, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder durable, where the system can do that.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return nil // one that cannot be opened cannot be synced either, and the file is there
	}
	_ = d.Sync() // some file systems do not know it
	return d.Close()
}

// spooled is standard input as a file that can be read more than once, and how it is removed.
func (p *program) spooled(ctx context.Context) (*os.File, func(), error) {
	f, err := os.CreateTemp("", "newsgraph-*")
	if err != nil {
		return nil, nil, err
	}
	remove := func() { p.closeGraph(removing{f}) }
	if _, err := io.Copy(f, untilDone(ctx, p.stdin)); err != nil {
		remove()
		return nil, nil, err
	}
	return f, remove, nil
}

// removing is a file that is removed when it is closed.
type removing struct{ f *os.File }

func (r removing) Close() error { return errors.Join(r.f.Close(), os.Remove(r.f.Name())) }

// bytesText is a number of bytes for people.
func bytesText(n int64) string {
	const unit = 1000
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	value, names := float64(n)/unit, "kMGTPE"
	for ; value >= unit && len(names) > 1; value /= unit {
		names = names[1:]
	}
	return fmt.Sprintf("%.1f %cB", value, names[0])
}

// storeName is a store for people: without the password that an address may have.
func storeName(uri string) string {
	if u, err := url.Parse(uri); err == nil && u.User != nil {
		return u.Redacted()
	}
	return uri
}
