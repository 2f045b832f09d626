package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/gzip"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/text"
	"newsgraph/loaders/warc"
)

// measureArchive reads the articles of a web archive and prints how many MB a second that is.
func (o options) measureArchive(ctx context.Context, all *pages, dir string) error {
	path := filepath.Join(dir, "pages.warc.gz")
	plain, err := writeArchive(path, all, o.warc<<20)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	reader := warc.Format{Inside: []format.Format{html.Format{}, text.Format{}}, Workers: o.workers}
	began, articles, others := time.Now(), 0, 0
	err = reader.Read(ctx, f, format.Input{Name: "pages.warc.gz"}, func(item format.Item) error {
		if item.Err == nil {
			articles++
		} else {
			others++
		}
		return nil
	})
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	fmt.Printf("web archive to articles, %d workers: %.1f MB/s (%d MB, %d MB packed; %d articles, %d refused; %.1f s), peak memory %d MB\n\n",
		o.workers, float64(plain)/1e6/took, plain/1_000_000, info.Size()/1_000_000, articles, others, took, peak())
	return nil
}

// writeArchive writes pages as a crawler does, a request and a response for each, and gives the size of the records
// before they are packed.
func writeArchive(path string, all *pages, size int64) (written int64, err error) {
	return writeRecords(path, func(w *recordWriter) error {
		for i := 0; w.written < size; i++ {
			page, err := all.original(i)
			if err != nil {
				return err
			}
			if err := w.page(i, page); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeCrawl writes an archive of a size as a crawler of news does: so many pages, no two of them the same, and behind each
// the pictures that fill the archive.
func writeCrawl(path string, all *pages, articles int, size int64) (written int64, err error) {
	return writeRecords(path, func(w *recordWriter) error {
		noise := rand.NewChaCha8([32]byte{})
		for i := range articles {
			page, err := all.page(i)
			if err != nil {
				return err
			}
			if err := w.page(i, page); err != nil {
				return err
			}
			for n := 0; w.written < size*int64(i+1)/int64(articles); n++ {
				picture := make([]byte, min(pictureSize, size*int64(i+1)/int64(articles)-w.written))
				_, _ = noise.Read(picture) // it never fails
				if err := w.response(fmt.Sprintf("https://pages.example/%d/%d.jpg", i, n), "image/jpeg", picture); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// pictureSize is how large a picture of a page is at most.
const pictureSize = 200_000

// writeRecords writes a web archive whose records write gives.
func writeRecords(path string, write func(*recordWriter) error) (written int64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := &recordWriter{out: bufio.NewWriterSize(f, 1<<20)}
	if err := write(w); err != nil {
		return w.written, err
	}
	return w.written, errors.Join(w.out.Flush(), f.Sync())
}

// recordWriter writes the records of a web archive, each a gzip member.
type recordWriter struct {
	out     *bufio.Writer
	written int64 // bytes before they are packed
}

func (w *recordWriter) page(i int, page []byte) error {
	address := fmt.Sprintf("https://pages.example/%d", i)
	if err := w.record("request", address, []byte("GET / HTTP/1.1\r\nHost: pages.example\r\n\r\n")); err != nil {
		return err
	}
	return w.response(address, "text/html", page)
}

func (w *recordWriter) response(address, contentType string, body []byte) error {
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", contentType, len(body))
	return w.record("response", address, append([]byte(head), body...))
}

func (w *recordWriter) record(kind, address string, block []byte) error {
	z, err := gzip.NewWriterLevel(w.out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	n, err := fmt.Fprintf(z, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2019-11-20T00:00:00Z\r\nContent-Type: application/http; msgtype=%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, address, kind, len(block), block)
	w.written += int64(n)
	return errors.Join(err, z.Close())
}
