// Command newsgraph-bench measures loading: web pages to stored statements, with the time of each step and what becomes of
// rate and memory as the store grows; and web archives to articles.
//
//	newsgraph-bench --shared ../shared --articles 1000 --warc 256
//	newsgraph-bench --shared ../shared --articles 2000 --warc 1000 --write crawl.warc.gz
//
// The second makes an archive of so many pages and MB, as a crawler does with its pictures, and measures nothing: it is for
// newsgraph load itself.
//
// The shared folder has data/pages with real pages. They are repeated with changed words, so that no page is a copy of
// another. Figures depend on the machine and on what else it does.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// options say what is measured.
type options struct {
	shared   string
	store    string
	model    string
	articles int
	every    int
	workers  int
	warc     int64 // MB
	dir      string
	write    string
}

func main() {
	var o options
	flag.StringVar(&o.shared, "shared", filepath.Join("..", "shared"), "folder with the pages")
	flag.StringVar(&o.store, "store", "", "folder of the store (default: a temporary one)")
	flag.StringVar(&o.model, "model", "accurate", "language models: accurate or fast")
	flag.IntVar(&o.articles, "articles", 200, "how many pages to load, 0 for none")
	flag.IntVar(&o.every, "every", 1000, "report after every so many pages")
	flag.IntVar(&o.workers, "workers", runtime.GOMAXPROCS(0), "pages that are read at the same time")
	flag.Int64Var(&o.warc, "warc", 64, "size of the web archive in MB, 0 for none")
	flag.StringVar(&o.dir, "dir", "", "where the archive and the store are made (default: the system's temporary folder)")
	flag.StringVar(&o.write, "write", "", "file for a web archive of --articles pages and --warc MB; nothing is measured then")
	flag.Parse()
	if err := o.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "newsgraph-bench:", err)
		os.Exit(1)
	}
}

func (o options) run(ctx context.Context) error {
	pages, err := readPages(filepath.Join(o.shared, "data", "pages"))
	if err != nil {
		return err
	}
	if o.write != "" {
		_, err := writeCrawl(o.write, pages, max(o.articles, 1), o.warc<<20)
		return err
	}
	dir, err := os.MkdirTemp(o.dir, "newsgraph-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if o.warc > 0 {
		if err := o.measureArchive(ctx, pages, dir); err != nil {
			return err
		}
	}
	if o.articles > 0 {
		return o.measurePages(ctx, pages, dir)
	}
	return nil
}
