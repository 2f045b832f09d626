package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"

	"newsgraph/loaders/format"
)

// decode is the bytes of a stream without its filters. What is damaged ends there; a filter of pictures gives nothing.
func (f *file) decode(s stream) []byte {
	filters := f.get(s.dict["Filter"])
	parameters := f.get(s.dict["DecodeParms"])
	if one, ok := filters.(name); ok {
		filters, parameters = array{one}, array{parameters}
	}
	list, _ := filters.(array)
	settings, _ := parameters.(array)
	data := f.unlocked(s)
	for i, filter := range list {
		if i >= maxFilters {
			return nil
		}
		var setting dict
		if i < len(settings) {
			setting = f.dict(settings[i])
		}
		data = f.apply(f.name(filter), setting, data)
	}
	return data
}

// maxFilters is the most filters that a stream may have one upon the other.
const maxFilters = 4

func (f *file) apply(filter name, setting dict, data []byte) []byte {
	switch filter {
	case "FlateDecode", "Fl":
		r, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil
		}
		return f.unpredict(f.unpack(r, len(data)), setting)
	case "LZWDecode", "LZW":
		early := 1
		if setting["EarlyChange"] != nil {
			early = int(f.number(setting["EarlyChange"]))
		}
		return f.unpredict(f.unpack(&lzwReader{data: data, early: early}, len(data)), setting)
	case "ASCII85Decode", "A85":
		data, _, _ = bytes.Cut(bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~")), []byte("~"))
		return f.unpack(ascii85.NewDecoder(bytes.NewReader(data)), len(data))
	case "ASCIIHexDecode", "AHx":
		l := lexer{data: append(bytes.Clone(data), '>')}
		return []byte(l.hex())
	case "RunLengthDecode", "RL":
		return f.unpack(&runReader{data: data}, len(data))
	case "Crypt":
		return data
	}
	return nil
}

// unpack reads what is packed, within the limits.
func (f *file) unpack(r io.Reader, packed int) []byte {
	if f.bomb != nil {
		return nil
	}
	// An error is damage: what came before it is kept.
	data, _ := io.ReadAll(io.LimitReader(r, f.limit+1))
	f.unpacks += int64(len(data))
	switch {
	case int64(len(data)) > f.limit:
		f.bomb = format.TooLarge(f.limit)
	case format.IsBomb(f.unpacks, int64(len(f.data))):
		f.bomb = format.Bomb(f.unpacks, int64(len(f.data)))
	default:
		return data
	}
	return nil
}

// unpredict takes the differences between rows off (ISO 32000-1, 7.4.4.4).
func (f *file) unpredict(data []byte, setting dict) []byte {
	predictor := int(f.number(setting["Predictor"]))
	if predictor < 10 {
		return data
	}
	value := func(field name, usual int) int {
		if setting[field] == nil {
			return usual
		}
		return int(f.number(setting[field]))
	}
	pixel := max(value("Colors", 1)*value("BitsPerComponent", 8)/8, 1)
	width := (value("Columns", 1)*value("Colors", 1)*value("BitsPerComponent", 8) + 7) / 8
	if width <= 0 || width > len(data) || pixel > width {
		return nil
	}
	out := make([]byte, 0, len(data))
	before := make([]byte, width)
	for len(data) > 1 {
		kind := data[0]
		row := data[1:min(width+1, len(data))]
		data = data[1+len(row):]
		unfilter(row, before, kind, pixel)
		out = append(out, row...)
		copy(before, row)
	}
	return out
}

// unfilter takes the filter of PNG (https://www.w3.org/TR/png/#9Filters) off a row.
func unfilter(row, before []byte, kind byte, pixel int) {
	for i := range row {
		var left, corner byte
		if i >= pixel {
			left, corner = row[i-pixel], before[i-pixel]
		}
		switch kind {
		case 1:
			row[i] += left
		case 2:
			row[i] += before[i]
		case 3:
			row[i] += byte((int(left) + int(before[i])) / 2)
		case 4:
			row[i] += paeth(left, before[i], corner)
		}
	}
}

func paeth(left, up, corner byte) byte {
	distance := func(b byte) int {
		d := int(left) + int(up) - int(corner) - int(b)
		return max(d, -d)
	}
	switch l, u, c := distance(left), distance(up), distance(corner); {
	case l <= u && l <= c:
		return left
	case u <= c:
		return up
	}
	return corner
}

// runReader takes run lengths off.
type runReader struct {
	data []byte
	rest []byte
}

func (r *runReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if len(r.data) < 2 || r.data[0] == 128 {
			return 0, io.EOF
		}
		n := int(r.data[0])
		if n < 128 {
			end := min(n+2, len(r.data))
			r.rest, r.data = r.data[1:end], r.data[end:]
			continue
		}
		r.rest, r.data = bytes.Repeat(r.data[1:2], 257-n), r.data[2:]
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// lzwReader takes LZW off, as PDF and TIFF write it: the longest bits first, and codes that grow a step early.
type lzwReader struct {
	data  []byte
	early int
	bit   int
	table [][]byte
	last  []byte
	rest  []byte
}

// The codes of LZW that are no strings.
const (
	lzwClear = 256
	lzwEnd   = 257
	lzwMax   = 4096
)

func (r *lzwReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		code, ok := r.code()
		if !ok || code == lzwEnd {
			return 0, io.EOF
		}
		if code == lzwClear {
			r.table, r.last = r.table[:0], nil
			continue
		}
		word, ok := r.word(code)
		if !ok {
			return 0, io.ErrUnexpectedEOF
		}
		if r.last != nil && lzwEnd+1+len(r.table) < lzwMax {
			r.table = append(r.table, append(r.last[:len(r.last):len(r.last)], word[0]))
		}
		r.last, r.rest = word, word
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// word is what a code stands for.
func (r *lzwReader) word(code int) ([]byte, bool) {
	entry := code - lzwEnd - 1
	switch {
	case code < lzwClear:
		return []byte{byte(code)}, true
	case entry < len(r.table):
		return r.table[entry], true
	case entry == len(r.table) && r.last != nil:
		return append(r.last[:len(r.last):len(r.last)], r.last[0]), true
	}
	return nil, false
}

// code is the next code.
func (r *lzwReader) code() (int, bool) {
	next := lzwEnd + 1 + len(r.table) + r.early
	if r.last == nil {
		next--
	}
	width := 9
	for width < 12 && next >= 1<<width {
		width++
	}
	code := 0
	for range width {
		at := r.bit / 8
		if at >= len(r.data) {
			return 0, false
		}
		code = code<<1 | int(r.data[at]>>(7-r.bit%8)&1)
		r.bit++
	}
	return code, true
}
