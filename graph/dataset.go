package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"
)

// datasetPrefix begins the label of what was imported; behind it stands the dataset's name.
const datasetPrefix = "dataset/"

// Dataset is RDF that was imported as it was. Its quads stand under a label of its own, beside those of articles, and
// lists and searches do not know them.
type Dataset struct {
	Name       string    `json:"name"`
	Quads      int64     `json:"quads"`
	Files      []string  `json:"files,omitempty"`
	Hash       string    `json:"hash,omitempty"` // SHA-256 of its triples in order
	ImportedAt time.Time `json:"importedAt"`
	Complete   bool      `json:"complete"` // false while it is imported, and after an import that was broken off
}

// ErrNoDataset says that there is no dataset of that name.
var ErrNoDataset = errors.New("there is no such dataset")

// datasetName is what a dataset may be called: it stands in an IRI.
var datasetName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func validDatasetName(name string) error {
	if !datasetName.MatchString(name) {
		return &RequestError{"dataset", fmt.Sprintf("%q is no name of a dataset; want lower-case letters, digits, ., _ and -", name)}
	}
	return nil
}

// DatasetLabel is the IRI under which the quads of a dataset stand.
func (v *View) DatasetLabel(name string) string { return v.base + datasetPrefix + name }

// Datasets are the datasets of the store by name, those too of which the import has not ended.
func (v *View) Datasets(ctx context.Context) ([]Dataset, error) { return readDatasets(ctx, v.snap) }

func readDatasets(ctx context.Context, r reader) ([]Dataset, error) {
	var list []Dataset
	for rec, err := range r.scan(ctx, string(datasetKind), prefixEnd(string(datasetKind)), false) {
		if err != nil {
			return nil, err
		}
		d, err := decodeDataset(rec.value)
		if err != nil {
			return nil, err
		}
		list = append(list, *d)
	}
	return list, nil
}

// readDataset is nil where there is no dataset of that name.
func readDataset(ctx context.Context, r reader, name string) (*Dataset, error) {
	value, ok, err := r.get(ctx, datasetKey(name))
	if err != nil || !ok {
		return nil, err
	}
	return decodeDataset(value)
}

func datasetKey(name string) string { return string(datasetKind) + name }

func decodeDataset(value string) (*Dataset, error) {
	d := &Dataset{}
	if err := json.Unmarshal([]byte(value), d); err != nil {
		return nil, fmt.Errorf("%w: a dataset: %w", errDamaged, err)
	}
	return d, nil
}

// changeDataset works a change of a dataset out on what there is of it, which may be nil, and makes it.
func (s *Store) changeDataset(ctx context.Context, name string, work func(have *Dataset, c *commit) (now *Dataset, err error)) error {
	return s.change(ctx, func() (*commit, uint64, error) {
		snap, err := s.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		have, err := readDataset(ctx, snap, name)
		if err != nil {
			return nil, 0, err
		}
		revision, err := readRevision(ctx, snap)
		if err != nil {
			return nil, 0, err
		}
		c := &commit{labels: map[quad.IRI][]quad.Quad{}}
		now, err := work(have, c)
		if err != nil {
			return nil, 0, err
		}
		put := change{record: record{key: datasetKey(name)}, gone: now == nil}
		if now != nil {
			value, err := json.Marshal(now)
			if err != nil {
				return nil, 0, fmt.Errorf("graph: %w", err)
			}
			put.value = string(value)
		}
		revision++
		c.records = []change{put, {record: record{string(revisionKind), strconv.FormatUint(revision, 10)}}}
		return c, revision, nil
	})
}

// DropDataset takes a dataset away, and gives what it was. It fails with ErrNoDataset where there is none.
func (s *Store) DropDataset(ctx context.Context, name string) (*Dataset, error) {
	if err := validDatasetName(name); err != nil {
		return nil, err
	}
	var dropped *Dataset
	err := s.changeDataset(ctx, name, func(have *Dataset, c *commit) (*Dataset, error) {
		if have == nil {
			return nil, fmt.Errorf("graph: dataset %s: %w", name, ErrNoDataset)
		}
		dropped = have
		c.labels[s.datasetLabel(name)] = nil
		return nil, nil
	})
	return dropped, err
}

func (s *Store) datasetLabel(name string) quad.IRI {
	return quad.IRI(s.opt.IRIBase + datasetPrefix + name)
}

// isDataset says whether a label is that of a dataset, and of which.
func isDataset(label quad.Value, base string) (name string, is bool) {
	iri, _ := label.(quad.IRI)
	return strings.CutPrefix(string(iri), base+datasetPrefix)
}

// datasets holds what stands under the labels of datasets against what is known of them.
func (c *checker) datasets(ctx context.Context) error {
	list, err := readDatasets(ctx, c.snap)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		c.fault(FaultDamaged, "", "%v", err)
		return nil
	}
	for _, d := range list {
		switch have := c.foreign[d.Name]; {
		case !d.Complete:
			c.fault(FaultDataset, datasetPrefix+d.Name, "its import has not ended; where none is under way, drop it")
		case have != d.Quads:
			c.fault(FaultDataset, datasetPrefix+d.Name, "it has %d quads and should have %d", have, d.Quads)
		}
		delete(c.foreign, d.Name)
	}
	for name, have := range c.foreign {
		c.fault(FaultDataset, datasetPrefix+name, "%d quads have its label, and there is no such dataset", have)
	}
	return nil
}
