package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"newsgraph/loaders/format"
)

// reader parts an archive into records.
type reader struct {
	raw   *bufio.Reader // the file
	count *tally        // how much of it was read into raw
	start int64         // where raw began in the file

	member *gzip.Reader  // nil where the file is not gzipped
	body   *bufio.Reader // the records: raw, or what the present member of raw holds
	open   bool          // body is in the middle of a member
	from   int64         // where the present member began
}

const bufferSize = 64 << 10

// newReader begins at a place that an earlier reader gave.
func newReader(s *format.Stream, start int64) (*reader, error) {
	raw, err := s.Raw(start)
	if err != nil {
		return nil, err
	}
	r := &reader{count: &tally{r: raw}, start: start}
	r.raw = bufio.NewReaderSize(r.count, bufferSize)
	magic, err := r.raw.Peek(len(gzipMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.Equal(magic, gzipMagic):
		r.member = new(gzip.Reader)
		r.body = bufio.NewReaderSize(nil, bufferSize)
	case start == 0 && !bytes.HasPrefix(magic, []byte(version[:len(gzipMagic)])):
		// Packed as a whole in another way.
		plain, err := format.Open(r.raw)
		if err != nil {
			return nil, err
		}
		r.count = &tally{r: plain}
		r.raw = bufio.NewReaderSize(r.count, bufferSize)
		r.body = r.raw
	default:
		r.body = r.raw
	}
	return r, nil
}

var gzipMagic = []byte{0x1f, 0x8b, 8}

// offset is how much of the file was taken.
func (r *reader) offset() int64 { return r.start + r.count.n - int64(r.raw.Buffered()) }

// next is the next record, with a block of at most limit bytes or a little more. The error is io.EOF at the end, and others
// behind which the reading cannot go on. Damage to the record itself is its err.
func (r *reader) next(limit int64) (record, error) {
	for {
		rec := record{at: format.Place{Here: r.offset()}}
		found, err := r.begin(&rec)
		if err != nil {
			return rec, err
		}
		if found {
			rec.err = r.record(&rec, limit)
		}
		if rec.err != nil && !errors.Is(rec.err, format.ErrTooLarge) {
			if err := r.seek(); err != nil && !errors.Is(err, io.EOF) {
				return rec, err
			}
		}
		if err := r.end(&rec); err != nil {
			return rec, err
		}
		if found || rec.err != nil {
			return rec, nil
		}
	}
}

// begin goes to the next record: it opens the next member of a gzipped file, unless the present one goes on, and passes
// over empty lines. It says no where there is no record, and why in the record's err.
func (r *reader) begin(rec *record) (bool, error) {
	if r.member != nil && !r.open {
		if found, err := r.openMember(rec); !found || err != nil {
			return false, err
		}
	}
	if err := r.skipLines(); err != nil {
		if r.member == nil {
			return false, err
		}
		if r.open = false; !errors.Is(err, io.EOF) {
			rec.err = fmt.Errorf("%w (%w)", format.ErrGzip, err)
		}
		return false, nil
	}
	if r.member == nil {
		rec.at.Here = r.offset()
	}
	return true, nil
}

// openMember opens the member of a gzipped file at which raw stands.
func (r *reader) openMember(rec *record) (bool, error) {
	r.from = r.offset()
	r.count.keepFrom(r.from - r.start)
	rec.at.Here = r.from
	magic, err := r.raw.Peek(len(gzipMagic))
	if len(magic) == 0 {
		return false, err
	}
	if magic[0] == 0 {
		// Some programs fill the last block of a file with zeros.
		_, err := r.raw.Discard(1)
		return false, err
	}
	if bytes.Equal(magic, gzipMagic) {
		if err = r.member.Reset(r.raw); err == nil {
			r.member.Multistream(false)
			r.body.Reset(&guard{r: r.member, packed: r.count, before: r.count.n})
			r.open = true
			return true, nil
		}
	}
	rec.err = fmt.Errorf("%w (no gzip data at byte %d)", format.ErrGzip, r.from)
	return false, nil
}

// guard watches over what a member unpacks to.
type guard struct {
	r         io.Reader
	packed    *tally
	before, n int64
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if g.n += int64(n); format.IsBomb(g.n, g.packed.n-g.before+bufferSize) {
		return 0, format.Bomb(g.n, g.packed.n-g.before)
	}
	return n, err
}

// skipLines passes over the empty lines between records.
func (r *reader) skipLines() error {
	for {
		next, err := r.body.Peek(1)
		if len(next) == 0 {
			return err
		}
		if next[0] != '\r' && next[0] != '\n' {
			return nil
		}
		if _, err := r.body.Discard(1); err != nil {
			return err
		}
	}
}

// end finds out where the next record is.
func (r *reader) end(rec *record) error {
	switch {
	case r.member == nil:
		if err := r.skipLines(); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	case r.open:
		if err := r.endMember(rec); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
	if rec.at.Next = r.offset(); r.open {
		rec.at.Next = r.from
	}
	return nil
}

// endMember closes the present member where the record was its last.
func (r *reader) endMember(rec *record) error {
	err := r.skipLines()
	if err == nil || errors.Is(err, io.EOF) {
		r.open = err == nil
		return nil
	}
	r.open = false
	if rec.err == nil {
		rec.err = fmt.Errorf("%w (%w)", format.ErrGzip, err)
	}
	return r.seekMember()
}

// record reads one record.
func (r *reader) record(rec *record, limit int64) error {
	line, err := r.body.ReadSlice('\n')
	if err != nil || !bytes.HasPrefix(line, []byte(version)) {
		return fmt.Errorf("%w WARC record: it does not begin with %q", format.ErrInvalid, version)
	}
	if rec.header, _, err = readHeader(r.body); err != nil {
		return fmt.Errorf("%w WARC record: %w", format.ErrInvalid, err)
	}
	size, err := strconv.ParseInt(rec.header.get("Content-Length"), 10, 64)
	if err != nil || size < 0 {
		return fmt.Errorf("%w WARC record: its Content-Length is %.40q", format.ErrInvalid, rec.header.get("Content-Length"))
	}
	var block bytes.Buffer
	kept := min(size, limit+maxHeader)
	if !rec.wanted() {
		kept = 0
	} else if kept < size {
		// Its HTTP header still says whether it could be a page.
		kept = min(size, maxHeader)
	}
	block.Grow(int(min(kept, maxHeader)))
	n, err := io.CopyN(&block, r.body, kept)
	if err == nil && kept < size {
		var rest int64
		rest, err = io.CopyN(io.Discard, r.body, size-kept)
		n += rest
	}
	rec.block = block.Bytes()
	switch {
	case err != nil && errors.Is(err, io.EOF):
		return fmt.Errorf("%w WARC record: it ends after %d of %d bytes", format.ErrInvalid, n, size)
	case err != nil:
		return fmt.Errorf("%w WARC record: it ends after %d of %d bytes: %w", format.ErrInvalid, n, size, err)
	case rec.wanted() && kept < size:
		return format.TooLarge(limit)
	}
	return nil
}

// wanted says whether the block of a record is worth having.
func (rec record) wanted() bool {
	switch rec.kind() {
	case "response", "resource", "conversion", "revisit":
		return true
	}
	return false
}

// seek goes to the next record behind damage.
func (r *reader) seek() error {
	if r.member != nil && !r.open {
		return r.seekMember()
	}
	for {
		start, err := r.body.Peek(len(version))
		if string(start) == version {
			return nil
		}
		if err == nil {
			// A line longer than the buffer is taken piece by piece.
			if _, err = r.body.ReadSlice('\n'); errors.Is(err, bufio.ErrBufferFull) {
				err = nil
			}
		}
		switch {
		case err == nil:
		case r.member == nil:
			return err
		case errors.Is(err, io.EOF):
			r.open = false
			return nil
		default:
			r.open = false
			return r.seekMember()
		}
	}
}

// seekMember goes to the next gzip member, behind the beginning of the present one, that begins with a record. Damaged
// bytes can be read for a while as if they were whole, into the members behind them.
func (r *reader) seekMember() error {
	if r.count.rewind(r.from - r.start + 1) {
		r.raw.Reset(r.count)
	}
	for {
		window, err := r.raw.Peek(bufferSize / 2)
		at := bytes.Index(window, gzipMagic)
		switch {
		case at > 0:
		case at == 0 && beginsRecord(window):
			return nil
		case at == 0:
			at = 1
		case err != nil:
			if _, discardErr := r.raw.Discard(len(window)); discardErr != nil {
				return discardErr
			}
			return err
		default:
			at = len(window) - len(gzipMagic) + 1
		}
		if _, err := r.raw.Discard(at); err != nil {
			return err
		}
	}
}

// beginsRecord says whether packed bytes are a gzip member with a record at its beginning.
func beginsRecord(packed []byte) bool {
	member, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return false
	}
	start := make([]byte, len(version))
	_, err = io.ReadFull(member, start)
	return err == nil && string(start) == version
}

// header is the fields of a record or a response, by name in lower case; the first of each counts.
type header map[string]string

func (h header) get(name string) string { return h[strings.ToLower(name)] }

// The most that a header may have.
const (
	maxHeader = 256 << 10
	maxFields = 1000
	maxFolded = 8 << 10 // a field of several lines
)

// readHeader reads fields up to an empty line and says how many bytes that took. Lines that are no fields are passed over;
// a line that begins with white space goes on with the field before.
func readHeader(r *bufio.Reader) (header, int, error) {
	h := header{}
	size, last := 0, ""
	for {
		line, err := readLine(r, maxHeader-size)
		size += len(line)
		if err != nil {
			return h, size, fmt.Errorf("its header ends too early or has more than %d kB: %w", maxHeader>>10, err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			return h, size, nil
		}
		if strings.TrimLeft(text, " \t") != text {
			if last != "" && len(h[last]) < maxFolded {
				h[last] += " " + strings.TrimSpace(text)
			}
			continue
		}
		name, value, ok := strings.Cut(text, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if last = ""; !ok || h[name] != "" {
			continue
		}
		if len(h) >= maxFields {
			return h, size, fmt.Errorf("its header has more than %d fields", maxFields)
		}
		h[name], last = strings.TrimSpace(value), name
	}
}

// readLine is a line with its end, of at most limit bytes.
func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > limit {
			return line, bufio.ErrTooLong
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			if errors.Is(err, io.EOF) && len(line) == 0 {
				err = io.ErrUnexpectedEOF
			}
			return line, err
		}
	}
}
