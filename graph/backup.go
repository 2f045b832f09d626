package graph

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A backup is a tar file with these members, of which all but the first and the last are there as often as is needed:
//
//	manifest.json           the BackupInfo
//	records/000001.jsonl    what was loaded beside articles, a savedRecord a line
//	articles/000001.jsonl   a savedArticle a line
//	curation/000001.jsonl   the curation log, a savedRecord a line
//	quads/000001.nq         every quad as a line of N-Quads
//	SHA256SUMS              the hashes of all members before it, as sha256sum has them
//
// The quads of articles are there for other programs: a restore makes them anew, and takes only those of datasets.
const (
	manifestMember = "manifest.json"
	recordsFolder  = "records"
	articlesFolder = "articles"
	curationFolder = "curation"
	quadsFolder    = "quads"
	sumsMember     = "SHA256SUMS"
)

// backupVersion is the version of the form of a backup. It goes up with every change that an older program would not
// understand.
const backupVersion = 1

// memberSize is at how many bytes a member ends and the next one begins. It is what a backup takes of memory.
const memberSize = 8 << 20

// BackupInfo is what a backup says of itself.
type BackupInfo struct {
	Version  int       `json:"version"` // of the form of the backup
	Format   int       `json:"format"`  // of the store
	IRIBase  string    `json:"iriBase"`
	Program  string    `json:"program,omitempty"`
	Made     time.Time `json:"made"`
	Revision uint64    `json:"revision"`
	Articles int64     `json:"articles"`
	Quads    int64     `json:"quads"`
}

// BackupOptions are what a backup may be told. The zero value works.
type BackupOptions struct {
	Program  string         // the version of the program that makes it
	Gzip     bool           // compress it
	Progress func(Progress) // is told now and then how far it is

	memberSize int // default memberSize
}

// Progress says how far something long is.
type Progress struct {
	Step        string // what is counted: "articles", "quads"
	Done, Total int64  // Total is 0 where it is not known
}

// savedRecord is a record in a backup. What is no UTF-8 is in the fields for bytes.
type savedRecord struct {
	Key        string `json:"key,omitempty"`
	KeyBytes   []byte `json:"keyBytes,omitempty"`
	Value      string `json:"value,omitempty"`
	ValueBytes []byte `json:"valueBytes,omitempty"`
}

// savedArticle is an article in a backup: all of its records, its text and earlier texts among them.
type savedArticle struct {
	Article string        `json:"article"` // its id
	Records []savedRecord `json:"records"`
}

func saved(rec record) savedRecord {
	var s savedRecord
	if s.Key = rec.key; !utf8.ValidString(rec.key) {
		s.Key, s.KeyBytes = "", []byte(rec.key)
	}
	if s.Value = rec.value; !utf8.ValidString(rec.value) {
		s.Value, s.ValueBytes = "", []byte(rec.value)
	}
	return s
}

func (s savedRecord) record() record {
	return record{s.Key + string(s.KeyBytes), s.Value + string(s.ValueBytes)}
}

// Backup writes the store as it is now to w, whatever is written meanwhile: all that was loaded and decided, and the
// quads. Restore makes a store of it, on any backend. After an error what was written is of no use.
func (s *Store) Backup(ctx context.Context, w io.Writer, opt BackupOptions) (*BackupInfo, error) {
	v, err := s.View(ctx)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	info := &BackupInfo{
		Version: backupVersion, Format: formatVersion, IRIBase: v.base, Program: opt.Program,
		Made: s.opt.Clock().UTC().Truncate(time.Second), Revision: v.revision,
	}
	var zipped *gzip.Writer
	if opt.Gzip {
		zipped = gzip.NewWriter(w)
		w = zipped
	}
	b := newBackupWriter(w, info, opt)
	if err := b.store(ctx, v); err != nil {
		return nil, fmt.Errorf("graph: backup: %w", err)
	}
	if zipped != nil {
		if err := zipped.Close(); err != nil {
			return nil, fmt.Errorf("graph: backup: %w", err)
		}
	}
	return info, nil
}

// backupWriter writes the members of a backup.
type backupWriter struct {
	tar      *tar.Writer
	out      *bufio.Writer
	info     *BackupInfo
	opt      BackupOptions
	progress func(Progress)

	folder string       // of the member that is being filled
	number int          // of that member in its folder
	member bytes.Buffer // what it has
	sums   strings.Builder
}

func newBackupWriter(w io.Writer, info *BackupInfo, opt BackupOptions) *backupWriter {
	if opt.memberSize == 0 {
		opt.memberSize = memberSize
	}
	out := bufio.NewWriterSize(w, 1<<16)
	return &backupWriter{tar: tar.NewWriter(out), out: out, info: info, opt: opt, progress: paced(opt.Progress)}
}

// paced is a report of progress that is made only so often.
func paced(report func(Progress)) func(Progress) {
	const interval = 100 * time.Millisecond
	var last time.Time
	var step string
	return func(p Progress) {
		if report == nil {
			return
		}
		if now := time.Now(); p.Step != step || p.Done == p.Total || now.Sub(last) >= interval {
			last, step = now, p.Step
			report(p)
		}
	}
}

// store writes everything.
func (b *backupWriter) store(ctx context.Context, v *View) error {
	ids, err := articleIDs(ctx, v.snap)
	if err != nil {
		return err
	}
	b.info.Articles = int64(len(ids))
	if b.info.Quads, err = v.snap.count(ctx); err != nil {
		return err
	}
	manifest, err := json.MarshalIndent(b.info, "", "  ")
	if err != nil {
		return err
	}
	if err := b.write(manifestMember, append(manifest, '\n')); err != nil {
		return err
	}
	steps := []func() error{
		func() error { return b.records(ctx, v, recordsFolder, otherKinds()) },
		func() error { return b.articles(ctx, v, ids) },
		func() error { return b.records(ctx, v, curationFolder, []kind{curationKind}) },
		func() error { return b.quads(ctx, v) },
	}
	for _, step := range steps {
		if err := errors.Join(step(), ctx.Err()); err != nil {
			return err
		}
		if err := b.flush(); err != nil {
			return err
		}
	}
	if err := b.write(sumsMember, []byte(b.sums.String())); err != nil {
		return err
	}
	return errors.Join(b.tar.Close(), b.out.Flush())
}

// otherKinds are the kinds of what was loaded that neither belong to an article nor are treated by themselves, those too
// that are not known yet.
func otherKinds() []kind {
	var kinds []kind
	for c := 'A'; c <= 'Z'; c++ {
		switch k := kind(c); k {
		case articleKind, textKind, readingKind, historyKind, curationKind, revisionKind, formatKind, updateKind:
		default:
			kinds = append(kinds, k)
		}
	}
	return kinds
}

func (b *backupWriter) records(ctx context.Context, v *View, folder string, kinds []kind) error {
	for _, k := range kinds {
		for rec, err := range v.snap.scan(ctx, string(k), prefixEnd(string(k)), false) {
			if err != nil {
				return err
			}
			if err := b.json(folder, saved(rec)); err != nil {
				return err
			}
		}
	}
	return nil
}

// articlesAtOnce is how many articles are read together.
const articlesAtOnce = 50

func (b *backupWriter) articles(ctx context.Context, v *View, ids []string) error {
	done := int64(0)
	for some := range slices.Chunk(ids, articlesAtOnce) {
		articles, err := ahead(ctx, v.snap, func(ctx context.Context) ([]savedArticle, error) { return savedArticles(ctx, v.snap, some) })
		if err != nil {
			return err
		}
		for _, a := range articles {
			if err := b.json(articlesFolder, a); err != nil {
				return err
			}
			done++
			b.progress(Progress{articlesFolder, done, b.info.Articles})
		}
	}
	return nil
}

func savedArticles(ctx context.Context, r reader, ids []string) ([]savedArticle, error) {
	var articles []savedArticle
	for _, id := range ids {
		a := savedArticle{Article: id}
		for _, k := range []kind{articleKind, textKind, readingKind} {
			value, ok, err := r.get(ctx, k.key(id))
			if err != nil {
				return nil, err
			}
			if ok {
				a.Records = append(a.Records, saved(record{k.key(id), value}))
			}
		}
		prefix := historyKind.under(id)
		for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
			if err != nil {
				return nil, err
			}
			a.Records = append(a.Records, saved(rec))
		}
		articles = append(articles, a)
	}
	return articles, nil
}

func (b *backupWriter) quads(ctx context.Context, v *View) error {
	done := int64(0)
	return v.Quads(ctx, func(line string) error {
		done++
		b.progress(Progress{quadsFolder, done, b.info.Quads})
		return b.line(quadsFolder, []byte(line))
	})
}

func (b *backupWriter) json(folder string, value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return b.line(folder, line)
}

// line adds a line to the members of a folder.
func (b *backupWriter) line(folder string, line []byte) error {
	if b.folder != folder {
		b.folder, b.number = folder, 0
	}
	b.member.Write(line)
	b.member.WriteByte('\n')
	if b.member.Len() < b.opt.memberSize {
		return nil
	}
	return b.flush()
}

// flush ends the member that is being filled.
func (b *backupWriter) flush() error {
	if b.member.Len() == 0 {
		return nil
	}
	b.number++
	err := b.write(memberName(b.folder, b.number), b.member.Bytes())
	b.member.Reset()
	return err
}

func memberName(folder string, number int) string {
	suffix := ".jsonl"
	if folder == quadsFolder {
		suffix = ".nq"
	}
	return fmt.Sprintf("%s/%06d%s", folder, number, suffix)
}

func (b *backupWriter) write(name string, content []byte) error {
	sum := sha256.Sum256(content)
	fmt.Fprintf(&b.sums, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	header := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), ModTime: b.info.Made, Format: tar.FormatPAX}
	if err := b.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err := b.tar.Write(content)
	return err
}
