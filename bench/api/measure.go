package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// table asks each question with one client and with many.
func (o options) table(ctx context.Context, s *process, questions []question, who string) error {
	tw := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "\n%s\tclients\trequests/s\tp50\tp99\tkB\n", who)
	for _, q := range questions {
		if !strings.Contains(q.what, o.only) {
			continue
		}
		for _, c := range []crowd{{1, 0}, {o.clients, o.pause}, {o.clients, 0}} {
			m, err := s.askFor(ctx, q, c, o.each)
			if err != nil {
				return fmt.Errorf("%s: %w", q.what, err)
			}
			fmt.Fprintf(tw, "%s\t%s\t%.0f\t%.2f ms\t%.2f ms\t%.1f\n", q.what, c, m.rate, ms(m.at(0.5)), ms(m.at(0.99)), m.size/1024)
		}
	}
	return tw.Flush()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// crowd is how many clients ask at the same time, and how long each rests after an answer.
type crowd struct {
	clients int
	pause   time.Duration
}

func (c crowd) String() string {
	if c.pause == 0 {
		return fmt.Sprint(c.clients)
	}
	return fmt.Sprintf("%d, resting %v", c.clients, c.pause)
}

// rest waits for about the pause, up to half more or less, so that the clients do not march in step.
func (c crowd) rest(ctx context.Context) {
	if c.pause == 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(c.pause/2 + rand.N(c.pause)):
	}
}

// measured is what asking one question gave.
type measured struct {
	rate float64         // answers a second
	took []time.Duration // sorted
	size float64         // bytes of an answer
}

func (m measured) at(share float64) time.Duration {
	return m.took[min(int(share*float64(len(m.took))), len(m.took)-1)]
}

// askFor asks for a time, after a second that does not count.
func (s *process) askFor(ctx context.Context, q question, c crowd, length time.Duration) (measured, error) {
	if _, err := s.askMany(ctx, q, c, time.Second); err != nil {
		return measured{}, err
	}
	return s.askMany(ctx, q, c, length)
}

func (s *process) askMany(ctx context.Context, q question, by crowd, length time.Duration) (measured, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var next, bytes atomic.Int64
	took := make([][]time.Duration, by.clients)
	errs := make([]error, by.clients)
	start := time.Now()
	var all sync.WaitGroup
	for c := range by.clients {
		all.Go(func() {
			for ctx.Err() == nil {
				began := time.Now()
				n, err := s.ask(ctx, q, int(next.Add(1)))
				if err != nil && ctx.Err() == nil {
					errs[c] = err
					cancel()
				}
				if err != nil {
					return
				}
				bytes.Add(int64(n))
				took[c] = append(took[c], time.Since(began))
				by.rest(ctx)
			}
		})
	}
	all.Wait()
	m := measured{took: slices.Concat(took...)}
	if err := errors.Join(errs...); err != nil || len(m.took) == 0 {
		return m, errors.Join(err, errors.New("no answers"))
	}
	m.rate, m.size = float64(len(m.took))/time.Since(start).Seconds(), float64(bytes.Load())/float64(len(m.took))
	slices.Sort(m.took)
	return m, nil
}

// ask asks once and gives the size of the answer.
func (s *process) ask(ctx context.Context, q question, i int) (int, error) {
	path, body := q.ask(i)
	data, err := s.send(ctx, path, body)
	if err == nil && (bytes.Contains(data, []byte(`"errors"`)) || !bytes.Contains(data, []byte(q.full))) {
		err = fmt.Errorf("answer %.300s", data)
	}
	return len(data), err
}

func (s *process) send(ctx context.Context, path string, body any) ([]byte, error) {
	var data []byte
	if text, ok := body.(string); ok {
		data = []byte(text)
	} else {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		data = encoded
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+path, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Encoding", "identity")
	answer, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %s: %s", answer.Status, strings.TrimSpace(string(text)))
	}
	return text, err
}
