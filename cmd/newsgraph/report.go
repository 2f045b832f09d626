package main

import (
	"fmt"
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
	bytes  bool                     // the bar counts bytes
	bad    []loaders.Item           // refused and failed, told after the bar

	pace   pace
	done   int   // items
	before int64 // bytes of the sources that are done
}

// pace is how fast a load goes, without what it knew before.
type pace struct {
	began       time.Time
	items       int   // that were read
	from, place int64 // where the reading began, and how far it is, in what the bar counts
}

// rate is how many items are read in a second.
func (p pace) rate(now time.Time) float64 {
	return float64(p.items) / max(now.Sub(p.began).Seconds(), 0.001)
}

// left is the time that the rest takes at this pace, and whether that can be said.
func (p pace) left(now time.Time, total int64) (time.Duration, bool) {
	read, passed := p.place-p.from, now.Sub(p.began)
	if read <= 0 || total < p.place || passed < time.Second {
		return 0, false
	}
	return time.Duration(float64(passed) * float64(total-p.place) / float64(read)), true
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
	r := &reporter{p: p, asJSON: asJSON, pace: pace{began: time.Now()}}
	if isTerminal(p.stderr) {
		total, bytes := extent(sources)
		r.bar, r.bytes = newLoadBar(p.stderr, total, bytes), bytes
	}
	return r
}

// isTerminal says whether w is a person's screen.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// extent is how much there is to load: the bytes of the files, where all sources are files, or else the number of the
// sources, which is -1 where it says nothing.
func extent(sources []source.Source) (total int64, bytes bool) {
	for _, s := range sources {
		info, err := os.Stat(s.Key)
		switch {
		case s.Name == "-":
			return -1, false
		case s.Address != "":
			return int64(len(sources)), false
		case err == nil:
			total += info.Size()
		}
	}
	return total, true
}

// newBar is a bar of articles.
func newBar(w io.Writer, total int) *progressbar.ProgressBar {
	return newLoadBar(w, int64(total), false)
}

// newLoadBar is a bar with rate and time left.
func newLoadBar(w io.Writer, total int64, bytes bool) *progressbar.ProgressBar {
	options := []progressbar.Option{
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("articles"),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
	}
	if bytes {
		options = append(options, progressbar.OptionShowTotalBytes(true))
	} else {
		options = append(options, progressbar.OptionShowCount())
	}
	return progressbar.NewOptions64(total, options...)
}

// step moves the bar on: an item that ends its source ends all bytes of that.
func (r *reporter) step(item loaders.Item, now time.Time) {
	r.done++
	place := int64(r.done)
	if r.bytes {
		place = r.before + item.Place
		if item.Size > 0 && item.Place == item.Size {
			r.before = place
		}
	}
	r.pace.place = max(r.pace.place, place)
	if item.Remembered && r.pace.items == 0 {
		r.pace.from, r.pace.began = r.pace.place, now
	} else if !item.Remembered {
		r.pace.items++
	}
	about := fmt.Sprintf("%s, %.1f/s", count(r.done, "article"), r.pace.rate(now))
	if left, known := r.pace.left(now, r.bar.GetMax64()); known {
		about += fmt.Sprintf(", %v left", left.Round(time.Second))
	}
	// A bar that cannot be drawn is no reason to stop.
	r.bar.Describe(about)
	switch {
	case !r.bytes:
		_ = r.bar.Add(1)
	case place > 0:
		_ = r.bar.Set64(min(place, r.bar.GetMax64()))
	}
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
	r.step(item, time.Now())
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
