package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is the version of the program.
const release = "0.1.0"

func (p *program) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program and of its extractor",
		Long: `Prints the version of the program, the version of the extractor, and the version of Go
that it was built with. The extractor's version changes with its rules and its models;
articles that another version has read are read again when they are loaded again.`,
		Example: `  newsgraph version`,
		Args:    arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			models, err := p.models()
			if err != nil {
				return err
			}
			extractor, err := p.extractorVersion(models)
			if err != nil {
				return err
			}
			if asJSON {
				return p.printJSON(map[string]string{"version": release, "revision": sourceRevision(), "extractor": extractor, "go": runtime.Version()})
			}
			fmt.Fprintf(p.stdout, "newsgraph %s%s\nextractor %s\n%s %s/%s\n", release, prefixed(" ", sourceRevision()), extractor,
				runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// sourceRevision is the commit that the program was built from, empty where the build does not say.
func sourceRevision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return ""
}

// prefixed is s with something before it, or nothing where s is empty.
func prefixed(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}
