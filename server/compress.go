package server

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// smallest is the size from which an answer is compressed: below it fits one packet.
const smallest = 1400

// write sends an answer, compressed where that is worth it and the client reads it.
func write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	if len(body) >= smallest && readsGzip(r) {
		if packed, err := packFast(body); err == nil {
			w.Header().Set("Content-Encoding", "gzip")
			body = packed
		}
	}
	send(w, r, status, body)
}

// send sends an answer as it is.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that is gone cannot be told
	}
}

// fastPackers are compressors that have been used: each has tables of some hundred kilobytes.
var fastPackers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // fails for levels that there are not
	return z
}}

// packFast compresses what is made for one request.
func packFast(body []byte) ([]byte, error) {
	z := fastPackers.Get().(*gzip.Writer)
	defer fastPackers.Put(z)
	return packWith(z, body)
}

// packSmall compresses what is sent many times.
func packSmall(body []byte) ([]byte, error) {
	z, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	return packWith(z, body)
}

func packWith(z *gzip.Writer, body []byte) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(body) / 4)
	z.Reset(&out)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func readsGzip(r *http.Request) bool {
	for _, part := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, parameters, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return strings.ReplaceAll(parameters, " ", "") != "q=0"
		}
	}
	return false
}
