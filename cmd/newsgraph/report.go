package main

import (
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"newsgraph/loaders"
	"newsgraph/loaders/source"
)

// reporter tells of the items of a load as they come: on a terminal by a progress bar, elsewhere by log lines.
type reporter struct {
	p      *program
	asJSON bool
	bar    *progressbar.ProgressBar // nil where there is no terminal
	bad    []loaders.Item           // refused and failed, told after the bar
}

// itemLine is the line that load --json prints of an item.
type itemLine struct {
	Name       string          `json:"name"`
	Outcome    loaders.Outcome `json:"outcome"`
	Article    string          `json:"article,omitempty"`
	Title      string          `json:"title,omitempty"`
	Statements *int            `json:"statements,omitempty"` // of an article that was added or updated
	Words      int             `json:"words,omitempty"`
	Error      string          `json:"error,omitempty"`
	Note       string          `json:"note,omitempty"`
}

func (p *program) newReporter(sources []source.Source, asJSON bool) *reporter {
	r := &reporter{p: p, asJSON: asJSON}
	if isTerminal(p.stderr) {
		r.bar = newBar(p.stderr, articlesIn(sources))
	}
	return r
}

// isTerminal says whether w is a person's screen.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// articlesIn is the number of articles that the sources have, -1 where a source may have any number of them.
func articlesIn(sources []source.Source) int {
	for _, s := range sources {
		name := strings.TrimSuffix(strings.ToLower(s.Name), ".gz")
		if s.Name == "-" || strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson") {
			return -1
		}
	}
	return len(sources)
}

func newBar(w io.Writer, total int) *progressbar.ProgressBar {
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("articles"),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("articles"),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

// item tells of one item.
func (r *reporter) item(item loaders.Item) {
	if r.asJSON {
		line := itemLine{Name: item.Name, Outcome: item.Outcome, Article: item.ID, Title: item.Title, Words: item.Words, Note: item.Note}
		if item.Outcome == loaders.Added || item.Outcome == loaders.Updated {
			line.Statements = &item.Statements
		}
		if item.Err != nil {
			line.Error = item.Err.Error()
		}
		if err := r.p.printLine(line); err != nil {
			r.p.log.Error("the report cannot be written", "error", err)
		}
	}
	if r.bar == nil {
		logItem(r.p.log, item)
		return
	}
	if item.Err != nil {
		r.bad = append(r.bad, item)
	}
	// A bar that cannot be drawn is no reason to stop.
	_ = r.bar.Add(1)
}

// end takes the bar away and tells what went wrong.
func (r *reporter) end() {
	if r.bar == nil {
		return
	}
	_ = r.bar.Finish()
	for _, item := range r.bad {
		logItem(r.p.log, item)
	}
}

// logItem logs one item; the reason of a failure names the item already.
func logItem(log *slog.Logger, item loaders.Item) {
	outcome := strings.ToLower(string(item.Outcome))
	switch item.Outcome {
	case loaders.Failed:
		log.Error(outcome, "name", item.Name, "reason", item.Err)
	case loaders.Refused:
		log.Warn(outcome, "name", item.Name, "reason", item.Err)
	case loaders.Unchanged:
		log.Info(outcome, "name", item.Name, "article", item.ID)
	default:
		if item.Note != "" {
			log.Warn(outcome, "name", item.Name, "article", item.ID, "note", item.Note)
			return
		}
		log.Info(outcome, "name", item.Name, "article", item.ID, "statements", item.Statements)
	}
}
