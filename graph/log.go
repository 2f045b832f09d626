package graph

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"os"
	"path/filepath"
)

// The log of a folder: a head, then one entry per commit.
//
//	head   8 bytes logMagic, 4 bytes version, 4 bytes checksum of these 12
//	entry  4 bytes length of the payload, 4 bytes checksum of the payload, 4 bytes checksum of these 8, the payload
//	payload  the number of changes; each: 0 and key and value, or 1 and the key that is gone
//
// Numbers are big-endian, checksums CRC-32C. The length has a checksum of its own, so that a damaged length is not taken
// for an entry that was cut short.
const (
	logName    = "articles.log"
	logMagic   = "nggraph\n"
	logVersion = 1
	headSize   = 16
	entryHead  = 12
	entryLimit = 1<<31 - 1 // the largest payload
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// disk is what the log needs of a file system, so that a test can fill it up.
type disk interface {
	// open opens a file for reading and writing, and makes it where there is none.
	open(path string) (logFile, error)
}

// logFile is a file that is read from its beginning once and then only appended to.
type logFile interface {
	io.ReadWriteSeeker
	io.Closer
	Truncate(size int64) error
	Sync() error
}

// osDisk is the file system of the machine.
type osDisk struct{}

func (osDisk) open(path string) (logFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// syncFolder makes the name of a new file durable, where the system can.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrInvalid) {
		return err
	}
	return nil
}

// recordLog is the log of a folder, open for appending.
type recordLog struct {
	path string
	file logFile
	size int64 // of what is whole and acknowledged
	torn bool  // something may stand behind size
}

// openLog opens the log at path, gives all that was committed to replay in order, and cuts off what a crash left of an
// entry that was never acknowledged. Damage before the end is an error and nothing is changed.
func openLog(d disk, path string, log *slog.Logger, replay func([]change) error) (*recordLog, error) {
	file, err := d.open(path)
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	l := &recordLog{path: path, file: file}
	if err := l.recover(log, replay); err != nil {
		_ = file.Close()
		return nil, err
	}
	return l, nil
}

func (l *recordLog) recover(log *slog.Logger, replay func([]change) error) error {
	data, err := io.ReadAll(l.file)
	if err != nil {
		return fmt.Errorf("graph: %s: %w", l.path, err)
	}
	if head := newHead(); len(data) < headSize && bytes.HasPrefix(head, data) || len(data) <= headSize && len(bytes.Trim(data, "\x00")) == 0 {
		// A crash while the folder was made; nothing was ever acknowledged.
		return l.begin(head)
	}
	if err := checkHead(data); err != nil {
		return fmt.Errorf("graph: %s: %w", l.path, err)
	}
	l.size = headSize
	for int(l.size) < len(data) {
		changes, length, err := readEntry(data[l.size:])
		if err != nil {
			if wholeEntryBehind(data[l.size:]) {
				return fmt.Errorf("graph: %s is damaged at byte %d: %w; restore it from a copy", l.path, l.size, err)
			}
			log.Warn("the log of the store ends in an entry that was never finished; it is cut off",
				"path", l.path, "at", l.size, "bytes", len(data)-int(l.size))
			l.torn = true
			return l.cut()
		}
		if err := replay(changes); err != nil {
			return err
		}
		l.size += int64(length)
	}
	return nil
}

func newHead() []byte {
	head := binary.BigEndian.AppendUint32([]byte(logMagic), logVersion)
	return append(head, checksum(head)...)
}

func checksum(data []byte) []byte {
	return binary.BigEndian.AppendUint32(nil, crc32.Checksum(data, castagnoli))
}

// begin writes the head of a new log.
func (l *recordLog) begin(head []byte) error {
	l.torn = true
	if err := l.cut(); err != nil {
		return err
	}
	return l.write(head)
}

func checkHead(head []byte) error {
	if len(head) < headSize || string(head[:len(logMagic)]) != logMagic {
		return fmt.Errorf("%w: it is not the log of a store", ErrFormat)
	}
	version := binary.BigEndian.Uint32(head[8:])
	if crc32.Checksum(head[:12], castagnoli) != binary.BigEndian.Uint32(head[12:headSize]) {
		return errors.New("the head of the log is damaged; restore it from a copy")
	}
	if version != logVersion {
		return fmt.Errorf("%w: format %d, and this program reads format %d; use a newer newsgraph", ErrFormat, version, logVersion)
	}
	return nil
}

var (
	errShort    = errors.New("an entry is cut short")
	errChecksum = errors.New("an entry has a wrong checksum")
)

// readEntry reads the entry at the beginning of data and says how long it is.
func readEntry(data []byte) (changes []change, length int, err error) {
	if len(data) < entryHead {
		return nil, 0, errShort
	}
	if crc32.Checksum(data[:8], castagnoli) != binary.BigEndian.Uint32(data[8:]) {
		return nil, 0, errChecksum
	}
	size := int(binary.BigEndian.Uint32(data))
	if size > len(data)-entryHead {
		return nil, 0, errShort
	}
	payload := data[entryHead : entryHead+size]
	if crc32.Checksum(payload, castagnoli) != binary.BigEndian.Uint32(data[4:]) {
		return nil, 0, errChecksum
	}
	changes, err = decodeChanges(string(payload))
	return changes, entryHead + size, err
}

// wholeEntryBehind says that a sound entry begins anywhere behind the beginning of data, so that what is wrong there is
// no torn end.
func wholeEntryBehind(data []byte) bool {
	for at := 1; at+entryHead <= len(data); at++ {
		if size := binary.BigEndian.Uint32(data[at:]); size == 0 || int64(size) > int64(len(data)-at-entryHead) {
			continue
		}
		if _, _, err := readEntry(data[at:]); err == nil {
			return true
		}
	}
	return false
}

// append makes the primary records among the changes durable. After an error the log is as it was before: what was
// written is cut off again, at the latest before the next entry.
func (l *recordLog) append(changes []change) error {
	payload, n := encodeChanges(changes)
	if n == 0 {
		return nil
	}
	if len(payload) > entryLimit {
		return fmt.Errorf("graph: %s: a batch of %d bytes is too large; load fewer articles at once", l.path, len(payload))
	}
	if err := l.cut(); err != nil {
		return err
	}
	entry := binary.BigEndian.AppendUint32(make([]byte, 0, entryHead+len(payload)), uint32(len(payload)))
	entry = append(entry, checksum(payload)...)
	entry = append(entry, checksum(entry)...)
	if err := l.write(append(entry, payload...)); err != nil {
		_ = l.cut()
		return err
	}
	return nil
}

func (l *recordLog) write(data []byte) error {
	l.torn = true
	if _, err := l.file.Write(data); err != nil {
		return fmt.Errorf("graph: %s could not be written, nothing was changed: %w", l.path, err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("graph: %s could not be written, nothing was changed: %w", l.path, err)
	}
	l.torn = false
	l.size += int64(len(data))
	return nil
}

// cut takes off what stands behind the last whole entry and goes there.
func (l *recordLog) cut() error {
	if l.torn {
		if err := l.file.Truncate(l.size); err != nil {
			return fmt.Errorf("graph: %s could not be mended after an error: %w", l.path, err)
		}
		if err := l.file.Sync(); err != nil {
			return fmt.Errorf("graph: %s could not be mended after an error: %w", l.path, err)
		}
	}
	if _, err := l.file.Seek(l.size, io.SeekStart); err != nil {
		return fmt.Errorf("graph: %s: %w", l.path, err)
	}
	l.torn = false
	return nil
}

func (l *recordLog) close() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("graph: %s: %w", l.path, err)
	}
	return nil
}

// encodeChanges writes the primary records among the changes and counts them.
func encodeChanges(changes []change) ([]byte, int) {
	var e encoder
	n := 0
	for _, c := range changes {
		if !primary(c.key) {
			continue
		}
		n++
		e.bool(c.gone)
		e.str(c.key)
		if !c.gone {
			e.str(c.value)
		}
	}
	return e.b, n
}

func decodeChanges(payload string) ([]change, error) {
	var changes []change
	d := decoder{s: payload}
	for d.err == nil && d.s != "" {
		c := change{gone: d.bool()}
		c.key = d.str()
		if !c.gone {
			c.value = d.str()
		}
		changes = append(changes, c)
	}
	return changes, d.err
}
