package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"newsgraph/graph"
)

func (p *program) backupCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write the whole store to one file",
		Long: `Writes one state of the store to a tar file: articles with their texts, earlier texts and
readings, the decisions of people, imported datasets, and every quad as N-Quads. The file
is compressed where its name ends in .gz; "-" is standard output. Restore makes a store of
it, on any backend.

The file is there whole or not at all, and says the SHA-256 of all that is in it. A store
that a server holds is backed up through it, while it goes on: give its --endpoint.`,
		Example: `  newsgraph backup news.tar.gz
  newsgraph backup --endpoint http://127.0.0.1:8080 news.tar.gz
  newsgraph backup - | ssh elsewhere newsgraph restore -
  tar -xOf news.tar.gz 'quads/*' > news.nq`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return p.backup(cmd, args[0], asJSON) },
	}
	graphFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (p *program) backup(cmd *cobra.Command, path string, asJSON bool) error {
	if path == "-" && isTerminal(p.stdout) {
		return usage("backup: standard output is a terminal; name a file, or send it to another program")
	}
	address, err := p.endpointFlag(cmd)
	if err != nil {
		return err
	}
	if address != "" {
		return p.backupFrom(cmd.Context(), address, path, asJSON)
	}
	store, err := p.openStore(cmd.Context(), forReading, "")
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	s := p.newSteps("backup")
	var info *graph.BackupInfo
	write := func(w io.Writer) (err error) {
		info, err = store.Backup(cmd.Context(), w, graph.BackupOptions{
			Program: release, Gzip: strings.HasSuffix(path, ".gz"), Progress: s.report,
		})
		s.end()
		return err
	}
	if path == "-" {
		return write(p.stdout)
	}
	if err := writeWhole(path, write); err != nil {
		return err
	}
	if asJSON {
		return p.printLine(info)
	}
	file, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s, %s, revision %d, %s\n", path, count(int(info.Articles), "article"),
		count(int(info.Quads), "quad"), info.Revision, bytesText(file.Size()))
	return err
}

// backupFrom writes the store that a server holds to a file.
func (p *program) backupFrom(ctx context.Context, address, path string, asJSON bool) error {
	e, err := p.newEndpoint(address)
	if err != nil {
		return err
	}
	defer p.closeGraph(e)
	var size int64
	write := func(w io.Writer) (err error) {
		size, err = e.backup(ctx, w, strings.HasSuffix(path, ".gz"))
		return err
	}
	if path == "-" {
		return write(p.stdout)
	}
	if err := writeWhole(path, write); err != nil {
		return err
	}
	if asJSON {
		return p.printLine(struct {
			Bytes int64 `json:"bytes"`
		}{size})
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s\n", path, bytesText(size))
	return err
}

func (p *program) restoreCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a store of a backup",
		Long: `Makes a store of what newsgraph backup wrote, where there is none yet, or an empty one.
First the whole file is read: one that is cut short, damaged or of a newer version changes
nothing. Then the articles are stored, and all that follows from them is made anew.

A restore that was interrupted leaves what other commands refuse; the same command goes on
where it ended.`,
		Example: `  newsgraph restore news.tar.gz
  newsgraph restore --store copy.db news.tar.gz`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return p.restore(cmd, args[0], asJSON) },
	}
	ownFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (p *program) restore(cmd *cobra.Command, path string, asJSON bool) error {
	if err := ownOnly(cmd); err != nil {
		return err
	}
	var from *os.File
	var err error
	if path == "-" {
		var remove func()
		if from, remove, err = p.spooled(cmd.Context()); err != nil {
			return err
		}
		defer remove()
	} else {
		if from, err = os.Open(path); err != nil {
			return err
		}
		defer p.closeGraph(from)
	}
	s := p.newSteps("restore")
	options := graph.Options{IRIBase: p.settings.IRIBase, Log: p.log}
	store, done, err := graph.Restore(cmd.Context(), p.settings.Store, from, options, s.report)
	s.end()
	switch {
	case cmd.Context().Err() != nil && err != nil:
		p.tell("interrupted; where the store was begun it is not whole, and the same command goes on from there")
		return err
	case errors.Is(err, graph.ErrBackup):
		return fmt.Errorf("%s: %w", path, err)
	case errors.Is(err, graph.ErrNotEmpty):
		return fmt.Errorf("%w: newsgraph restore --store FOLDER %s", err, path)
	case err != nil:
		return heldFrom(cmd, err)
	}
	defer p.closeGraph(store)
	return p.printRestored(done, asJSON)
}

// restoredLine is what restore --json prints.
type restoredLine struct {
	Articles int64  `json:"articles"`
	Quads    int64  `json:"quads"`
	Revision uint64 `json:"revision"`
	Same     bool   `json:"same"` // the quads are those of the backup
}

func (p *program) printRestored(done *graph.Restored, asJSON bool) error {
	if !done.Same {
		p.tell("the store has %s and the backup %d, or other ones: the store that was backed up was not sound, or another version (%s) made it; what was loaded and decided is the same",
			count(int(done.Quads), "quad"), done.Backup.Quads, done.Backup.Program)
	}
	if asJSON {
		return p.printLine(restoredLine{done.Backup.Articles, done.Quads, done.Backup.Revision, done.Same})
	}
	_, err := fmt.Fprintf(p.stdout, "%s: %s, %s, revision %d\n", storeName(p.settings.Store), count(int(done.Backup.Articles), "article"),
		count(int(done.Quads), "quad"), done.Backup.Revision)
	return err
}
