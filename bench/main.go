// Command bench compares the embedded store with Cayley's own: the same articles are loaded into each, one transaction
// an article, and the same questions asked. It prints a table. Each store runs in a process of its own, so that none
// pays for another's memory; read the ratios, for the seconds depend on the machine.
//
//	go run . -quads 1000000
//
// It is a module of its own, so that the project itself needs none of Cayley's stores nor their drivers.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// figures are what is measured of a store.
type figures struct {
	Store        string
	Quads        int
	Load         float64 // quads a second, every article synced
	LoadGrouped  float64 // the same, twenty articles to a sync; 0 where the store has no such thing
	BytesPerQuad float64 // on the disk, after the load; 0 where there is none
	Peak         float64 // MB of memory, of the load
	Append       time.Duration
	Retract      time.Duration
	Cycles       time.Duration // to take one article back and add it again, after seconds of nothing else
	Hop          time.Duration // the statements of an entity of about a thousand
	TwoHops      time.Duration // the objects of those statements
	ByLabel      time.Duration // the quads of an article, without their values
	Open         time.Duration
}

func main() {
	names := flag.String("stores", "own,memstore,bolt,leveldb,graph", "which stores; graph is the whole graph over the own one")
	quads := flag.Int("quads", 200_000, "how many quads to load")
	dir := flag.String("dir", "", "where the stores are made (default: a temporary folder)")
	one := flag.String("one", "", "measure this store and print JSON (for bench's own use)")
	flag.Parse()
	if err := run(*one, strings.Split(*names, ","), *quads, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(one string, names []string, quads int, dir string) error {
	if dir == "" {
		made, err := os.MkdirTemp("", "newsgraph-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		dir = made
	}
	if one == "graph" {
		f, err := measureGraph(quads, dir)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(f)
	}
	if one != "" {
		f, err := measure(one, quads, dir)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(f)
	}
	var all []figures
	var above *whole
	for _, name := range names {
		out, err := inProcess(name, quads)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if name == "graph" {
			above = new(whole)
			err = json.Unmarshal(out, above)
		} else {
			all = append(all, figures{})
			err = json.Unmarshal(out, &all[len(all)-1])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(all) > 0 {
		if err := table(os.Stdout, all); err != nil {
			return err
		}
	}
	if above != nil {
		return above.write(os.Stdout)
	}
	return nil
}

// inProcess measures one store in a process of its own and gives what it printed.
func inProcess(name string, quads int) ([]byte, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe, "-one", name, "-quads", strconv.Itoa(quads))
	cmd.Stderr = os.Stderr
	return cmd.Output()
}

func table(w io.Writer, all []figures) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "store\tquads\tload quads/s\tgrouped\tB/quad\tpeak MB\tappend\tretract\tcycle\thop\ttwo hops\tby label\topen\t")
	for _, f := range all {
		fmt.Fprintf(tw, "%s\t%d\t%.0f\t%s\t%s\t%.0f\t%v\t%v\t%v\t%v\t%v\t%v\t%v\t\n", f.Store, f.Quads, f.Load, orDash(f.LoadGrouped),
			orDash(f.BytesPerQuad), f.Peak, short(f.Append), short(f.Retract), short(f.Cycles), short(f.Hop), short(f.TwoHops),
			short(f.ByLabel), short(f.Open))
	}
	return tw.Flush()
}

func orDash(x float64) string {
	if x == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f", x)
}

// short rounds a time to three digits.
func short(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit)
}
