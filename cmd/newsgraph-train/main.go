// Command newsgraph-train makes the models of nlp/model from corpora: the segmenter, the lemmatiser and coreference. (The
// networks are trained by nlp/train.)
//
//	newsgraph-train --shared ../shared --out nlp/model/data
//
// The shared folder has data/treebank/{ewt,gum} and data/coref/ontogum-conllu; the lemmatiser learns from WordNet too. The
// same corpora and seed give the same files, byte for byte. No test set is read.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"
)

func main() {
	o := options{}
	var shared string
	flag.StringVar(&shared, "shared", filepath.Join("..", "shared"), "folder with the corpora")
	flag.StringVar(&o.wordnet, "wordnet", filepath.FromSlash("/usr/share/wordnet"), "dictionary of WordNet 3.0, as Debian's wordnet-base has it")
	flag.StringVar(&o.out, "out", filepath.Join("nlp", "model", "data"), "folder for the models and their manifest")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the random order of training")
	scoreOnly := flag.Bool("score", false, "train nothing: score the models in --out and note the scores in their manifest")
	only := flag.Bool("coref", false, "train coreference alone, by the other models in --out")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "newsgraph-train: unknown argument %q\n", flag.Arg(0))
		os.Exit(2)
	}
	o.data = filepath.Join(shared, "data")
	o.command = fmt.Sprintf("newsgraph-train --seed %d", o.seed)
	start := time.Now()
	o.log = func(format string, args ...any) {
		log.Printf("%6.1fs  %s", time.Since(start).Seconds(), fmt.Sprintf(format, args...))
	}
	log.SetFlags(0)
	run := o.run
	if *scoreOnly {
		run = o.scoreAgain
	} else if *only {
		run = o.corefOnly
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "newsgraph-train:", err)
		os.Exit(1)
	}
}
