package format_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"newsgraph/loaders/format"
	"newsgraph/loaders/jsonl"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

// bzipped is "The harbor closed.\n" as bzip2 packs it.
const bzipped = "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x6c\x70\xaf\x97\x00\x00\x02\x53\x80\x00\x10\x40\x01\x04\x00\x3e\x44\x98\x00\x20\x00\x31\x00\x00\x0a\x60\x01\xa1\xed\x52\xda\xbb\x20\x49\xcc\xd0\x0b\x85\xdc\x91\x4e\x14\x24\x1b\x1c\x2b\xe5\xc0"

func packed(t testing.TB, how, data string) string {
	t.Helper()
	if how == "gzip" {
		return zipped(t, data)
	}
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	if how == "zstd" {
		w, err = zstd.NewWriter(&b)
	} else {
		w, err = xz.NewWriter(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOpenUnpacks(t *testing.T) {
	long := strings.Repeat("The harbor closed. ", 5000)
	for _, how := range []string{"gzip", "zstd", "xz"} {
		data := packed(t, how, long)
		damage := format.ErrPacked
		if how == "gzip" {
			damage = format.ErrGzip
		}
		for name, c := range map[string]struct {
			data string
			want error
		}{"whole": {data, nil}, "cut": {data[:len(data)-6], damage}, "damaged": {data[:len(data)/2] + "\xff\xff\xff\xff" + data[len(data)/2+4:], damage}} {
			r, err := format.Open(iotest.HalfReader(strings.NewReader(c.data)))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) || err == nil && string(got) != long {
				t.Errorf("%s, %s: got %d bytes and %v", how, name, len(got), err)
			}
		}
		if how == "xz" {
			continue // packing takes too long
		}
		bomb, err := format.Open(strings.NewReader(packed(t, how, strings.Repeat("0", 66<<20))))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, bomb); !errors.Is(err, format.ErrBomb) {
			t.Errorf("%s: a bomb gives %d bytes and %v", how, n, err)
		}
	}
	plain, err := format.Open(strings.NewReader(bzipped))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(plain); err != nil || string(got) != "The harbor closed.\n" {
		t.Errorf("bzip2: got %q, %v", got, err)
	}
	broken := errors.New("the disk is gone")
	r, err := format.Open(io.MultiReader(strings.NewReader(zipped(t, long)[:50]), iotest.ErrReader(broken)))
	if err == nil {
		_, err = io.ReadAll(r)
	}
	if !errors.Is(err, broken) || errors.Is(err, format.ErrGzip) {
		t.Errorf("an error of the reader below gives %v", err)
	}
}

func TestStream(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gz")
	data := zipped(t, "The harbor closed.")
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, r := range map[string]io.Reader{"file": f, "stream": strings.NewReader(data)} {
		_, picked, err := format.Pick([]format.Format{text.Format{}}, r, "a")
		if err != nil {
			t.Fatal(err)
		}
		s := format.NewStream(picked)
		file, size, ok := s.File()
		if ok != (name == "file") || ok && (size != int64(len(data)) || file == nil) {
			t.Errorf("%s: a file %v of %d bytes", name, ok, size)
		}
		raw, err := s.Raw(5)
		if err != nil {
			t.Fatal(err)
		}
		if rest, err := io.ReadAll(raw); err != nil || string(rest) != data[5:] {
			t.Errorf("%s: from the fifth byte on got %d bytes, %v", name, len(rest), err)
		}
	}
	s := format.NewStream(strings.NewReader(data))
	if head, err := s.Peek(3); err != nil || string(head) != "The" {
		t.Errorf("got %q, %v", head, err)
	}
	if all, err := io.ReadAll(s); err != nil || string(all) != "The harbor closed." {
		t.Errorf("got %q, %v", all, err)
	}
	if beyond, err := format.NewStream(strings.NewReader("abc")).Raw(100); err != nil {
		t.Error(err)
	} else if rest, err := io.ReadAll(beyond); err != nil || len(rest) > 0 {
		t.Errorf("beyond the end got %q, %v", rest, err)
	}
}

// TestOrdered gives tasks that end in another order than they began.
func TestOrdered(t *testing.T) {
	produce := func(n int) func(context.Context, func(func() []format.Item) error) error {
		return func(_ context.Context, submit func(func() []format.Item) error) error {
			for i := range n {
				if err := submit(func() []format.Item {
					time.Sleep(time.Duration(n-i) * time.Microsecond)
					return []format.Item{{Name: fmt.Sprint(i)}}
				}); err != nil {
					return err
				}
			}
			return nil
		}
	}
	next := 0
	err := format.Ordered(context.Background(), 4, produce(100), func(item format.Item) error {
		if item.Name != fmt.Sprint(next) {
			t.Errorf("got %s, want %d", item.Name, next)
		}
		next++
		return nil
	})
	if err != nil || next != 100 {
		t.Errorf("got %d items, %v", next, err)
	}
	enough := errors.New("enough")
	if err := format.Ordered(context.Background(), 0, produce(1000), func(format.Item) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	broken := func(context.Context, func(func() []format.Item) error) error { return enough }
	if err := format.Ordered(context.Background(), 1, broken, func(format.Item) error { return nil }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
}

// TestInside wants each item but the last to lead back to the entry.
func TestInside(t *testing.T) {
	var got []string
	yield := func(item format.Item) error {
		got = append(got, fmt.Sprintf("%s %d %v", item.Name, item.Next, item.Err))
		return nil
	}
	in, at := format.Input{Name: "z#a", Start: 7}, format.Place{Here: 3, Next: 4}
	for _, data := range []string{"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n", "The harbor closed.", ""} {
		if err := format.Inside(context.Background(), []format.Format{jsonl.Format{}, text.Format{}}, strings.NewReader(data), in, at, yield); err != nil {
			t.Fatal(err)
		}
	}
	if err := format.Inside(context.Background(), nil, strings.NewReader("x"), in, at, yield); err != nil {
		t.Fatal(err)
	}
	want := []string{"z#a:1 3 <nil>", "z#a:2 4 <nil>", "z#a 4 <nil>", "z#a 4 z#a: " + format.ErrEmpty.Error(), "z#a 4 z#a: " + format.ErrNested.Error()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestGuard(t *testing.T) {
	g := format.Guard{R: strings.NewReader(strings.Repeat("x", 1<<20))}
	g.Allow(1000)
	if n, err := io.Copy(io.Discard, &g); !errors.Is(err, format.ErrTooLarge) || n < 1000 {
		t.Errorf("got %d bytes, %v", n, err)
	}
	g.Allow(2 << 20)
	if _, err := io.Copy(io.Discard, &g); err != nil {
		t.Error(err)
	}
}

func TestLink(t *testing.T) {
	for address, want := range map[string]string{"https://a.example/1": "https://a.example/1", "/2?utm_source=x": "https://a.example/2", "": "", "mailto:x@a.example": ""} {
		item := format.Link("feed", "f#1", news.Article{URL: address, Title: " A\n title "}, "https://a.example/feed")
		if want == "" {
			if !errors.Is(item.Err, format.ErrInvalid) {
				t.Errorf("%q: got %v", address, item.Err)
			}
			continue
		}
		if !errors.Is(item.Err, format.ErrLink) || !errors.Is(item.Err, format.ErrRefused) || item.Article.URL != want || item.Article.Title != "A title" {
			t.Errorf("%q: got %+v", address, item)
		}
	}
}

func TestIsFurniture(t *testing.T) {
	for contentType, want := range map[string]bool{"image/png": true, "text/css; charset=utf-8": true, "application/javascript": true, "font/woff2": true, "text/html": false, "application/pdf": false, "": false, "application/xhtml+xml": false} {
		if format.IsFurniture(contentType) != want {
			t.Errorf("%q: want %v", contentType, want)
		}
	}
	for name, want := range map[string]bool{"a/b.PNG": true, ".hidden/a.txt": true, "__MACOSX/a.txt": true, "a/../b.txt": false, "a.html": false, "style.css": true} {
		if format.IsFurnitureName(name) != want {
			t.Errorf("%q: want %v", name, want)
		}
	}
}
