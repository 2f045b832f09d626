package graph

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"path"
	"slices"
	"strings"
)

// ErrBackup says that a file is no backup that this version can restore: something else, of a newer version, cut short
// or damaged.
var ErrBackup = errors.New("not a backup that can be restored")

func badBackup(format string, args ...any) error {
	return fmt.Errorf("graph: the backup "+format+": %w", append(args, ErrBackup)...)
}

// eachMember gives the members of a backup in their order.
func eachMember(ctx context.Context, r io.ReadSeeker, visit func(name string, content io.Reader) error) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("graph: backup: %w", err)
	}
	in := bufio.NewReaderSize(r, 1<<16)
	var from io.Reader = in
	if magic, err := in.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		zipped, err := gzip.NewReader(in)
		if err != nil {
			return unreadable(err)
		}
		from = zipped
	}
	for archive := tar.NewReader(from); ; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("graph: %w", err)
		}
		header, err := archive.Next()
		if err == io.EOF {
			// The checksum of what is compressed stands behind it.
			if _, err := io.Copy(io.Discard, from); err != nil {
				return unreadable(err)
			}
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		if err := visit(header.Name, &memberReader{archive}); err != nil {
			return err
		}
	}
}

// memberReader is the content of a member, of which an error is told as that of a backup.
type memberReader struct{ r io.Reader }

func (m *memberReader) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unreadable(err)
	}
	return n, err
}

// unreadable says what is wrong with a file that cannot be read as a tar.
func unreadable(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return badBackup("is cut short")
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &corrupt):
		return badBackup("is damaged (%w)", err)
	case errors.Is(err, tar.ErrHeader):
		return badBackup("is no tar, or is damaged")
	}
	return fmt.Errorf("graph: backup: %w", err)
}

// verified is what is known of a backup that is whole.
type verified struct {
	info BackupInfo
	id   string // of its content
	sum  uint64 // of its quads, by quadSum
}

// quadSum is a sum of lines that does not depend on their order. Seeds differ from process to process.
func quadSum(seed maphash.Seed, line []byte) uint64 { return maphash.Bytes(seed, line) }

// verifier holds the members of a backup against what it says of itself.
type verifier struct {
	seed     maphash.Seed
	progress func(Progress)

	verified
	sums     strings.Builder // what the last member should be
	last     string          // the member before
	ended    bool
	articles int64
	quads    int64
}

// verify reads a backup whole, and fails where it is not one or is not whole.
func verify(ctx context.Context, r io.ReadSeeker, seed maphash.Seed, progress func(Progress)) (*verified, error) {
	v := &verifier{seed: seed, progress: progress}
	err := eachMember(ctx, r, func(name string, content io.Reader) error { return v.member(ctx, name, content) })
	if err != nil {
		return nil, err
	}
	switch {
	case v.last == "":
		return nil, badBackup("is empty")
	case !v.ended:
		return nil, badBackup("is cut short: %s is its last member", v.last)
	case v.articles != v.info.Articles:
		return nil, badBackup("has %d articles and says that it has %d", v.articles, v.info.Articles)
	case v.quads != v.info.Quads:
		return nil, badBackup("has %d quads and says that it has %d", v.quads, v.info.Quads)
	}
	return &v.verified, nil
}

func (v *verifier) member(ctx context.Context, name string, content io.Reader) error {
	if first := v.last == ""; first != (name == manifestMember) {
		return badBackup("was not made by newsgraph backup: %q is where %s should be", name, manifestMember)
	}
	if v.ended {
		return badBackup("has %q behind its end", name)
	}
	v.last = name
	if name == sumsMember {
		return v.end(content)
	}
	sum := sha256.New()
	content = io.TeeReader(content, sum)
	var err error
	if name == manifestMember {
		err = v.manifest(content)
	} else {
		err = v.lines(ctx, name, content)
	}
	if err == nil {
		v.note(name, sum.Sum(nil))
	}
	return err
}

func (v *verifier) note(name string, sum []byte) {
	fmt.Fprintf(&v.sums, "%s  %s\n", hex.EncodeToString(sum), name)
}

// maxManifest is far more than a manifest has.
const maxManifest = 1 << 20

func (v *verifier) manifest(content io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(content, maxManifest))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &v.info); err != nil || v.info.Version < 1 {
		return badBackup("has a damaged manifest")
	}
	if v.info.Version > backupVersion {
		return badBackup("has form %d and this version reads up to %d; use a newer version", v.info.Version, backupVersion)
	}
	if v.info.Format > formatVersion {
		return badBackup("is of a store of format %d and this version reads up to %d; use a newer version", v.info.Format, formatVersion)
	}
	return nil
}

// end holds the hashes against those of what was read.
func (v *verifier) end(content io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(content, int64(v.sums.Len())+maxManifest))
	if err != nil {
		return err
	}
	want := strings.Split(string(data), "\n")
	for i, line := range strings.Split(v.sums.String(), "\n") {
		if i >= len(want) || want[i] != line {
			_, name, _ := strings.Cut(line, "  ")
			return badBackup("is damaged: %q is not what it was", name)
		}
	}
	sum := sha256.Sum256(data)
	v.id, v.ended = hex.EncodeToString(sum[:]), true
	return nil
}

// lines looks at each line of a member.
func (v *verifier) lines(ctx context.Context, name string, content io.Reader) error {
	check := v.check(path.Dir(name))
	if check == nil {
		return badBackup("has a member %q, which this version does not know", name)
	}
	return eachLine(ctx, content, maxSavedLine, func(line []byte) error {
		if err := check(line); err != nil {
			return badBackup("is damaged in %s: %w", name, err)
		}
		return nil
	})
}

func (v *verifier) check(folder string) func(line []byte) error {
	switch folder {
	case recordsFolder, curationFolder:
		return func(line []byte) error {
			_, err := readSavedRecord(folder, line)
			return err
		}
	case articlesFolder:
		return func(line []byte) error {
			v.articles++
			v.progress(Progress{"verified articles", v.articles, v.info.Articles})
			_, err := readSavedArticle(line)
			return err
		}
	case quadsFolder:
		return func(line []byte) error {
			v.quads++
			v.progress(Progress{"verified quads", v.quads, v.info.Quads})
			v.sum += quadSum(v.seed, line)
			return nil
		}
	}
	return nil
}

// maxSavedLine is far longer than an article with its earlier texts.
const maxSavedLine = 1 << 30

var errLongLine = errors.New("the line is too long")

// eachLine gives the lines without their newlines; a line is of use only during the call. One of more than limit bytes
// is an error.
func eachLine(ctx context.Context, r io.Reader, limit int, yield func(line []byte) error) error {
	in := bufio.NewReaderSize(r, 1<<16)
	var long []byte
	for n := 0; ; {
		part, err := in.ReadSlice('\n')
		if len(long) > limit {
			return errLongLine
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long, part...)
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(long) > 0 {
			long = append(long, part...)
			part = long
		}
		if len(part) == 0 {
			return nil
		}
		if n++; n%256 == 0 && ctx.Err() != nil {
			return fmt.Errorf("graph: %w", ctx.Err())
		}
		if err := yield(bytes.TrimSuffix(part, []byte("\n"))); err != nil {
			return err
		}
		long = long[:0]
	}
}

func readSavedRecord(folder string, line []byte) (record, error) {
	var s savedRecord
	if err := json.Unmarshal(line, &s); err != nil {
		return record{}, err
	}
	rec := s.record()
	fits := primary(rec.key) && slices.Contains(otherKinds(), kind(rec.key[:1]))
	if folder == curationFolder {
		fits = strings.HasPrefix(rec.key, string(curationKind)) && len(rec.key) == len(curationKind)+numberSize
	}
	if !fits {
		return record{}, fmt.Errorf("the key %q does not belong there", rec.key)
	}
	return rec, nil
}

// articleRecords are all records of an article.
type articleRecords struct {
	id      string
	records []record
}

func readSavedArticle(line []byte) (*articleRecords, error) {
	var s savedArticle
	if err := json.Unmarshal(line, &s); err != nil {
		return nil, err
	}
	a := &articleRecords{id: s.Article}
	known := false
	for _, r := range s.Records {
		rec := r.record()
		switch rec.key {
		case articleKind.key(s.Article):
			known = true
		case textKind.key(s.Article), readingKind.key(s.Article):
		default:
			prefix := historyKind.under(s.Article)
			if !strings.HasPrefix(rec.key, prefix) || len(rec.key) != len(prefix)+numberSize {
				return nil, fmt.Errorf("the key %q does not belong to %s", rec.key, s.Article)
			}
		}
		a.records = append(a.records, rec)
	}
	if !strings.HasPrefix(s.Article, ArticlePrefix) || !known {
		return nil, fmt.Errorf("%q is no article", s.Article)
	}
	return a, nil
}
