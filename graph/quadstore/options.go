package quadstore

import (
	"fmt"
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Options say where a store is and how much memory it takes. The zero value is a new store in memory.
type Options struct {
	// Dir is the store's folder; it is made where it is missing. Empty: "store", in memory unless FS is set.
	Dir string
	// FS is the file system. Nil: that of the operating system where Dir is set, else a new one in memory.
	FS vfs.FS
	// ReadOnly opens a store that is there and refuses writes.
	ReadOnly bool
	// Logger hears of failures as errors and of the engine's housekeeping at level debug. Nil: silence.
	Logger *slog.Logger
	// MemTableSize is how many bytes of writes are kept in memory, and in the log, before they become a table. A commit that
	// might take more than half of it becomes a table by itself, and many small tables are dear to merge: the engine reckons
	// with some 300 bytes for a key, and an article of ours has 10,000. 0: 32 MB, of which C's malloc gives pages of their own.
	MemTableSize int
	// CacheSize is how many bytes of tables are kept in memory, beside the writes. 0: 40 MB.
	CacheSize int
	// ValueCacheSize is how many values are kept in memory by ID, and how many IDs by value. 0: 65536.
	ValueCacheSize int
}

func (o Options) withDefaults() Options {
	if o.FS == nil {
		if o.Dir == "" {
			o.FS = vfs.NewMem()
		} else {
			o.FS = vfs.Default
		}
	}
	if o.Dir == "" {
		o.Dir = "store"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.MemTableSize <= 0 {
		o.MemTableSize = 32 << 20
	}
	o.MemTableSize = max(o.MemTableSize, 64<<10) // the engine needs some room
	if o.CacheSize <= 0 {
		o.CacheSize = 40 << 20
	}
	if o.ValueCacheSize <= 0 {
		o.ValueCacheSize = 1 << 16
	}
	return o
}

// pebble gives the engine's options. fs is what the engine writes to, which is not always o.FS.
func (o Options) pebble(fs vfs.FS, readOnly bool, log pebble.Logger, events *pebble.EventListener) *pebble.Options {
	opts := &pebble.Options{
		FS:                          fs,
		ReadOnly:                    readOnly,
		ErrorIfNotExists:            readOnly,
		Logger:                      log,
		EventListener:               events,
		CacheSize:                   o.cacheWithMemTables(),
		MemTableSize:                uint64(o.MemTableSize),
		MemTableStopWritesThreshold: memTables,
		// An article's keys lie all over the key space, so that what is in memory overlaps the whole first level below it, and
		// merging rewrites that level. It is kept small, and is rewritten for eight tables of memory at once.
		L0CompactionThreshold:      8,
		L0StopWritesThreshold:      24,
		LBaseMaxBytes:              32 << 20,
		FormatMajorVersion:         pebble.FormatNewest,
		Filters:                    filters(),
		CompactionConcurrencyRange: func() (int, int) { return 1, 2 },
	}
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = entryFilter{bloom.FilterPolicy(bitsPerKey)}
		opts.Levels[i].IndexBlockSize = 256 << 10
		// What the last two levels do not have yet is little, and is soon written again.
		opts.Levels[i].Compression = func() *sstable.CompressionProfile { return sstable.NoCompression }
		if i >= len(opts.Levels)-2 {
			opts.Levels[i].Compression = func() *sstable.CompressionProfile { return sstable.SnappyCompression }
		}
	}
	return opts
}

// memTables is how many memtables there are at most before writes wait for them to become tables.
const memTables = 2

// cacheWithMemTables is the size of the engine's cache. The engine takes the memtables out of it: without room for them it
// is empty when much is written, and every look for a key that is not there reads the filters of all tables again.
func (o Options) cacheWithMemTables() int64 {
	return int64(o.CacheSize) + memTables*int64(o.MemTableSize)
}

// engineLog hands the engine's messages on. Fatalf must not return and must not end the process: it notes the failure and
// stands still, as gate does.
type engineLog struct {
	log  *slog.Logger
	fail func(error)
}

// Infof is part of pebble.Logger.
func (l engineLog) Infof(format string, args ...any) { l.log.Debug(fmt.Sprintf(format, args...)) }

// Errorf is part of pebble.Logger.
func (l engineLog) Errorf(format string, args ...any) { l.log.Warn(fmt.Sprintf(format, args...)) }

// Fatalf is part of pebble.Logger.
func (l engineLog) Fatalf(format string, args ...any) {
	l.fail(fmt.Errorf(format, args...))
	select {}
}
