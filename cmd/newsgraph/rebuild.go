package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"newsgraph/graph"
	"newsgraph/news"
)

// rebuildOptions are the flags of rebuild.
type rebuildOptions struct{ diff, all, asJSON bool }

func (p *program) rebuildCommand() *cobra.Command {
	var o rebuildOptions
	cmd := &cobra.Command{
		Use:   "rebuild",
		Short: "Read all stored articles again with the present models",
		Long: `Reads the stored text of every article again, with the models and rules of this program,
and makes the whole graph anew of what is read and of people's decisions (merges, splits,
reviews), which are kept. Do it after an update of newsgraph, or of resolve.synonyms.

Articles that the present extractor has read already are left out, so a rebuild that was
stopped goes on where it was; --all reads them too. --diff says what would change and
writes nothing. A review of a statement that no article makes any more is reported and
kept: it counts again when an article makes the statement again.

An article is a line: what is read no more (-) and what is new (+).`,
		Example: `  newsgraph rebuild --diff
  newsgraph rebuild --json > changes.jsonl`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.rebuild(cmd, o) },
	}
	ownFlags(cmd)
	cmd.Flags().BoolVar(&o.diff, "diff", false, "say what would change, and write nothing")
	cmd.Flags().BoolVar(&o.all, "all", false, "also the articles that the present extractor has read")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object per changed article and stale review")
	workersFlag(cmd)
	return cmd
}

func (p *program) rebuild(cmd *cobra.Command, o rebuildOptions) error {
	ctx := cmd.Context()
	store, err := p.openOwn(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	m, err := p.newMachinery()
	if err != nil {
		return err
	}
	loader, err := m.loader(store, p.settings.Load)
	if err != nil {
		return err
	}
	t, err := p.newRebuildTeller(ctx, store, o)
	if err != nil {
		return err
	}
	workers := p.settings.Load.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	how := graph.Rereading{
		Read: func(ctx context.Context, a news.Article) (graph.Reading, error) {
			r, _, err := loader.Read(ctx, a)
			return r, err
		},
		Workers: workers, Each: t.article,
	}
	if !o.all {
		how.Current = loader.Version()
	}
	run := store.Rebuild
	if o.diff {
		run = store.CompareRebuild
	}
	done, err := run(ctx, how)
	t.bar.end()
	switch {
	case errors.Is(err, context.Canceled):
		p.tell("interrupted after %s; the same command goes on from there", count(done.Read+done.Left, "article"))
		return err
	case err != nil:
		return err
	}
	return t.sum(done)
}

// rebuildTeller tells what a rebuild changes.
type rebuildTeller struct {
	p            *program
	o            rebuildOptions
	bar          *rebuildBar
	err          error
	lost, gained int
}

func (p *program) newRebuildTeller(ctx context.Context, store *graph.Store, o rebuildOptions) (*rebuildTeller, error) {
	v, err := store.View(ctx)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	s, err := v.Statistics(ctx)
	if err != nil {
		return nil, err
	}
	return &rebuildTeller{p: p, o: o, bar: p.newRebuildBar(int(s.Articles))}, nil
}

// rereadLine is the line that rebuild --json prints of a changed article.
type rereadLine struct {
	Article string   `json:"article"`
	Lost    []string `json:"lost,omitempty"`
	Gained  []string `json:"gained,omitempty"`
}

// staleLine is the line that rebuild --json prints of a review of a statement that is no more.
type staleLine struct {
	Review    graph.Review `json:"review"`
	Statement string       `json:"statement"`
	By        string       `json:"by,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	At        time.Time    `json:"at"`
}

func (t *rebuildTeller) article(r graph.Reread) {
	t.bar.step()
	if len(r.Lost)+len(r.Gained) == 0 {
		return
	}
	t.lost, t.gained = t.lost+len(r.Lost), t.gained+len(r.Gained)
	if t.o.asJSON {
		t.err = errors.Join(t.err, t.p.printLine(rereadLine{r.Article, r.Lost, r.Gained}))
		return
	}
	fmt.Fprintln(t.p.stdout, r.Article)
	for _, text := range r.Lost {
		fmt.Fprintf(t.p.stdout, "  - %s\n", text)
	}
	for _, text := range r.Gained {
		fmt.Fprintf(t.p.stdout, "  + %s\n", text)
	}
}

// sum tells of stale reviews and sums up.
func (t *rebuildTeller) sum(done graph.Rebuilt) error {
	for _, s := range done.Stale {
		if t.o.asJSON {
			t.err = errors.Join(t.err, t.p.printLine(staleLine{s.Verdict, s.Text, s.By, s.Reason, s.At}))
			continue
		}
		fmt.Fprintf(t.p.stdout, "no article says any more what %s called %s: %s\n", s.By, s.Verdict, s.Text)
	}
	verb := "changed"
	if t.o.diff {
		verb = "would change"
	}
	t.p.tell("%s read again, %d left out as up to date; %d %s: %s gone, %d new; %s of statements that are no more",
		count(done.Read, "article"), done.Left, done.Changed, verb, count(t.lost, "claim"), t.gained, count(len(done.Stale), "review"))
	return t.err
}

// rebuildBar shows how far a rebuild is: a bar on a terminal, a log line now and then elsewhere.
type rebuildBar struct {
	p     *program
	bar   *progressbar.ProgressBar
	total int
	done  int
	told  time.Time
}

func (p *program) newRebuildBar(total int) *rebuildBar {
	b := &rebuildBar{p: p, total: total, told: time.Now()}
	if isTerminal(p.stderr) {
		b.bar = newBar(p.stderr, total)
	}
	return b
}

// logEvery is the time between two log lines of long work.
const logEvery = 10 * time.Second

func (b *rebuildBar) step() {
	b.done++
	switch {
	case b.bar != nil:
		_ = b.bar.Add(1) // only drawing can fail
	case time.Since(b.told) > logEvery:
		b.told = time.Now()
		b.p.log.Info("articles read again", "done", b.done, "of", b.total)
	}
}

func (b *rebuildBar) end() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}
