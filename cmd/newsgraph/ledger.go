package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/server"
)

// ledgerOptions are the flags of ledger.
type ledgerOptions struct {
	outcomes []string
	gone     bool
	summary  bool
	asJSON   bool
}

func (p *program) ledgerCommand() *cobra.Command {
	var o ledgerOptions
	cmd := &cobra.Command{
		Use:   "ledger [SOURCE]",
		Short: "List what became of everything that was loaded",
		Long: `Lists what became of every item that was ever loaded: its outcome, when, its name, and why
it was refused or failed. SOURCE is a path or an address, or the beginning of some.

The outcomes are added, updated, unchanged (it was read again, and was the same), refused
(no article that is taken) and failed (it could not be read). newsgraph load
--retry-failed tries again what has failed.`,
		Example: `  newsgraph ledger --outcome refused,failed
  newsgraph ledger --summary
  newsgraph ledger --json pages/ > ledger.jsonl
  newsgraph ledger --gone pages/              # files that are there no more`,
		Args: arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			for _, outcome := range o.outcomes {
				if err := oneOf("outcome", strings.ToLower(outcome), "added", "updated", "unchanged", "refused", "failed"); err != nil {
					return err
				}
			}
			q := server.LedgerQuery{Outcomes: o.outcomes}
			if len(given) > 0 {
				q.Source = ledgerName(given[0])
			}
			return p.ledger(cmd, q, o)
		},
	}
	graphFlags(cmd)
	cmd.Flags().StringSliceVar(&o.outcomes, "outcome", nil, "only items of these `outcomes`, with commas between them")
	cmd.Flags().BoolVar(&o.gone, "gone", false, "only items of files that are there no more")
	cmd.Flags().BoolVar(&o.summary, "summary", false, "print how many there are of each outcome and reason")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object per item")
	return cmd
}

// ledgerName is what the ledger calls a source that a user names.
func ledgerName(given string) string {
	if strings.Contains(given, "://") || strings.HasPrefix(given, "upload ") || strings.HasPrefix(given, "- at ") {
		return given
	}
	whole, err := filepath.Abs(given)
	if err != nil {
		return given
	}
	if strings.HasSuffix(given, string(filepath.Separator)) && !strings.HasSuffix(whole, string(filepath.Separator)) {
		whole += string(filepath.Separator)
	}
	return whole
}

func (p *program) ledger(cmd *cobra.Command, q server.LedgerQuery, o ledgerOptions) error {
	lines, closeIt, err := p.openLedger(cmd, q)
	if err != nil {
		return err
	}
	defer closeIt()
	counts := map[string]int{}
	for line, err := range lines {
		if err != nil {
			return err
		}
		if o.gone && !isGone(line.Source) {
			continue
		}
		switch {
		case o.summary:
			counts[strings.TrimSpace(strings.ToLower(line.Outcome)+" "+line.Code)]++
		case o.asJSON:
			err = p.printLine(line)
		default:
			err = p.printEntry(line)
		}
		if err != nil {
			return err
		}
	}
	if o.summary {
		return p.printCounts(counts, o.asJSON)
	}
	return nil
}

// isGone says whether a source is a file that is there no more.
func isGone(source string) bool {
	if !filepath.IsAbs(source) {
		return false
	}
	_, err := os.Stat(source)
	return errors.Is(err, fs.ErrNotExist)
}

func (p *program) printEntry(line ledgerLine) error {
	text := fmt.Sprintf("%-9s  %s  %s", strings.ToLower(line.Outcome), line.At.Local().Format(time.DateTime), line.Name)
	if line.Article != "" {
		text += "  " + line.Article
	}
	if line.Why != "" {
		text += "  (" + strings.TrimPrefix(line.Why, line.Name+": ") + ")"
	}
	_, err := fmt.Fprintln(p.stdout, text)
	return err
}

// printCounts prints how many entries there are of each outcome and reason, most first.
func (p *program) printCounts(counts map[string]int, asJSON bool) error {
	type row struct {
		Outcome string `json:"outcome"`
		Code    string `json:"code,omitempty"`
		Items   int    `json:"items"`
	}
	var rows []row
	for key, n := range counts {
		outcome, code, _ := strings.Cut(key, " ")
		rows = append(rows, row{outcome, code, n})
	}
	slices.SortFunc(rows, func(a, b row) int {
		if a.Items != b.Items {
			return b.Items - a.Items
		}
		return strings.Compare(a.Outcome+a.Code, b.Outcome+b.Code)
	})
	for _, r := range rows {
		if asJSON {
			if err := p.printLine(r); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintln(p.stdout, strings.TrimSpace(fmt.Sprintf("%8d  %-9s  %s", r.Items, r.Outcome, r.Code))); err != nil {
			return err
		}
	}
	return nil
}

// openLedger is the ledger of a server or of a store, and how it is closed.
func (p *program) openLedger(cmd *cobra.Command, q server.LedgerQuery) (iter.Seq2[ledgerLine, error], func(), error) {
	address, err := p.endpointFlag(cmd)
	if err != nil {
		return nil, nil, err
	}
	if address != "" {
		e, err := p.newEndpoint(address)
		if err != nil {
			return nil, nil, err
		}
		return e.ledger(cmd.Context(), q), func() { p.closeGraph(e) }, nil
	}
	store, err := p.openStore(cmd.Context(), forReading, "")
	if err != nil {
		return nil, nil, err
	}
	return ledgerOf(cmd.Context(), store, q), func() { p.closeGraph(store) }, nil
}

// ledger gives entries of the ledger of the server. An error is the last.
func (e *endpoint) ledger(ctx context.Context, q server.LedgerQuery) iter.Seq2[ledgerLine, error] {
	return func(yield func(ledgerLine, error) bool) {
		values := url.Values{"outcome": q.Outcomes}
		for name, value := range map[string]string{"source": q.Source, "job": q.Job} {
			if value != "" {
				values.Set(name, value)
			}
		}
		body, err := e.get(ctx, "/ledger?"+values.Encode())
		if err != nil {
			yield(ledgerLine{}, err)
			return
		}
		defer body.Close()
		lines := json.NewDecoder(bufio.NewReader(body))
		for {
			var line ledgerLine
			err := lines.Decode(&line)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				err = fmt.Errorf("the ledger of %s ended early: %w", e.url, err)
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// get asks the server for what it has beside GraphQL.
func (e *endpoint) get(ctx context.Context, path string) (io.ReadCloser, error) {
	address := strings.TrimSuffix(e.url, "/graphql") + path
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := e.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("no answer from %s: %w; is newsgraph serve running there?", address, withoutURL(err))
	}
	if response.StatusCode != http.StatusOK {
		return nil, errors.Join(fmt.Errorf("%s answers %s", address, response.Status), response.Body.Close())
	}
	return response.Body, nil
}
