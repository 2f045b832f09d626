package archive_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"newsgraph/loaders/archive"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/jsonl"
	"newsgraph/loaders/text"
)

// reader reads archives in archives in archives.
func reader() archive.Format {
	flat := []format.Format{jsonl.Format{}, html.Format{}, text.Format{}}
	inside := append([]format.Format{archive.Format{}}, flat...)
	for range 2 {
		inside = append([]format.Format{archive.Format{Inside: inside}}, flat...)
	}
	return archive.Format{Inside: inside}
}

// file is a file of an archive; link is where it leads if it is a link.
type file struct{ name, content, link string }

func article(place string) string {
	return "Berths closed in " + place + "\n\nThe port authority of " + place + " closed two berths on Monday after divers found cracks."
}

func zipOf(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.link != "" {
			h.SetMode(0o777 | os.ModeSymlink)
			f.content = f.link
		}
		each, err := w.CreateHeader(h)
		check(t, err)
		_, err = io.WriteString(each, f.content)
		check(t, err)
	}
	check(t, w.Close())
	return b.String()
}

func tarOf(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Size: int64(len(f.content)), Mode: 0o644}
		if f.link != "" {
			h.Typeflag, h.Linkname = tar.TypeSymlink, f.link
		}
		check(t, w.WriteHeader(h))
		_, err := io.WriteString(w, f.content)
		check(t, err)
	}
	check(t, w.Close())
	return b.String()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func packed(t testing.TB, how, data string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch how {
	case "gz":
		w = gzip.NewWriter(&b)
	case "zst":
		w, err = zstd.NewWriter(&b)
	case "xz":
		w, err = xz.NewWriter(&b)
	}
	check(t, err)
	_, err = io.WriteString(w, data)
	check(t, err)
	check(t, w.Close())
	return b.String()
}

func items(t testing.TB, r io.Reader, in format.Input) []format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	check(t, reader().Read(context.Background(), r, in, func(item format.Item) error {
		got = append(got, item)
		return nil
	}))
	return got
}

// lines are items by name, with the title or the error.
func lines(items []format.Item) []string {
	var got []string
	for _, item := range items {
		line := item.Name + ": " + item.Article.Title
		if item.Err != nil {
			line = item.Err.Error()
		}
		got = append(got, line)
	}
	return got
}

func TestArchives(t *testing.T) {
	rome, oslo := file{name: "x/rome.txt", content: article("Rome")}, file{name: "oslo.txt", content: article("Oslo")}
	both := []string{"a#x/rome.txt: Berths closed in Rome", "a#oslo.txt: Berths closed in Oslo"}
	locked := []byte(zipOf(t, rome))
	binary.LittleEndian.PutUint16(locked[bytes.Index(locked, []byte("PK\x01\x02"))+8:], 1)
	damagedZip := []byte(zipOf(t, rome, oslo))
	damagedZip[60] ^= 0xff
	whole := tarOf(t, rome, oslo)
	deep := zipOf(t, rome)
	for range 4 {
		deep = zipOf(t, file{name: "in.zip", content: deep})
	}
	cases := []struct {
		name, data string
		want       []string
	}{
		{"zip", zipOf(t, rome, oslo), both},
		{"tar", whole, both},
		{"tar.gz", packed(t, "gz", whole), both},
		{"tar.zst", packed(t, "zst", whole), both},
		{"tar.xz", packed(t, "xz", whole), both},
		{"zip.gz", packed(t, "gz", zipOf(t, rome, oslo)), both},
		{"packed files", tarOf(t, file{name: "rome.txt.gz", content: packed(t, "gz", article("Rome"))}), []string{"a#rome.txt.gz: Berths closed in Rome"}},
		{"an archive in an archive", zipOf(t, file{name: "in.tar.gz", content: packed(t, "gz", whole)}), []string{"a#in.tar.gz#x/rome.txt: Berths closed in Rome", "a#in.tar.gz#oslo.txt: Berths closed in Oslo"}},
		{"nested too deep", deep, []string{"a#in.zip#in.zip#in.zip#in.zip: archives are nested too deep; unpack the outer ones"}},
		{"furniture", zipOf(t, file{name: "a.png", content: "\x89PNG"}, file{name: "__MACOSX/x.txt", content: "x"}, file{name: ".hidden/x.txt", content: "x"}, file{name: "x/"}, oslo), both[1:]},
		{"paths that lead out", tarOf(t, file{name: "../../etc/rome.txt", content: article("Rome")}, file{name: "/oslo\n.txt", content: article("Oslo")}), []string{"a#etc/rome.txt: Berths closed in Rome", "a#oslo .txt: Berths closed in Oslo"}},
		{"links in zip", zipOf(t, file{name: "etc", link: "/etc/passwd"}, oslo), []string{"archive: a#etc: not a file that can be read: a link, which is not followed", both[1]}},
		{"links in tar", tarOf(t, file{name: "etc", link: "/etc/passwd"}, oslo), []string{"archive: a#etc: not a file that can be read: a link, which is not followed", both[1]}},
		{"locked", string(locked), []string{"archive: a#x/rome.txt: not a file that can be read: it is locked with a password; unpack it by hand"}},
		{"a damaged file", string(damagedZip), []string{"!", both[1]}},
		{"cut zip", zipOf(t, rome)[:100], []string{"archive: a: packed data is cut short or damaged; fetch or pack it again (zip: not a valid zip file)"}},
		{"cut tar", whole[:1400], []string{both[0], "!"}},
		{"an empty file", zipOf(t, file{name: "e.txt"}, oslo), []string{"a#e.txt: " + format.ErrEmpty.Error(), both[1]}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := lines(items(t, iotest.HalfReader(strings.NewReader(c.data)), format.Input{}))
			for i := range min(len(got), len(c.want)) {
				if c.want[i] == "!" && strings.Contains(got[i], "damaged") {
					got[i] = "!"
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// TestFile wants the same of a file as of a stream.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zip")
	check(t, os.WriteFile(path, []byte(zipOf(t, file{name: "rome.txt", content: article("Rome")})), 0o600))
	f, err := os.Open(path)
	check(t, err)
	defer f.Close()
	picked, r, err := format.Pick([]format.Format{reader()}, f, path)
	check(t, err)
	if picked.Name() != "archive" {
		t.Errorf("got %s", picked.Name())
	}
	if diff := cmp.Diff([]string{"a#rome.txt: Berths closed in Rome"}, lines(items(t, r, format.Input{}))); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// TestLarge goes by way of a temporary file.
func TestLarge(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	noise := make([]byte, 20<<20)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	got := items(t, strings.NewReader(zipOf(t, file{name: "a.png", content: string(noise)}, file{name: "rome.txt", content: article("Rome")})), format.Input{})
	if diff := cmp.Diff([]string{"a#rome.txt: Berths closed in Rome"}, lines(got)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestResume(t *testing.T) {
	two := `{"text": "One word."}` + "\n" + `{"text": "Two words."}` + "\n"
	files := []file{{name: "rome.txt", content: article("Rome")}, {name: "two.jsonl", content: two}, {name: "link", link: "x"}, {name: "oslo.txt", content: article("Oslo")}}
	for how, data := range map[string]string{"zip": zipOf(t, files...), "tar": tarOf(t, files...), "tar.gz": packed(t, "gz", tarOf(t, files...))} {
		all := lines(items(t, strings.NewReader(data), format.Input{}))
		if len(all) != 5 {
			t.Fatalf("%s: got %v", how, all)
		}
		for i, item := range items(t, strings.NewReader(data), format.Input{}) {
			want := all[i+1:]
			if i == 1 { // the first of two: the file is read again
				want = all[1:]
			}
			if got := lines(items(t, strings.NewReader(data), format.Input{Start: item.Next})); strings.Join(want, "\n") != strings.Join(got, "\n") {
				t.Errorf("%s: behind %s: got %v, want %v", how, item.Name, got, want)
			}
		}
	}
}

// overlapping is an archive of n files that are the same packed bytes.
func overlapping(n int) string {
	var local, directory bytes.Buffer
	body := bytes.Repeat([]byte("word "), 1000)
	header := func(sign uint32, fields ...any) []byte {
		var b bytes.Buffer
		for _, field := range append([]any{sign}, fields...) {
			_ = binary.Write(&b, binary.LittleEndian, field)
		}
		return b.Bytes()
	}
	sum, size := crc32.ChecksumIEEE(body), uint32(len(body))
	local.Write(header(0x04034b50, uint16(20), uint16(0), uint16(0), uint32(0), sum, size, size, uint16(1), uint16(0)))
	local.WriteString("x")
	local.Write(body)
	for range n {
		directory.Write(header(0x02014b50, uint16(20), uint16(20), uint16(0), uint16(0), uint32(0), sum, size, size, uint16(1), uint16(0), uint16(0), uint16(0), uint16(0), uint32(0), uint32(0)))
		directory.WriteString("x")
	}
	end := header(0x06054b50, uint16(0), uint16(0), uint16(n), uint16(n), uint32(directory.Len()), uint32(local.Len()), uint16(0))
	return local.String() + directory.String() + string(end)
}

func TestBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 66<<20)
	rome := file{name: "rome.txt", content: article("Rome")}
	cases := map[string]string{
		"zip":         zipOf(t, file{name: "bomb.txt", content: strings.Repeat("a ", 33<<20)}, rome),
		"tar.zst":     packed(t, "zst", tarOf(t, file{name: "bomb.txt", content: zeros})),
		"overlapping": overlapping(1000),
	}
	for name, data := range cases {
		found := false
		got := items(t, strings.NewReader(data), format.Input{Limit: 1 << 30})
		for _, item := range got {
			found = found || errors.Is(item.Err, format.ErrBomb)
		}
		if !found {
			t.Errorf("%s: got %v", name, lines(got))
		}
	}
	// One article may be far smaller than a bomb: the limit of the article comes first and the rest is read.
	got := items(t, strings.NewReader(cases["zip"]), format.Input{})
	if len(got) != 2 || !errors.Is(got[0].Err, format.ErrTooLarge) || got[1].Err != nil {
		t.Errorf("got %v", lines(got))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(zipOf(f, file{name: "a", content: "A word."}, file{name: "b", link: "c"})))
	f.Add([]byte(tarOf(f, file{name: "a", content: "A word."}, file{name: "b", link: "c"})))
	f.Add([]byte(overlapping(2)))
	f.Fuzz(func(t *testing.T, data []byte) {
		err := archive.Format{Inside: []format.Format{text.Format{}}}.Read(context.Background(), bytes.NewReader(data), format.Input{Limit: 1 << 16}, func(item format.Item) error {
			if strings.ContainsAny(item.Name, "\n\x00") || strings.Contains(item.Name, "../") {
				t.Errorf("the name %q leads out", item.Name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
