package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
)

// maxEncodings is how often a body may be encoded.
const maxEncodings = 3

// body is a body, decoded. Neither what is sent nor what it decodes to is larger than the limit.
func (f *Fetcher) body(answer *http.Response) ([]byte, error) {
	limit := f.opt.MaxBytes
	if answer.ContentLength > limit {
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, answer.ContentLength)
	}
	sent, err := readLimited(answer.Body, limit)
	if err != nil {
		return nil, err
	}
	var encodings []string
	for name := range strings.SplitSeq(strings.Join(answer.Header.Values("Content-Encoding"), ","), ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && name != "identity" {
			encodings = append(encodings, name)
		}
	}
	if len(encodings) > maxEncodings {
		return nil, fmt.Errorf("%w: it is encoded %d times", ErrEncoding, len(encodings))
	}
	for i := len(encodings) - 1; i >= 0; i-- {
		if sent, err = decode(encodings[i], sent, limit); err != nil {
			return nil, err
		}
	}
	return sent, nil
}

func readLimited(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	return data, err
}

// decode takes one encoding off. A body that is plainly not encoded so is taken as it is: many servers say gzip of pages
// that they send as they are.
func decode(encoding string, data []byte, limit int64) ([]byte, error) {
	var r io.Reader
	var err error
	switch encoding {
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
			return data, nil
		}
		r, err = gzip.NewReader(bytes.NewReader(data))
	case "deflate":
		// It means zlib (RFC 9110), and many servers send it bare.
		if r, err = zlib.NewReader(bytes.NewReader(data)); err != nil {
			r, err = flate.NewReader(bytes.NewReader(data)), nil
		}
	case "br":
		r = brotli.NewReader(bufio.NewReader(bytes.NewReader(data)))
	default:
		return nil, fmt.Errorf("%w: %.20q is not known", ErrEncoding, encoding)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	decoded, err := readLimited(r, limit)
	switch {
	case errors.Is(err, ErrTooLarge):
		return nil, err
	case err != nil && looksPlain(data):
		return data, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", ErrEncoding, encoding, err)
	}
	return decoded, nil
}

// looksPlain says whether bytes that are said to be encoded are markup as it is.
func looksPlain(data []byte) bool {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	return bytes.HasPrefix(data, []byte("<")) || bytes.HasPrefix(data, []byte("{"))
}
