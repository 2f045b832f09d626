package graph

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsgraph/news"
)

// killVariable tells the test program to be the one that loads and is killed.
const killVariable = "NEWSGRAPH_TEST_LOAD_INTO"

// numbered is an article that is told from all others, in several texts.
func numbered(n, version int) Reading {
	s := write(news.Article{URL: fmt.Sprintf("https://paper.example/%d", n), Title: fmt.Sprint("Version ", version)})
	subject := s.thing(Organization, "Facebook")
	for i := range 5 {
		object := s.thing(Organization, fmt.Sprintf("Maker %d", (n+i)%30))
		s.say(subject, "share data with", object, nil)
	}
	return s.reading()
}

// TestLoadUntilKilled is run by TestKill in another process.
func TestLoadUntilKilled(t *testing.T) {
	uri := os.Getenv(killVariable)
	if uri == "" {
		t.Skip("is run by TestKill")
	}
	s, err := Open(context.Background(), uri, Options{Log: slog.New(slog.DiscardHandler), Clock: fixedClock})
	if err != nil {
		t.Fatal(err)
	}
	for n := int(s.Revision()); ; n++ {
		if _, err := s.Apply(context.Background(), killBatch(n)); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("acknowledged %d\n", n)
	}
}

// killBatch is the batch that makes revision n+1: two articles, now and then one that is taken back.
func killBatch(n int) Batch {
	b := Batch{Put: []Reading{numbered(n%40, n), numbered(100+n, n)}}
	if n%3 == 2 {
		b.Delete = []string{ArticlePrefix + numbered(100+n-1, 0).Article.ID()}
	}
	return b
}

// TestKill kills a loading process fifty times at random: each commit that it has acknowledged is whole when the store is
// opened again, and no other is there in part.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	killOften(t, filepath.Join(t.TempDir(), "store"))
}

func killOften(t *testing.T, uri string) {
	t.Helper()
	tell := newTeller(uint64(time.Now().UnixNano()))
	m, applied := newModel(), 0
	for range 50 {
		acknowledged := loadAndKill(t, uri, time.Duration(tell.IntN(120))*time.Millisecond)
		s := openTest(t, uri, Options{Log: slog.New(slog.DiscardHandler)})
		// A database may still be busy with what the process has asked for; its next writer waits for that.
		apply(t, s, Batch{})
		v := view(t, s)
		revision := int(v.Revision())
		v.Close()
		if acknowledged >= 0 && revision < acknowledged+1 {
			t.Fatalf("commit %d was acknowledged and the store is at revision %d", acknowledged, revision)
		}
		for ; applied < revision; applied++ {
			b := killBatch(applied)
			for _, id := range b.Delete {
				delete(m.articles, id)
			}
			for _, r := range b.Put {
				m.put(r)
			}
		}
		same(t, s, m)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if applied == 0 {
		t.Error("nothing was loaded: the test tests nothing")
	}
}

// loadAndKill lets a process load for a while after its first commit and kills it. It gives the last commit that was
// acknowledged, -1 for none.
func loadAndKill(t *testing.T, uri string, after time.Duration) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestLoadUntilKilled$")
	cmd.Env = append(os.Environ(), killVariable+"="+uri)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := -1
	lines := bufio.NewReader(out)
	for first := true; ; first = false {
		line, err := lines.ReadString('\n')
		if err == nil {
			if number, found := strings.CutPrefix(strings.TrimSpace(line), "acknowledged "); found {
				if acknowledged, err = strconv.Atoi(number); err != nil {
					t.Fatal(err)
				}
			} else {
				t.Logf("the loading process says %s", line)
			}
		}
		if first {
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	_ = cmd.Wait() // it was killed
	return acknowledged
}

// same wants a store to be what is made of these articles at once.
func same(t *testing.T, s *Store, m model) {
	t.Helper()
	var b Batch
	for id := range m.articles {
		b.Put = append(b.Put, m.texts(id)...)
	}
	want := openTest(t, "memory:", Options{})
	apply(t, want, b)
	if derivedState(t, s) != derivedState(t, want) {
		t.Fatalf("the store at revision %d is not what was committed", s.Revision())
	}
}
