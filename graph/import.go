package graph

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"
)

// ImportFile is a file of N-Quads, N-Triples, Turtle, TriG or JSON-LD, plain or compressed by gzip or bzip2.
type ImportFile struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Imported says what an import has done.
type Imported struct {
	Dataset
	Read      int64 // statements that were read; the dataset has each triple once
	Labelled  int64 // those that had a label of their own, which is not kept
	Unchanged bool  // the dataset was there already
}

// ErrOwnExport says that a file has newsgraph's own quads in it.
var ErrOwnExport = errors.New("this is an export of newsgraph; articles' texts are not in it, so use backup and restore instead")

// ErrDataset says that there is another dataset of the name already.
var ErrDataset = errors.New("there is a dataset of this name")

// ParseError is a line that is no RDF.
type ParseError struct {
	File string
	Line int // 0 where it is not known
	Err  error
}

// Error has file and line before what is wrong.
func (e *ParseError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
}

// Unwrap is what is wrong.
func (e *ParseError) Unwrap() error { return e.Err }

// Import stores RDF as it is, as a dataset: every triple under the dataset's label, each once. Blank nodes stay those of
// their file. Which RDF a file is in, its content says. All files are read before anything is written; the first line that
// cannot be read is a *ParseError, and the store is as it was. What does not fit into 32 MiB lies in temporary files meanwhile. The same content again changes
// nothing; another one under the name of a dataset that is there is ErrDataset.
func (s *Store) Import(ctx context.Context, name string, files []ImportFile, progress func(Progress)) (done *Imported, err error) {
	if err := validDatasetName(name); err != nil {
		return nil, err
	}
	m := &importer{s: s, name: name, label: s.datasetLabel(name), progress: paced(progress)}
	defer func() { err = errors.Join(err, m.sorter.close()) }()
	m.done.Dataset = Dataset{Name: name, ImportedAt: s.opt.Clock().UTC().Truncate(time.Microsecond)}
	for i, file := range files {
		m.done.Files = append(m.done.Files, file.Name)
		if err := m.read(ctx, i, file); err != nil {
			return nil, err
		}
	}
	if err := m.write(ctx); err != nil {
		return nil, err
	}
	return &m.done, nil
}

// importer makes a dataset.
type importer struct {
	s        *Store
	name     string
	label    quad.IRI
	progress func(Progress)
	sorter   sorter
	done     Imported
	batch    []quad.Quad
}

// maxLine is the longest line that is read, in bytes.
const maxLine = 64 << 20

// read reads one file.
func (m *importer) read(ctx context.Context, number int, file ImportFile) (err error) {
	in, err := file.Open()
	if err != nil {
		return fmt.Errorf("graph: import: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	plain, err := uncompressed(in)
	if err != nil {
		return fmt.Errorf("graph: import: %s: %w", file.Name, err)
	}
	text := bufio.NewReaderSize(plain, sniffed)
	scope := "d" + hash(8, "blank", m.name, strconv.Itoa(number)) + "-"
	take := func(q quad.Quad) error { return m.take(q, scope) }
	line := 0
	switch head, _ := text.Peek(sniffed); rdfKind(head, file.Name) { // what cannot be read is told by the reader
	case turtleRDF:
		line, err = parseTurtle(ctx, text, take)
	case jsonRDF:
		err = parseJSONLD(ctx, text, take)
	case xmlRDF:
		err = errors.New("RDF/XML is not read; write it as Turtle or N-Quads before, e.g. rapper -o turtle")
	default:
		line, err = m.nquads(ctx, text, take)
	}
	if err != nil && ctx.Err() == nil {
		return &ParseError{file.Name, line, err}
	}
	return err
}

// nquads reads N-Quads and gives the line at which it stopped.
func (m *importer) nquads(ctx context.Context, r io.Reader, take func(quad.Quad) error) (line int, err error) {
	line = 1
	err = eachLine(ctx, r, maxLine, func(text []byte) error {
		if line == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		q, err := parseNQuad(string(text))
		if err == nil {
			err = take(q)
		}
		if err != nil && !errors.Is(err, errNoStatement) {
			return err
		}
		line++
		return nil
	})
	return line, err
}

// uncompressed is what is in a file.
func uncompressed(r io.Reader) (io.Reader, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	magic, _ := in.Peek(3) // a short file has no magic
	switch {
	case strings.HasPrefix(string(magic), "\x1f\x8b"):
		return gzip.NewReader(in)
	case string(magic) == "BZh":
		return bzip2.NewReader(in), nil
	}
	return in, nil
}

// take takes a statement.
func (m *importer) take(q quad.Quad, scope string) error {
	if m.own(q) {
		return ErrOwnExport
	}
	m.done.Read++
	m.progress(Progress{Step: "statements", Done: m.done.Read})
	if q.Label != nil {
		m.done.Labelled++
		q.Label = nil
	}
	for _, value := range []*quad.Value{&q.Subject, &q.Object} {
		if node, blank := (*value).(quad.BNode); blank {
			*value = quad.BNode(scope) + node
		}
	}
	return m.sorter.add(nquad(q))
}

// own says whether a quad is of our vocabulary: a label or a predicate that only we write. Other RDF may well speak of our
// entities.
func (m *importer) own(q quad.Quad) bool {
	ours := func(v quad.Value, prefixes ...string) bool {
		iri, _ := v.(quad.IRI)
		for _, prefix := range prefixes {
			if strings.HasPrefix(string(iri), prefix) {
				return true
			}
		}
		return false
	}
	base := m.s.opt.IRIBase
	return ours(q.Label, base) || ours(q.Predicate, ownNS, base+PredicatePrefix) || ours(q.Object, ownNS)
}

// write writes what was read, in commits of some quads each. The dataset counts once the last one is made; what is
// written when something fails is taken away again.
func (m *importer) write(ctx context.Context) error {
	known, err := m.sum(ctx)
	if err != nil || known {
		return err
	}
	begun := m.done.Dataset
	err = m.s.changeDataset(ctx, m.name, func(have *Dataset, c *commit) (*Dataset, error) {
		if have != nil {
			return nil, m.there(have)
		}
		c.labels[m.label] = nil
		return &begun, nil
	})
	if err != nil {
		return err
	}
	if err = m.writeAll(ctx); err == nil {
		return nil
	}
	_, dropped := m.s.DropDataset(context.WithoutCancel(ctx), m.name)
	return errors.Join(err, dropped)
}

// sum counts and hashes what was read, and says whether just that is there already.
func (m *importer) sum(ctx context.Context) (known bool, err error) {
	sum := sha256.New()
	err = m.each(ctx, func(line string) error {
		m.done.Quads++
		_, err := io.WriteString(sum, line+"\n")
		return err
	})
	if err != nil {
		return false, err
	}
	m.done.Hash = hex.EncodeToString(sum.Sum(nil))
	v, err := m.s.View(ctx)
	if err != nil {
		return false, err
	}
	defer v.Close()
	have, err := readDataset(ctx, v.snap, m.name)
	if err != nil || have == nil {
		return false, err
	}
	if !have.Complete || have.Hash != m.done.Hash {
		return false, m.there(have)
	}
	m.done.Dataset, m.done.Unchanged = *have, true
	return true, nil
}

func (m *importer) there(have *Dataset) error {
	if !have.Complete {
		return fmt.Errorf("graph: %w, %s, of which the import of %s has not ended; where none is under way, drop it first", ErrDataset, m.name, have.ImportedAt.Format(time.RFC3339))
	}
	return fmt.Errorf("graph: %w, %s, with other content; drop it first, or give another name", ErrDataset, m.name)
}

// each gives each line once, in order.
func (m *importer) each(ctx context.Context, yield func(line string) error) error {
	last := ""
	return m.sorter.sorted(ctx, func(line string) error {
		if line == last {
			return nil
		}
		last = line
		return yield(line)
	})
}

func (m *importer) writeAll(ctx context.Context) error {
	written := int64(0)
	err := m.each(ctx, func(line string) error {
		q, err := parseNQuad(line)
		if err != nil {
			return fmt.Errorf("graph: import: %w", err)
		}
		q.Label = m.label
		m.batch = append(m.batch, q)
		written++
		m.progress(Progress{quadsFolder, written, m.done.Quads})
		if len(m.batch) < addedQuads {
			return nil
		}
		return m.flush(ctx, false)
	})
	if err != nil {
		return err
	}
	return m.flush(ctx, true)
}

// flush writes the batch; the last one makes the dataset count.
func (m *importer) flush(ctx context.Context, last bool) error {
	err := m.s.changeDataset(ctx, m.name, func(have *Dataset, c *commit) (*Dataset, error) {
		if have == nil || !have.ImportedAt.Equal(m.done.ImportedAt) {
			return nil, fmt.Errorf("graph: import: dataset %s was dropped meanwhile", m.name)
		}
		now := *have
		now.Complete = last
		c.labels, c.added = nil, m.batch
		return &now, nil
	})
	m.batch = m.batch[:0]
	if err == nil {
		m.done.Complete = last
	}
	return err
}
