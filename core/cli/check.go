package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"gander/core"
	"gander/core/dataset"
	"gander/core/spec"
	"gander/plugins/host"
	"gander/plugins/variant"
)

// specFlags are the flags of commands that read a spec.
type specFlags struct {
	set   []string
	scale float64
}

func (s *specFlags) add(c *cobra.Command) *cobra.Command {
	c.Flags().StringArrayVar(&s.set, "set", nil, "override a value of the spec, as path=value (budget.images=2k, runs.wgan-gp.params.lr_g=1e-4)")
	c.Flags().Float64Var(&s.scale, "scale", 1, "multiply every budget, for trials")
	return c
}

func (a *app) checkCommand() *cobra.Command {
	var flags specFlags
	var schema bool
	c := flags.add(a.jsonFlag(&cobra.Command{
		Use: "check SPEC…", Short: "Check specs without reading data", Args: cobra.ArbitraryArgs,
		Example: "  gander check experiments/*.yaml\n  gander check --schema",
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case schema:
				return a.schema()
			case len(args) == 0:
				return usage("give at least one spec")
			}
			return a.check(c.Context(), args, flags)
		},
	}))
	c.Flags().BoolVar(&schema, "schema", false, "print the reference of all keys of a spec")
	return c
}

func (a *app) check(ctx context.Context, paths []string, flags specFlags) error {
	var problems []spec.Problem
	for _, path := range paths {
		e, _, err := a.load(ctx, path, flags)
		var bad *spec.Errors
		switch {
		case errors.As(err, &bad):
			problems = append(problems, bad.Problems...)
			if !a.json {
				fmt.Fprintln(a.Stderr, bad)
			}
		case err != nil:
			return err
		case !a.json:
			fmt.Fprintf(a.Stdout, "%s: ok, %d runs\n", path, len(e.Entries)*len(e.Seeds))
		}
	}
	if a.json {
		if err := a.printJSON(nonNil(problems)); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return coded{errors.New(""), exitUsage} // the problems have been printed
	}
	return nil
}

// read reads a spec against the variants and sources that there are.
func (a *app) read(ctx context.Context, path string, flags specFlags) (core.Experiment, world, error) {
	w, err := a.world(ctx, filepath.Dir(path))
	if err != nil {
		return core.Experiment{}, world{}, err
	}
	if flags.scale <= 0 {
		return core.Experiment{}, world{}, usage("--scale %v: want a number above 0", flags.scale)
	}
	e, err := spec.Load(path, spec.Options{Set: flags.set, Scale: flags.scale, Known: w.known})
	var bad *spec.Errors
	if errors.As(err, &bad) || errors.Is(err, fs.ErrNotExist) {
		err = coded{err, exitUsage}
	}
	return e, w, err
}

// world is what specs can name: the variants and sources that there are.
type world struct {
	catalog *host.Catalog
	known   spec.Known
}

// world finds plugins, those beside specDir included, and asks each to describe
// itself. One that cannot is told of and left out: a spec that does not name it
// is none the worse.
func (a *app) world(ctx context.Context, specDir string) (world, error) {
	w := world{known: spec.Known{Variants: map[string]variant.Description{}, Sources: map[string]spec.Source{}}}
	var err error
	if w.catalog, err = a.discover(specDir); err != nil {
		return world{}, err
	}
	for _, p := range w.catalog.Plugins {
		d, err := a.describe(ctx, p)
		if ctx.Err() != nil {
			return world{}, context.Cause(ctx)
		}
		if err != nil {
			a.unusable(p, err)
			continue
		}
		w.known.Variants[p.Name] = d
	}
	for _, s := range dataset.Sources() {
		about := s.About()
		w.known.Sources[about.Name] = spec.Source{Options: about.Options, Tasks: about.Tasks, Check: s.Check}
	}
	return w, nil
}

// schema prints the reference of a spec's keys.
func (a *app) schema() error {
	keys := spec.Reference()
	rows := make([][]string, len(keys))
	for i, k := range keys {
		rows[i] = []string{k.Path, string(k.Type), k.Default, k.Doc}
		if k.Required {
			rows[i][2] = "required"
		}
	}
	return a.print(keys, []string{"KEY", "TYPE", "DEFAULT", "MEANING"}, rows)
}
