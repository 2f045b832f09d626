package format

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// Stream is an input that can be read in three ways, of which a format chooses one before it reads: as what its bytes
// hold, unpacked (Read); as they are (Raw); or anywhere (File). It is not safe for concurrent use.
type Stream struct {
	raw   *bufio.Reader
	file  io.ReaderAt // nil where the input can only be read from its beginning
	size  int64       // of file
	plain io.Reader   // nil before the first Read
}

// NewStream is r as a Stream; r itself where it is one. An input that is a regular file, at its beginning, can be read
// anywhere.
func NewStream(r io.Reader) *Stream {
	if s, ok := r.(*Stream); ok {
		return s
	}
	s := &Stream{raw: bufio.NewReaderSize(r, rawBuffer)}
	file, ok := r.(interface {
		io.ReaderAt
		Stat() (fs.FileInfo, error)
	})
	if !ok {
		return s
	}
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		s.file, s.size = file, info.Size()
	}
	return s
}

// rawBuffer is enough for a head (HeadSize) of bytes that packing could not make smaller.
const rawBuffer = 2 * HeadSize

// Read reads what the bytes hold, unpacked as Open does it.
func (s *Stream) Read(p []byte) (int, error) {
	if err := s.open(); err != nil {
		return 0, err
	}
	return s.plain.Read(p)
}

func (s *Stream) open() error {
	if s.plain != nil {
		return nil
	}
	plain, err := Open(s.raw)
	if err == nil {
		s.plain = plain
	}
	return err
}

// Raw is the bytes as they are, packed or not, from the given one on.
func (s *Stream) Raw(from int64) (*bufio.Reader, error) {
	if s.file != nil && from > 0 {
		return bufio.NewReaderSize(io.NewSectionReader(s.file, from, max(s.size-from, 0)), rawBuffer), nil
	}
	for from > 0 {
		n, err := s.raw.Discard(int(min(from, 1<<30)))
		if from -= int64(n); errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return s.raw, nil
}

// File is the input as a file and its size; ok says whether it is one.
func (s *Stream) File() (file io.ReaderAt, size int64, ok bool) { return s.file, s.size, s.file != nil }

// head is the first bytes, unpacked, at most HeadSize; nothing is taken.
func (s *Stream) head() ([]byte, error) {
	raw, err := s.raw.Peek(rawBuffer)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	whole := err != nil
	if packing(raw) == nil {
		return raw[:min(len(raw), HeadSize)], nil
	}
	plain, err := Open(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	head, err := io.ReadAll(io.LimitReader(plain, HeadSize))
	// Where not all packed bytes were shown, their end is no damage.
	if err != nil && (whole || len(head) == 0) {
		return nil, err
	}
	return head, nil
}

// Peek is the next n bytes, unpacked, without taking them; fewer come with the reason.
func (s *Stream) Peek(n int) ([]byte, error) {
	if err := s.open(); err != nil {
		return nil, err
	}
	buffered, ok := s.plain.(*bufio.Reader)
	if !ok {
		buffered = bufio.NewReader(s.plain)
		s.plain = buffered
	}
	return buffered.Peek(n)
}
