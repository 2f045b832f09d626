package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"newsgraph/loaders/format"
)

// The most objects and pages that a file may have, and how many references may lead on to each other.
const (
	maxObjects = 10_000_000
	maxPages   = 10_000
	maxChain   = 32
)

// file is a PDF whose objects are found by looking for them, not by its table of places: the tables of many files are
// wrong, and a file that was changed has its last objects last.
type file struct {
	data    []byte
	places  map[int]place
	order   []int // the numbers of the objects as they stand in the file
	parsed  map[int]any
	unpacks int64 // how many bytes were unpacked
	limit   int64 // the most bytes that one stream may unpack to
	trailer dict
	crypt   *crypt // nil where the file is not encrypted
	bomb    error  // why no more is unpacked
	left    allowance
}

// allowance is how much work may still be done for a file, so that no few bytes make much of it.
type allowance struct {
	fonts     int // to be read
	codes     int // of fonts, with a text or a width each
	operators int // of contents, and glyphs
	search    int // bytes to look for the ends of streams in
}

func newAllowance(size int) allowance {
	return allowance{fonts: 1000, codes: 2_000_000, operators: 20_000_000, search: 64<<20 + 8*size}
}

// place is where an object is: in the file, or in an object stream that is at its place in the file.
type place struct {
	of     id
	at     int  // behind "obj", or of the object stream
	inside bool // then packed is the stream's bytes and offset the place in them
	packed []byte
	offset int
}

var objWord = []byte("obj")

// open finds the objects of a file.
func open(data []byte, limit int64) (*file, error) {
	f := &file{data: data, places: map[int]place{}, parsed: map[int]any{}, limit: limit, trailer: dict{}, left: newAllowance(len(data))}
	for at := 0; ; {
		i := bytes.Index(data[at:], objWord)
		if i < 0 {
			break
		}
		i += at
		at = i + len(objWord)
		of, ok := numberBefore(data, i)
		if !ok {
			continue
		}
		f.places[of.object] = place{of: of, at: at}
		f.order = append(f.order, of.object)
	}
	if len(f.order) == 0 {
		return nil, fmt.Errorf("%w PDF: no objects in it", format.ErrInvalid)
	}
	f.readTrailers()
	packed := f.findPacked()
	if err := f.unlock(); err != nil {
		return nil, err
	}
	for _, number := range packed {
		f.addObjects(number)
	}
	if f.bomb != nil {
		return nil, f.bomb
	}
	return f, nil
}

// numberBefore is the number of the object whose "obj" is at i.
func numberBefore(data []byte, i int) (id, bool) {
	digits := func(end int) (start int) {
		for start = end; start > 0 && end-start < 10 && data[start-1] >= '0' && data[start-1] <= '9'; {
			start--
		}
		return start
	}
	spaces := func(end int) (start int) {
		for start = end; start > 0 && isSpace(data[start-1]); {
			start--
		}
		return start
	}
	end := spaces(i)
	second := digits(end)
	if end == i || second == end {
		return id{}, false
	}
	generation, _ := strconv.Atoi(string(data[second:end])) // ten digits at most
	end = spaces(second)
	first := digits(end)
	if end == second || first == end {
		return id{}, false
	}
	object, err := strconv.Atoi(string(data[first:end]))
	return id{object, generation}, err == nil && object < maxObjects
}

// maxTrailers is how many trailers are looked at: one for each time that a file was changed.
const maxTrailers = 64

// readTrailers takes what the trailers of the file say, the last one first.
func (f *file) readTrailers() {
	end := len(f.data)
	for range maxTrailers {
		i := bytes.LastIndex(f.data[:end], []byte("trailer"))
		if i < 0 {
			return
		}
		end = i
		l := lexer{data: f.data, at: i + len("trailer")}
		if object, _ := l.object(0); object != nil {
			f.addTrailer(object)
		}
		if f.trailer["Root"] != nil {
			return
		}
	}
}

func (f *file) addTrailer(object any) {
	fields, _ := object.(dict)
	for _, field := range []name{"Root", "Info", "Encrypt", "ID"} {
		if fields[field] != nil && f.trailer[field] == nil {
			f.trailer[field] = fields[field]
		}
	}
}

// findPacked finds the objects that are packed together in streams, and reads the trailers that are streams.
func (f *file) findPacked() (numbers []int) {
	for _, number := range f.order {
		// Their dictionaries are never packed themselves.
		at := f.places[number].at
		head := f.data[at:min(at+400, len(f.data))]
		if i := bytes.Index(head, []byte("stream")); i >= 0 {
			head = head[:i]
		}
		switch {
		case bytes.Contains(head, []byte("ObjStm")):
			numbers = append(numbers, number)
		case bytes.Contains(head, []byte("XRef")) && f.trailer["Root"] == nil:
			if s, ok := f.get(ref(number)).(stream); ok {
				f.addTrailer(s.dict)
			}
		}
	}
	return numbers
}

// addObjects adds the objects of a stream, unless they are defined again behind it.
func (f *file) addObjects(number int) {
	s, ok := f.get(ref(number)).(stream)
	if !ok || s.dict["Type"] != name("ObjStm") || f.places[number].inside {
		return
	}
	at, data := f.places[number].at, f.decode(s)
	count, first := f.number(s.dict["N"]), f.number(s.dict["First"])
	l := lexer{data: data}
	for range int(min(max(count, 0), maxObjects)) {
		number, ok := l.next()
		offset, more := l.next()
		n, isNumber := number.(float64)
		o, isOffset := offset.(float64)
		if !ok || !more || !isNumber || !isOffset || n < 0 || n >= maxObjects {
			return
		}
		start := int(first) + int(o)
		if before, ok := f.places[int(n)]; start < 0 || start >= len(data) || ok && before.at > at {
			continue
		}
		f.places[int(n)] = place{at: at, inside: true, packed: data, offset: start}
		delete(f.parsed, int(n))
	}
}

// get is an object itself, whatever references lead to it; nil where there is none.
func (f *file) get(object any) any {
	for range maxChain {
		r, ok := object.(ref)
		if !ok {
			return object
		}
		if done, ok := f.parsed[int(r)]; ok {
			object = done
			continue
		}
		at, ok := f.places[int(r)]
		if !ok {
			return nil
		}
		object = f.parse(at)
		f.parsed[int(r)] = object
	}
	return nil
}

// parse parses the object at a place.
func (f *file) parse(at place) any {
	if at.inside {
		l := lexer{data: at.packed, at: at.offset}
		object, _ := l.object(0)
		return object
	}
	l := lexer{data: f.data, at: at.at}
	object, err := l.object(0)
	if f.crypt != nil {
		object = f.crypt.plain(at.of, object)
	}
	fields, ok := object.(dict)
	if err != nil || !ok {
		return object
	}
	if !l.space() || !bytes.HasPrefix(f.data[l.at:], []byte("stream")) {
		return object
	}
	start := l.at + len("stream")
	if start < len(f.data) && f.data[start] == '\r' {
		start++
	}
	if start < len(f.data) && f.data[start] == '\n' {
		start++
	}
	return stream{dict: fields, raw: f.data[start:f.streamEnd(fields, start)], of: at.of}
}

// streamEnd is where the bytes of a stream end: where its dictionary says, if that is true, else at the next "endstream".
func (f *file) streamEnd(fields dict, start int) int {
	// A length that refers to a stream which has the same length would go round in circles.
	if length, ok := f.lengthOf(fields["Length"]); ok {
		end := start + length
		if end <= len(f.data) && bytes.HasPrefix(bytes.TrimLeft(f.data[end:min(end+32, len(f.data))], "\r\n \t"), []byte("endstream")) {
			return end
		}
	}
	window := f.data[start:]
	if f.left.search < len(window) {
		window = window[:max(f.left.search, 0)]
	}
	i := bytes.Index(window, []byte("endstream"))
	if i < 0 {
		f.left.search -= len(window)
		return start + len(window)
	}
	f.left.search -= i
	return start + i
}

func (f *file) lengthOf(object any) (int, bool) {
	if r, ok := object.(ref); ok {
		at, ok := f.places[int(r)]
		if !ok || at.inside {
			return 0, false
		}
		l := lexer{data: f.data, at: at.at}
		object, _ = l.object(0)
	}
	length, ok := object.(float64)
	return int(length), ok && length >= 0 && length <= float64(len(f.data))
}

func (f *file) dict(object any) dict {
	switch object := f.get(object).(type) {
	case dict:
		return object
	case stream:
		return object.dict
	}
	return nil
}

func (f *file) array(object any) array {
	all, _ := f.get(object).(array)
	return all
}

func (f *file) number(object any) float64 {
	number, _ := f.get(object).(float64)
	return number
}

func (f *file) name(object any) name {
	word, _ := f.get(object).(name)
	return word
}

// page is a page with what it has from those above it.
type page struct {
	dict      dict
	resources dict
	box       [4]float64
	rotate    int
}

// pages are the pages in their order.
func (f *file) pages() ([]page, error) {
	root := f.dict(f.trailer["Root"])
	if root == nil || root["Pages"] == nil {
		for _, number := range f.order {
			if d := f.dict(ref(number)); d != nil && d["Type"] == name("Catalog") && d["Pages"] != nil {
				root = d
			}
		}
	}
	var all []page
	seen := map[ref]bool{}
	var walk func(object any, above page, depth int)
	walk = func(object any, above page, depth int) {
		r, isRef := object.(ref)
		node := f.dict(object)
		if node == nil || isRef && seen[r] || depth > maxDepth || len(all) >= maxPages {
			return
		}
		seen[r] = true
		here := f.inherit(node, above)
		kids := f.array(node["Kids"])
		if kids == nil {
			all = append(all, here)
			return
		}
		for _, kid := range kids {
			walk(kid, here, depth+1)
		}
	}
	walk(root["Pages"], page{box: [4]float64{0, 0, 612, 792}}, 0)
	if len(all) == 0 {
		return nil, errors.Join(fmt.Errorf("%w PDF: no pages in it", format.ErrInvalid), f.bomb)
	}
	return all, nil
}

// inherit is a page or a group of pages with what it has from above.
func (f *file) inherit(node dict, above page) page {
	here := page{dict: node, resources: above.resources, box: above.box, rotate: above.rotate}
	if resources := f.dict(node["Resources"]); resources != nil {
		here.resources = resources
	}
	box := f.array(node["CropBox"])
	if len(box) != 4 {
		box = f.array(node["MediaBox"])
	}
	if len(box) == 4 {
		for i, side := range box {
			here.box[i] = f.number(side)
		}
	}
	if node["Rotate"] != nil {
		here.rotate = (int(f.number(node["Rotate"]))%360 + 360) % 360
	}
	return here
}
