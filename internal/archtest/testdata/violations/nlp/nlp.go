// Package nlp breaks the rules on purpose; the test of the rules reads it.
package nlp

import (
	"fmt"
	stdlog "log"
	"os"

	"newsgraph/graph" // want: nlp may not import graph

	_ "image/png" // want: blank import of image/png: name what you want where it is wanted

	"github.com/spf13/viper" // want: only internal/config may import github.com/spf13/viper
)

func init() { // want: an init function: let the caller name what it wants
	graph.Register(viper.New())
}

func speak() {
	fmt.Println("a")            // want: fmt.Println: only cmd prints, exits and reads the program's streams
	_ = fmt.Sprint("a")         //
	stdlog.Fatalf("a")          // want: stdlog.Fatalf: only cmd prints, exits and reads the program's streams
	fmt.Fprintln(os.Stderr, "") // want: os.Stderr: only cmd prints, exits and reads the program's streams
	println("a")                // want: println: only cmd prints
	os.Exit(1)                  // want: os.Exit: only cmd prints, exits and reads the program's streams
}
