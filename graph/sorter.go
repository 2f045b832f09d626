package graph

import (
	"bufio"
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// sorter puts lines in order of their bytes. What does not fit into its memory lies in temporary files meanwhile, sorted
// piece by piece, and is merged in the end. It must be closed.
type sorter struct {
	memory int // bytes of lines that are held at a time; default sorterMemory
	files  int // that are merged at a time; default sorterFiles

	lines []string
	size  int
	runs  []*os.File // sorted pieces
}

const (
	sorterMemory = 32 << 20
	sorterFiles  = 256
	lineOverhead = 16 // bytes that a string takes beside its text
)

// add takes a line, which has no newline in it.
func (s *sorter) add(line string) error {
	s.lines = append(s.lines, line)
	s.size += len(line) + lineOverhead
	if s.size < cmp.Or(s.memory, sorterMemory) {
		return nil
	}
	slices.Sort(s.lines)
	err := s.spill(func(yield func(string) error) error {
		for _, line := range s.lines {
			if err := yield(line); err != nil {
				return err
			}
		}
		return nil
	})
	s.lines, s.size = s.lines[:0], 0
	if err == nil && len(s.runs) >= cmp.Or(s.files, sorterFiles) {
		err = s.join()
	}
	return err
}

// join makes one piece of all.
func (s *sorter) join() error {
	old := s.runs
	s.runs = nil
	err := s.spill(func(yield func(string) error) error { return merge(old, nil, yield) })
	return errors.Join(err, discard(old))
}

// spill writes lines that are in order to a temporary file.
func (s *sorter) spill(lines func(yield func(string) error) error) error {
	f, err := os.CreateTemp("", "newsgraph-sort-*")
	if err != nil {
		return fmt.Errorf("graph: sorting: %w", err)
	}
	s.runs = append(s.runs, f)
	w := bufio.NewWriterSize(f, 1<<16)
	err = lines(func(line string) error {
		if _, err := w.WriteString(line); err != nil {
			return err
		}
		return w.WriteByte('\n')
	})
	if err := cmp.Or(err, w.Flush()); err != nil {
		return fmt.Errorf("graph: sorting: %w", err)
	}
	return nil
}

// sorted gives the lines in order, each as often as it was added. It may be called again, but nothing added after it.
func (s *sorter) sorted(ctx context.Context, yield func(line string) error) error {
	slices.Sort(s.lines)
	n := 0
	return merge(s.runs, s.lines, func(line string) error {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return fmt.Errorf("graph: %w", ctx.Err())
		}
		return yield(line)
	})
}

func (s *sorter) close() error {
	err := discard(s.runs)
	s.runs, s.lines = nil, nil
	return err
}

func discard(files []*os.File) error {
	var errs []error
	for _, f := range files {
		errs = append(errs, f.Close(), os.Remove(f.Name()))
	}
	return errors.Join(errs...)
}

// piece is a source of a merge: a file, or lines in memory.
type piece struct {
	line string
	r    *bufio.Reader
	rest []string
}

// next goes on to the next line, and says whether there is one.
func (p *piece) next() (bool, error) {
	if p.r == nil {
		if len(p.rest) == 0 {
			return false, nil
		}
		p.line, p.rest = p.rest[0], p.rest[1:]
		return true, nil
	}
	line, err := p.r.ReadString('\n')
	if err == io.EOF && line == "" {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("graph: sorting: %w", err)
	}
	p.line = strings.TrimSuffix(line, "\n")
	return true, nil
}

// pieces are a heap by their lines.
type pieces []*piece

func (p pieces) Len() int           { return len(p) }
func (p pieces) Less(i, j int) bool { return p[i].line < p[j].line }
func (p pieces) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *pieces) Push(x any)        { *p = append(*p, x.(*piece)) }

func (p *pieces) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// merge gives the lines of sorted files and of a sorted list in order.
func merge(files []*os.File, list []string, yield func(string) error) error {
	sources := []*piece{{rest: list}}
	for _, f := range files {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("graph: sorting: %w", err)
		}
		sources = append(sources, &piece{r: bufio.NewReaderSize(f, 1<<16)})
	}
	var open pieces
	for _, p := range sources {
		more, err := p.next()
		if err != nil {
			return err
		}
		if more {
			open = append(open, p)
		}
	}
	heap.Init(&open)
	for len(open) > 0 {
		if err := yield(open[0].line); err != nil {
			return err
		}
		more, err := open[0].next()
		if err != nil {
			return err
		}
		if more {
			heap.Fix(&open, 0)
		} else {
			heap.Pop(&open)
		}
	}
	return nil
}
