package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"
)

// Restored says what a restore has made.
type Restored struct {
	Backup BackupInfo
	Quads  int64 // of the store
	// Same says that the store has the quads of the backup. It has not where the store that was backed up was not sound, or
	// where another version makes other quads of the same articles.
	Same bool
}

// Restore makes a store of what Store.Backup wrote, at a uri where there is none, or an empty one. First it reads the
// whole backup; with ErrBackup nothing was done. Then articles are written a few at a time, and all that is made of them
// is made anew, so that it takes little memory. A restore that ended early leaves what is no store to Open; the same call
// goes on where it ended. The store that it gives is open.
func Restore(ctx context.Context, uri string, from io.ReadSeeker, opt Options, progress func(Progress)) (*Store, *Restored, error) {
	seed, progress := maphash.MakeSeed(), paced(progress)
	backup, err := verify(ctx, from, seed, progress)
	if err != nil {
		return nil, nil, err
	}
	if base := orDefault(opt.IRIBase, DefaultIRIBase); backup.info.IRIBase != base {
		return nil, nil, badBackup("has the IRI base %s and the config has %s; set iri_base to that of the backup", backup.info.IRIBase, base)
	}
	opt.restoring = backup.id
	s, err := Open(ctx, uri, opt)
	if err != nil {
		return nil, nil, err
	}
	r := &restorer{s: s, verified: backup, seed: seed, progress: progress}
	done, err := r.restore(ctx, from)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, done, nil
}

func orDefault(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}

// restorer fills a store.
type restorer struct {
	s *Store
	*verified
	seed     maphash.Seed
	progress func(Progress)

	others   []change
	batch    []*articleRecords
	size     int // bytes of it
	articles int64
	added    []quad.Quad
	quads    int64
}

// How much is written in one commit.
const (
	restoreArticles = 100
	restoreBytes    = 2 << 20
	otherRecords    = 1000
	addedQuads      = 10_000
)

func (r *restorer) restore(ctx context.Context, from io.ReadSeeker) (*Restored, error) {
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	snap, err := r.s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	_, far := snap.(distant)
	snap.release()
	if far {
		err = r.fillFar(ctx, from)
	} else {
		err = r.fill(ctx, from)
	}
	if err != nil {
		return nil, err
	}
	done := &Restored{Backup: r.info}
	if err := r.compare(ctx, done); err != nil {
		return nil, err
	}
	return done, r.end(ctx)
}

// fill stores what is in the backup and makes all the rest of it.
func (r *restorer) fill(ctx context.Context, from io.ReadSeeker) error {
	err := eachMember(ctx, from, func(name string, content io.Reader) error {
		line := r.line(ctx, path.Dir(name))
		if line == nil {
			return nil
		}
		if err := eachLine(ctx, content, maxSavedLine, line); err != nil {
			return err
		}
		return errors.Join(r.writeOthers(ctx), r.writeArticles(ctx))
	})
	if err != nil {
		return err
	}
	return r.writeAdded(ctx)
}

// begin marks the store as one that is not whole, where it is empty or was marked so before.
func (r *restorer) begin(ctx context.Context) error {
	return r.s.change(ctx, func() (*commit, uint64, error) {
		snap, err := r.s.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		value, _, err := snap.get(ctx, string(formatKind))
		if err != nil {
			return nil, 0, err
		}
		var f storeFormat
		if err := json.Unmarshal([]byte(value), &f); err != nil {
			return nil, 0, fmt.Errorf("graph: the store's format %q: %w: %w", value, ErrFormat, err)
		}
		if f.Restoring != "" {
			return nil, 0, nil // a restore goes on
		}
		if err := wantEmpty(ctx, snap); err != nil {
			return nil, 0, err
		}
		mark, err := r.format(r.id)
		c := &commit{}
		for old, err := range snap.scan(ctx, string(updateKind), prefixEnd(string(updateKind)), false) {
			if err != nil {
				return nil, 0, err
			}
			c.records = append(c.records, change{record: record{key: old.key}, gone: true}) // its revisions come again
		}
		c.records = append(c.records, mark)
		return c, 0, err
	})
}

// ErrNotEmpty says that a backup cannot be restored into a store, because that has something in it.
var ErrNotEmpty = errors.New("the store is not empty")

// wantEmpty fails where something was loaded or decided.
func wantEmpty(ctx context.Context, snap snapshot) error {
	ids, err := articleIDs(ctx, snap)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		return fmt.Errorf("graph: %w: it has %d articles, and a backup is not mixed with them; restore into a new store", ErrNotEmpty, len(ids))
	}
	quads, err := snap.count(ctx)
	if err != nil {
		return err
	}
	others := quads > 0
	for rec, err := range snap.scan(ctx, "A", "[", false) {
		if err != nil {
			return err
		}
		k := kind(rec.key[:1])
		others = others || k != formatKind && k != revisionKind && k != updateKind
	}
	if others {
		return fmt.Errorf("graph: %w: it has no articles, but datasets or decisions; restore into a new store", ErrNotEmpty)
	}
	return nil
}

func (r *restorer) format(restoring string) (change, error) {
	value, err := json.Marshal(storeFormat{formatVersion, r.info.IRIBase, restoring})
	if err != nil {
		return change{}, fmt.Errorf("graph: %w", err)
	}
	return change{record: record{string(formatKind), string(value)}}, nil
}

// line is what takes the lines of the members of a folder; nil where there is nothing to take.
func (r *restorer) line(ctx context.Context, folder string) func(line []byte) error {
	switch folder {
	case recordsFolder:
		return func(line []byte) error { return r.other(ctx, line) }
	case articlesFolder:
		return func(line []byte) error { return r.article(ctx, line) }
	case curationFolder:
		return func(line []byte) error { return r.decision(ctx, line) }
	case quadsFolder:
		return func(line []byte) error { return r.quad(ctx, string(line)) }
	}
	return nil
}

// write works a batch out and makes it, and with it all that is made of it.
func (r *restorer) write(ctx context.Context, work func(w *writing) error) error {
	return r.s.change(ctx, func() (*commit, uint64, error) {
		snap, err := r.s.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		w := newWriting(snap, r.info.IRIBase, time.Time{})
		if err := work(w); err != nil {
			return nil, 0, err
		}
		if err := w.settle(ctx); err != nil {
			return nil, 0, err
		}
		c, err := w.draft.commit(ctx)
		return c, 0, err
	})
}

func (r *restorer) other(ctx context.Context, line []byte) error {
	rec, err := readSavedRecord(recordsFolder, line)
	if err != nil {
		return badBackup("is damaged: %w", err)
	}
	if r.others = append(r.others, change{record: rec}); len(r.others) < otherRecords {
		return nil
	}
	return r.writeOthers(ctx)
}

func (r *restorer) writeOthers(ctx context.Context) error {
	if len(r.others) == 0 {
		return nil
	}
	err := r.s.change(ctx, func() (*commit, uint64, error) { return &commit{records: r.others}, 0, nil })
	r.others = nil
	return err
}

func (r *restorer) article(ctx context.Context, line []byte) error {
	a, err := readSavedArticle(line)
	if err != nil {
		return badBackup("is damaged: %w", err)
	}
	r.batch = append(r.batch, a)
	r.size += len(line)
	if len(r.batch) < restoreArticles && r.size < restoreBytes {
		return nil
	}
	return r.writeArticles(ctx)
}

func (r *restorer) writeArticles(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	err := r.write(ctx, func(w *writing) error {
		for _, a := range r.batch {
			_, there, err := w.draft.base.get(ctx, articleKind.key(a.id))
			if err != nil {
				return err
			}
			if there {
				continue // of a restore that ended early
			}
			if err := w.read(ctx, a.id); err != nil {
				return err
			}
			for _, rec := range a.records {
				w.draft.put(rec.key, rec.value)
			}
		}
		return nil
	})
	r.articles += int64(len(r.batch))
	r.batch, r.size = r.batch[:0], 0
	r.progress(Progress{articlesFolder, r.articles, r.info.Articles})
	return err
}

// decision follows an entry of the curation log, once all articles are there.
func (r *restorer) decision(ctx context.Context, line []byte) error {
	rec, err := readSavedRecord(curationFolder, line)
	if err != nil {
		return badBackup("is damaged: %w", err)
	}
	return r.write(ctx, func(w *writing) error {
		_, there, err := w.draft.base.get(ctx, rec.key)
		if err != nil || there {
			return err
		}
		w.draft.put(rec.key, rec.value)
		number := keyNumber(rec.key[len(curationKind):])
		e, err := readCuration(ctx, w.draft, number)
		if err != nil {
			return err
		}
		return w.follow(ctx, number, e)
	})
}

// quad takes a quad of a dataset. All others are made of the articles.
func (r *restorer) quad(ctx context.Context, line string) error {
	r.quads++
	r.progress(Progress{quadsFolder, r.quads, r.info.Quads})
	at := strings.LastIndex(strings.TrimSuffix(line, " ."), " ")
	if !strings.HasPrefix(line[at+1:], "<"+r.info.IRIBase+datasetPrefix) {
		return nil
	}
	q, err := parseNQuad(line)
	if err != nil {
		return badBackup("is damaged: %w", err)
	}
	return r.add(ctx, q)
}

func (r *restorer) add(ctx context.Context, q quad.Quad) error {
	if r.added = append(r.added, q); len(r.added) < addedQuads {
		return nil
	}
	return r.writeAdded(ctx)
}

func (r *restorer) writeAdded(ctx context.Context) error {
	if len(r.added) == 0 {
		return nil
	}
	err := r.s.change(ctx, func() (*commit, uint64, error) { return &commit{added: r.added}, 0, nil })
	r.added = r.added[:0]
	return err
}

// compare holds the quads of the store against those of the backup.
func (r *restorer) compare(ctx context.Context, done *Restored) error {
	v, err := r.s.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	var sum uint64
	err = v.Quads(ctx, func(line string) error {
		done.Quads++
		r.progress(Progress{"compared quads", done.Quads, r.info.Quads})
		sum += quadSum(r.seed, []byte(line))
		return nil
	})
	done.Same = done.Quads == r.info.Quads && sum == r.sum
	return err
}

// end makes it a store.
func (r *restorer) end(ctx context.Context) error {
	return r.s.change(ctx, func() (*commit, uint64, error) {
		format, err := r.format("")
		revision := change{record: record{string(revisionKind), strconv.FormatUint(r.info.Revision, 10)}}
		return &commit{records: []change{format, revision}}, r.info.Revision, err
	})
}
