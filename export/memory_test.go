package export

import (
	"context"
	"io"
	"runtime"
	"testing"

	"newsgraph/graph"
)

// watched counts what is written, and now and then what is in use.
type watched struct {
	written, next int
	most          uint64
}

func (w *watched) Write(data []byte) (int, error) {
	if w.written += len(data); w.written >= w.next {
		w.next = w.written + 1<<20
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		w.most = max(w.most, m.HeapAlloc)
	}
	return len(data), nil
}

// TestMemoryIsFlat wants that of eight times as many statements no more is held: the caches, which have a size, and little
// else. All that is written of the large world would take four times the limit.
func TestMemoryIsFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("writes some ten megabytes in each format")
	}
	const limit = 8 << 20
	small, large := viewOf(t, world(t, 200)), viewOf(t, world(t, 1600))
	for _, f := range []Format{StatementsCSV, JSONL, GraphML, GEXF} {
		var use [2]watched
		for i, v := range []*graph.View{small, large} {
			if err := Write(context.Background(), io.Discard, v, f, Selection{}); err != nil { // the store's own caches are full then
				t.Fatal(err)
			}
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			if err := Write(context.Background(), &use[i], v, f, Selection{}); err != nil {
				t.Fatal(err)
			}
			use[i].most -= min(use[i].most, before.HeapAlloc)
		}
		if use[1].most > use[0].most+limit {
			t.Errorf("%s: %d bytes take %d bytes of memory, %d bytes %d", f, use[0].written, use[0].most, use[1].written, use[1].most)
		}
	}
}
