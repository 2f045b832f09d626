package pgstore

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Options are what a Store may be told when it is opened. The zero value works.
type Options struct {
	// Readers is how many snapshots there can be at a time; each has a connection of its own. 0: pool_max_conns of the
	// address, or DefaultReaders.
	Readers int
	// Wait is how long to wait for a connection where all are in use. 0: DefaultWait.
	Wait time.Duration
	// Notified is called with what a commit of any process, this one too, says in its Batch.Notify; and with nothing when
	// some may have been missed, as after the connection was lost. It is called by one goroutine, which it must not keep
	// waiting for the Store.
	Notified func(text string)
	// Logger is told of what goes wrong beside any call. nil: slog.Default().
	Logger *slog.Logger
}

// The defaults of Options.
const (
	DefaultReaders = 16
	DefaultWait    = 30 * time.Second
)

const connectTimeout = 10 * time.Second

// config reads an address.
func (o *Options) config(address string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		// What pgx says of it could have a password in it that is written where none belongs.
		return nil, fmt.Errorf("pgstore: the address is none of PostgreSQL; it is written postgres://user:password@host:5432/database?sslmode=require")
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Wait <= 0 {
		o.Wait = DefaultWait
	}
	switch {
	case o.Readers > 0:
		config.MaxConns = int32(o.Readers)
	case !strings.Contains(address, "pool_max_conns"):
		config.MaxConns = DefaultReaders
	}
	if config.ConnConfig.ConnectTimeout <= 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "newsgraph"
	}
	return config, nil
}
