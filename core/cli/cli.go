package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gander/core/nn/kernel"
)

// Version is gander's own; it is recorded with every attempt at a run.
const Version = "0.1.0"

// An Env is what a command has of the process around it.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Interrupts delivers the signals that ask gander to stop.
	Interrupts <-chan os.Signal

	claimed *atomic.Bool // a command deals with signals by itself
}

// Main runs gander with the arguments after its name and returns the exit code.
func Main(ctx context.Context, env Env, args []string) int {
	env.claimed = new(atomic.Bool)
	err := env.interruptible(ctx, func(ctx context.Context) error { return execute(ctx, &env, args) })
	report(env.Stderr, err)
	return exitCode(err)
}

func execute(ctx context.Context, env *Env, args []string) error {
	// An instruction set that the processor lacks is refused here, with a
	// sentence, before anything computes.
	if err := kernel.Environment(); err != nil {
		return coded{err, exitUsage}
	}
	root := newRoot(env)
	root.SetArgs(args)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	return root.ExecuteContext(ctx)
}

// report prints an error and its hint. An error without text has been printed
// already, as part of a command's result.
func report(w io.Writer, err error) {
	if err == nil || err.Error() == "" {
		return
	}
	fmt.Fprintf(w, "gander: %v\n", err)
	var h hinted
	if errors.As(err, &h) {
		fmt.Fprintf(w, "hint: %s\n", h.hint)
	}
}

// app is the state that commands share: the environment and the flags that
// every command takes.
type app struct {
	*Env
	results    string
	pluginDirs []string
	plugins    []string // name=path
	// uncontained leaves plugins all rights of the user.
	uncontained bool
	json        bool
}

func newRoot(env *Env) *cobra.Command {
	a := &app{Env: env}
	root := group("gander", "Put GAN variants through the same trial",
		a.runCommand(), a.checkCommand(), a.compareCommand(), a.reportCommand(), a.runsCommand(),
		a.variantCommand(), a.pluginCommand(), a.datasetCommand(), a.sampleCommand(), a.scoreCommand(), a.benchCommand(), a.doctorCommand())
	root.Long = "gander trains GAN variants as processes on the same data, scores them with the\nsame code, keeps everything in one SQLite file and draws the comparison."
	root.Version = Version
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return withHint(coded{err, exitUsage}, "%s --help lists the flags", c.CommandPath())
	})
	flags := root.PersistentFlags()
	flags.StringVar(&a.results, "results", orElse(env.Getenv("GANDER_RESULTS"), "results"), "folder of the store and of all artifacts (GANDER_RESULTS)")
	flags.StringArrayVar(&a.pluginDirs, "plugin-dir", nil, "look for gander-variant-* plugins in this folder, before GANDER_PLUGIN_PATH")
	flags.StringArrayVar(&a.plugins, "plugin", nil, "use this plugin for a variant, as name=path")
	flags.BoolVar(&a.uncontained, "uncontained", env.Getenv("GANDER_UNCONTAINED") != "", "leave plugins all rights of the user, as for one that is in trouble with\nwhat it may read and write (GANDER_UNCONTAINED)")
	return root
}

// jsonFlag gives a command that prints a table its --json.
func (a *app) jsonFlag(c *cobra.Command) *cobra.Command {
	c.Flags().BoolVar(&a.json, "json", false, "print JSON instead of a table")
	return c
}

// noArgs, exactly and atLeast check the number of arguments, with the exit code
// of a usage error.
func noArgs(c *cobra.Command, args []string) error { return wanted(c, len(args) == 0) }

func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error { return wanted(c, len(args) == n) }
}

func atLeast(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error { return wanted(c, len(args) >= n) }
}

func atMostOne(c *cobra.Command, args []string) error { return wanted(c, len(args) <= 1) }

func wanted(c *cobra.Command, ok bool) error {
	if ok {
		return nil
	}
	return withHint(usage("usage: %s", c.UseLine()), "%s --help says more", c.CommandPath())
}

// group is a command that only holds others; alone it shows its help.
func group(use, short string, children ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Args: noOtherCommand, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(children...)
	return c
}

// noOtherCommand refuses a word that is none of a group's commands, and names
// the nearest one.
func noOtherCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := usage("%s has no command %q", c.CommandPath(), args[0])
	c.SuggestionsMinimumDistance = 2
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		return withHint(err, "did you mean %s?", strings.Join(near, " or "))
	}
	return withHint(err, "%s --help lists the commands", c.CommandPath())
}

// isTerminal tells whether w is a terminal that can be drawn on.
func (a *app) isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && a.Getenv("TERM") != "dumb" && a.Getenv("CI") == ""
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
