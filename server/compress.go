package server

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// smallest is the size from which an answer is compressed: below it fits one packet.
const smallest = 1400

// write sends an answer, compressed where that is worth it and the client reads it.
func write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	if len(body) >= smallest && readsGzip(r) {
		if packed, err := pack(body, gzip.BestSpeed); err == nil {
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

func pack(body []byte, level int) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		return nil, err
	}
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
