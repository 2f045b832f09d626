package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffered := bufio.NewWriterSize(f, 1<<20)
	record := func(kind, address, block string) error {
		z, err := gzip.NewWriterLevel(buffered, gzip.BestSpeed)
		if err != nil {
			return err
		}
		n, err := fmt.Fprintf(z, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2019-11-20T00:00:00Z\r\nContent-Type: application/http; msgtype=%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
			kind, address, kind, len(block), block)
		written += int64(n)
		return errors.Join(err, z.Close())
	}
	for i := 0; written < size; i++ {
		page := all.html[i%len(all.html)]
		address := fmt.Sprintf("https://pages.example/%d", i)
		if err := record("request", address, "GET / HTTP/1.1\r\nHost: pages.example\r\n\r\n"); err != nil {
			return written, err
		}
		block := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(page), page)
		if err := record("response", address, block); err != nil {
			return written, err
		}
	}
	return written, errors.Join(buffered.Flush(), f.Sync())
}
