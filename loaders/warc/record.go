package warc

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"newsgraph/loaders/format"
)

// record is one record of an archive.
type record struct {
	at     format.Place
	header header
	block  []byte // of a record that is too large, its beginning
	err    error  // why it cannot be read
}

func (rec record) kind() string { return strings.ToLower(rec.header.get("WARC-Type")) }

// target is the address of what the record holds; early versions put it in angle brackets.
func (rec record) target() string {
	return strings.Trim(rec.header.get("WARC-Target-URI"), "<> ")
}

// page is what the record holds, decoded, and its Content-Type.
func (rec record) page() (io.Reader, string, error) {
	if number := rec.header.get("WARC-Segment-Number"); number != "" && number != "1" {
		return nil, "", format.NotArticle("a later part of a record that was cut into parts")
	}
	switch rec.kind() {
	case "revisit":
		return nil, "", format.NotArticle("a repeated capture, which holds no page; the page is that of " + rec.before())
	case "resource", "conversion":
		return bytes.NewReader(rec.block), rec.header.get("Content-Type"), nil
	}
	a := rec.answer()
	switch {
	case a.header == nil:
		return nil, "", fmt.Errorf("%w: no HTTP response", format.ErrInvalid)
	case a.status != 200 && a.status != 203:
		return nil, "", format.NotArticle(fmt.Sprintf("the server answered with status %d", a.status))
	}
	body, err := a.decoded()
	return body, a.header.get("Content-Type"), err
}

// before names the capture that a revisit repeats.
func (rec record) before() string {
	if at := rec.header.get("WARC-Refers-To-Target-URI"); at != "" {
		return strings.Trim(at, "<> ") + " at " + rec.header.get("WARC-Refers-To-Date")
	}
	return "the record " + rec.header.get("WARC-Refers-To")
}

// answer is an HTTP response.
type answer struct {
	status int
	header header // nil where the record holds no response
	body   []byte
}

// answer parses the HTTP response in the block. It is lenient, as browsers are: lines that are no fields are passed over.
func (rec record) answer() answer {
	reader := bufio.NewReader(bytes.NewReader(rec.block))
	line, _ := reader.ReadString('\n')
	protocol, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	code, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	status, err := strconv.Atoi(code)
	if !strings.HasPrefix(protocol, "HTTP/") || err != nil {
		return answer{}
	}
	fields, size, err := readHeader(reader)
	if err != nil {
		return answer{}
	}
	return answer{status: status, header: fields, body: rec.block[min(len(line)+size, len(rec.block)):]}
}

// decoded is the body without its transfer and content encodings. A header that speaks of an encoding which the body
// does not have is passed over: many crawlers decode and keep the header.
func (a answer) decoded() (io.Reader, error) {
	body := a.body
	if strings.Contains(strings.ToLower(a.header.get("Transfer-Encoding")), "chunked") && isChunked(body) {
		// What came before the damage is a page too; a browser would show it.
		body, _ = io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
	}
	codings := strings.FieldsFunc(strings.ToLower(a.header.get("Content-Encoding")), func(r rune) bool { return r == ',' || r == ' ' })
	if len(codings) > maxCodings {
		return nil, fmt.Errorf("%w HTTP response: %d content encodings", format.ErrInvalid, len(codings))
	}
	var decoded io.Reader = bytes.NewReader(body)
	for i := len(codings) - 1; i >= 0; i-- {
		next, err := decodeContent(decoded, codings[i], int64(len(body)))
		if err != nil {
			return nil, err
		}
		decoded = next
	}
	return decoded, nil
}

// maxCodings is the most content encodings that a response may have one upon the other.
const maxCodings = 3

// isChunked says whether a body begins with the size of a chunk.
func isChunked(body []byte) bool {
	line, _, ok := bytes.Cut(body[:min(len(body), 64)], []byte("\n"))
	size, _, _ := bytes.Cut(line, []byte(";"))
	_, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 63)
	return ok && err == nil
}

// decodeContent takes one content encoding off, if it is there.
func decodeContent(r io.Reader, coding string, size int64) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	magic, _ := buffered.Peek(4)
	var decoded io.Reader
	var err error
	switch coding {
	case "identity", "none", "utf-8":
		return buffered, nil
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(magic, []byte{0x1f, 0x8b}) {
			return buffered, nil
		}
		decoded, err = gzip.NewReader(buffered)
	case "deflate":
		switch {
		case looksLikeText(magic):
			return buffered, nil
		case len(magic) > 1 && magic[0]&0x0f == 8 && (int(magic[0])<<8|int(magic[1]))%31 == 0:
			decoded, err = zlib.NewReader(buffered)
		default:
			decoded = flate.NewReader(buffered)
		}
	case "br":
		if looksLikeText(magic) {
			return buffered, nil
		}
		decoded = brotli.NewReader(buffered)
	case "zstd":
		if !bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}) {
			return buffered, nil
		}
		decoded, err = zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
	default:
		return nil, fmt.Errorf("%w HTTP response: the content encoding %q is not known", format.ErrInvalid, coding)
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", format.ErrPacked, err)
	}
	return &content{r: decoded, packed: size}, nil
}

// looksLikeText says whether a body begins as pages do, whatever its header says.
func looksLikeText(magic []byte) bool {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(magic, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(trimmed) > 0 && (trimmed[0] == '<' || trimmed[0] == '{')
}

// content reads a decoded body. A body that is cut short ends there, as it does in a browser.
type content struct {
	r      io.Reader
	packed int64
	n      int64
}

func (c *content) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	switch {
	case format.IsBomb(c.n, c.packed):
		return 0, format.Bomb(c.n, c.packed)
	case err == nil || errors.Is(err, io.EOF):
		return n, err
	case c.n > 0 && errors.Is(err, io.ErrUnexpectedEOF):
		return n, io.EOF
	}
	return n, fmt.Errorf("%w (%w)", format.ErrPacked, err)
}
