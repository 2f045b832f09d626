// Package source turns the arguments of a load into named streams of bytes: files, folders, globs, standard input and addresses.
//
// It takes the arguments as they were typed and gives Sources in an order that does not depend on the machine. An
// argument that leads nowhere becomes a Source that says so when it is opened, so that the others are still read. Addresses
// of the web are kept as such: nothing is fetched here.
package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The errors of Source.Open, besides those of the operating system.
var (
	// ErrNotFound: there is no such file, or no file matches.
	ErrNotFound = errors.New("no such file or folder; check the name")
	// ErrNoMatch: a glob matches nothing.
	ErrNoMatch = errors.New("no file matches; check the pattern, and quote it so that the shell leaves it alone")
	// ErrNoArticles: a folder without files that may be articles.
	ErrNoArticles = errors.New("no articles in this folder; files must end in " + strings.Join(endings, " ") + " (or these with .gz, .zst, .xz, .bz2), others can be named one by one")
	// ErrAddress: a web address.
	ErrAddress = errors.New("web addresses are not fetched here; save the page first, e.g. curl -Lo page.html ADDRESS")
	// ErrNoInput: standard input is asked for and there is none, or it has been asked for before.
	ErrNoInput = errors.New("standard input can be read once only")
)

// endings are those of the files that are taken from a folder.
var endings = []string{
	".txt", ".text", ".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".md", ".markdown", ".json", ".jsonl", ".ndjson", ".csv", ".tsv",
	".xml", ".rss", ".atom", ".eml", ".mbox", ".warc", ".pdf", ".docx", ".odt", ".epub", ".zip", ".tar", ".tgz",
}

// packed are the endings that files have besides where they are packed.
var packed = []string{".gz", ".zst", ".xz", ".bz2"}

// Source is a named stream of bytes that has not been opened yet.
type Source struct {
	Name string // the path, with slashes as the machine has them; "-" for standard input; an address
	// Key is what stands for the same source the next time: the whole path. Empty where there is none, as of standard
	// input, and of addresses.
	Key     string
	Address string // of the web, where it is to be fetched; Open fails then

	open func() (io.ReadCloser, error)
}

// Open begins to read. The caller closes what it gets.
func (s Source) Open() (io.ReadCloser, error) {
	if s.open == nil {
		return nil, fmt.Errorf("source: %s: %w", s.Name, ErrAddress)
	}
	r, err := s.open()
	if err != nil {
		return nil, fmt.Errorf("source: %s: %w", s.Name, err)
	}
	return r, nil
}

// FromAddress is what an address of the web leads to.
func FromAddress(address string) Source { return Source{Name: address, Address: address} }

// New is a source that open opens; key may be empty.
func New(name, key string, open func() (io.ReadCloser, error)) Source {
	return Source{Name: name, Key: key, open: open}
}

// Bytes are bytes as an opened source.
func Bytes(data []byte) io.ReadCloser { return seekable{bytes.NewReader(data)} }

// seekable is bytes as a file has them.
type seekable struct{ *bytes.Reader }

func (seekable) Close() error { return nil }

// List is what the arguments come to.
type List struct {
	Sources []Source // each file once, in the order of the arguments and by name within one
	Skipped []string // files in folders that are no articles by their names; hidden ones are not listed
}

// Expand finds the sources that the arguments name. A file is taken whatever it is called; a folder with all below it,
// but only the files that may be articles by their names, without hidden ones and without the folders of pictures that
// browsers save beside a page; a glob has the signs of path/filepath.Match and "**" for any number of folders; "-" is
// stdin, which may be nil.
func Expand(arguments []string, stdin io.Reader) List {
	e := expander{seen: map[string]bool{}, stdin: stdin}
	for _, argument := range arguments {
		e.add(argument)
	}
	return e.list
}

type expander struct {
	list  List
	seen  map[string]bool // cleaned paths
	stdin io.Reader
}

func (e *expander) add(argument string) {
	if argument == "-" {
		e.addStdin()
		return
	}
	info, err := os.Stat(argument)
	switch {
	case err == nil && info.IsDir():
		e.addFolder(argument)
	case err == nil:
		e.addFile(argument)
	case IsAddress(argument):
		if !e.seen[argument] {
			e.seen[argument] = true
			e.list.Sources = append(e.list.Sources, FromAddress(argument))
		}
	case strings.ContainsAny(argument, "*?["):
		e.addGlob(argument)
	case errors.Is(err, fs.ErrNotExist):
		e.fail(argument, ErrNotFound)
	default:
		e.fail(argument, reason(err))
	}
}

// IsAddress says whether an argument is an address of the web.
func IsAddress(argument string) bool {
	return strings.HasPrefix(argument, "http://") || strings.HasPrefix(argument, "https://")
}

// reason is an operating system's error without the path, which the source names anyway.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func (e *expander) fail(name string, err error) {
	e.list.Sources = append(e.list.Sources, Source{Name: name, Key: wholePath(name), open: func() (io.ReadCloser, error) { return nil, err }})
}

func (e *expander) addStdin() {
	stdin := e.stdin
	if e.stdin = nil; stdin == nil {
		e.fail("-", ErrNoInput)
		return
	}
	e.list.Sources = append(e.list.Sources, Source{Name: "-", open: func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }})
}

func (e *expander) addFile(path string) {
	if key := filepath.Clean(path); !e.seen[key] {
		e.seen[key] = true
		e.list.Sources = append(e.list.Sources, Source{Name: path, Key: wholePath(path), open: func() (io.ReadCloser, error) {
			f, err := os.Open(path)
			if err != nil {
				return nil, reason(err)
			}
			return f, nil
		}})
	}
}

// wholePath is a path from the root, by which a file is known whatever the working folder is.
func wholePath(path string) string {
	whole, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path) // there is no working folder
	}
	return whole
}

// addFolder takes what may be articles below a folder, by name within each folder.
func (e *expander) addFolder(folder string) {
	found := false
	// Every error is put into the list, so the walk itself has none.
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			found = true
			e.fail(path, reason(err))
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
		case path == folder:
		case isHidden(entry.Name()):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
			if isPageFolder(path) {
				return fs.SkipDir
			}
		case !isFile(path, entry):
		case !mayBeArticle(entry.Name()):
			e.list.Skipped = append(e.list.Skipped, path)
		default:
			found = true
			e.addFile(path)
		}
		return nil
	})
	if !found {
		e.fail(folder, ErrNoArticles)
	}
}

func isHidden(name string) bool { return strings.HasPrefix(name, ".") }

// isFile says whether an entry is a regular file or a link to one.
func isFile(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// abouts are how the names of files begin that say what a folder is.
var abouts = []string{"readme", "license", "licence", "copying", "changelog", "contributing", "notice."}

func mayBeArticle(name string) bool {
	name = strings.ToLower(name)
	for _, about := range abouts {
		if strings.HasPrefix(name, about) {
			return false
		}
	}
	for _, ending := range packed {
		name = strings.TrimSuffix(name, ending)
	}
	for _, ending := range endings {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// isPageFolder says whether a folder holds the pictures and frames that a browser saved with a page: "X_files" beside
// "X.html" or "X.htm".
func isPageFolder(path string) bool {
	page, ok := strings.CutSuffix(path, "_files")
	if !ok {
		return false
	}
	for _, ending := range []string{".html", ".htm"} {
		if _, err := os.Stat(page + ending); err == nil {
			return true
		}
	}
	return false
}
