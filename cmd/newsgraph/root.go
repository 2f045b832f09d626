package main

import (
	"errors"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"newsgraph/internal/config"
)

// command is the whole tree of commands.
func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "newsgraph",
		Short: "Builds a graph of who did what to whom from news articles",
		Long: `newsgraph reads news articles and builds a graph of who did what to whom. Every
statement in the graph is traceable to the sentence that says so.

It works offline, with the language models that are built in. The graph lives in
memory, in a folder (--store), or behind a server (--endpoint).

Settings come from config.yaml (--config, the working folder, or the XDG config
folder), then from variables such as NEWSGRAPH_SERVER_ADDR, then from flags.`,
		Example: `  newsgraph demo                                  # a first look, with sample articles
  newsgraph load --published 2018-06-06 *.txt     # into ./newsgraph.db
  newsgraph query '{ statistics { articles statements } }'
  newsgraph serve                                 # GraphQL on 127.0.0.1:8080`,
		Args:              unknownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: p.configure,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%s: %w; see %s --help", cmd.Name(), oneLine(err), cmd.CommandPath())
	})
	root.PersistentFlags().String("config", "", "settings `file` (default: config.yaml here, then in the XDG config folder)")
	root.PersistentFlags().String("log-level", "", "least `level` that is logged: debug, info, warn, error (setting log.level)")
	root.PersistentFlags().String("log-format", "", "`format` of the log: text or json (setting log.format)")
	sets(root.PersistentFlags(), "log-level", "log.level")
	sets(root.PersistentFlags(), "log-format", "log.format")
	root.AddCommand(p.commands()...)
	return root
}

// unknownCommand refuses arguments of the program itself.
func unknownCommand(cmd *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	hint := "see " + cmd.CommandPath() + " --help"
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(arguments[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return usage("unknown command %q; %s", arguments[0], hint)
}

// arguments makes a mistake in the number of arguments a usage error that shows what is wanted.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if err := check(cmd, given); err != nil {
			return usage("%s: %w; usage: %s", cmd.Name(), oneLine(err), cmd.UseLine())
		}
		return nil
	}
}

// oneLine puts an error's lines on one.
func oneLine(err error) error { return errors.New(strings.Join(strings.Fields(err.Error()), " ")) }

// keyAnnotation marks the flags that set a key of the settings.
const keyAnnotation = "newsgraph_setting"

// sets says that the flag sets a key.
func sets(flags *pflag.FlagSet, name, key string) {
	flags.Lookup(name).Annotations = map[string][]string{keyAnnotation: {key}}
}

// configure reads the settings before any command runs.
func (p *program) configure(cmd *cobra.Command, _ []string) error {
	file, err := cmd.Flags().GetString("config")
	if err != nil {
		return err
	}
	var given []config.Flag
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if key := f.Annotations[keyAnnotation]; key != nil {
			given = append(given, config.Flag{Name: "--" + f.Name, Key: key[0], Text: f.Value.String()})
		}
	})
	p.settings, err = config.Load(config.Options{File: file, Flags: given})
	if err != nil {
		return usageError{err}
	}
	p.log = p.logger()
	for _, warning := range p.settings.Warnings {
		p.log.Warn(warning)
	}
	return nil
}

// logger writes the log to standard error.
func (p *program) logger() *slog.Logger {
	options := &slog.HandlerOptions{Level: p.settings.Log.Level}
	if p.settings.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}

// oneOf refuses a flag's value that is none of the choices.
func oneOf(flag, value string, choices ...string) error {
	for _, choice := range choices {
		if value == choice {
			return nil
		}
	}
	return usage("--%s is %q; want %s", flag, value, strings.Join(choices, ", "))
}
