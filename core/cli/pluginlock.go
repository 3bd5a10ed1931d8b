package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"gander/core"
	"gander/plugins/host"
)

// lockName is the file beside a spec that pins its plugins.
const lockName = "gander.lock"

// A lock pins variants by name.
type lock struct {
	Plugins map[string]pin `yaml:"plugins"`
}

// A pin is what a variant has to be. A built-in one has no hash of its own.
type pin struct {
	Version string `yaml:"version"`
	SHA256  string `yaml:"sha256,omitempty"`
}

func (a *app) pluginLockCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lock SPEC", Short: "Pin the plugins of a spec by version and hash, in " + lockName + " beside it", Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error { return a.lockPlugins(c.Context(), args[0]) },
	}
}

// load reads a spec and refuses it where its lock is not heeded.
func (a *app) load(ctx context.Context, path string, flags specFlags) (core.Experiment, world, error) {
	e, w, err := a.read(ctx, path, flags)
	if err == nil {
		err = heedLock(filepath.Join(filepath.Dir(path), lockName), e, w)
	}
	return e, w, err
}

// lockPlugins writes the lock of the variants that a spec names, whatever an
// older one says.
func (a *app) lockPlugins(ctx context.Context, path string) error {
	e, w, err := a.read(ctx, path, specFlags{scale: 1})
	if err != nil {
		return err
	}
	file := filepath.Join(filepath.Dir(path), lockName)
	l := lock{Plugins: map[string]pin{}}
	for _, name := range variantsOf(e) {
		if l.Plugins[name], err = w.pin(name); err != nil {
			return err
		}
	}
	text, err := yaml.Marshal(l)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, text, 0o666); err != nil {
		return fmt.Errorf("write lock: %w", err)
	}
	fmt.Fprintln(a.Stdout, file)
	return nil
}

// variantsOf are the variants that an experiment runs, each once, sorted.
func variantsOf(e core.Experiment) []string {
	var names []string
	for _, entry := range e.Entries {
		names = append(names, entry.Variant)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// pin is what a variant is now.
func (w world) pin(name string) (pin, error) {
	p, err := w.catalog.Find(name)
	return pin{w.known.Variants[name].Version, p.SHA256}, err
}

// heedLock refuses an experiment whose variants are not those of a lock. Without
// one everything goes.
func heedLock(file string, e core.Experiment, w world) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var l lock
	if err == nil {
		err = yaml.Unmarshal(text, &l)
	}
	if err != nil {
		return coded{fmt.Errorf("read lock %s: %w", file, err), exitUsage}
	}
	var problems []error
	for _, name := range variantsOf(e) {
		if want, pinned := l.Plugins[name]; pinned {
			problems = append(problems, w.hold(name, want))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return withHint(coded{fmt.Errorf("%s: %w", file, err), exitUsage},
			"use the pinned plugin, or run gander plugin lock to pin what is here")
	}
	return nil
}

// hold compares a variant with its pin.
func (w world) hold(name string, want pin) error {
	got, err := w.pin(name)
	if err != nil {
		return err
	}
	found, _ := w.catalog.Find(name)
	switch {
	case got.Version != want.Version:
		return fmt.Errorf("variant %s is version %s, pinned is %s", name, got.Version, want.Version)
	case want.SHA256 == "" && found.Source != host.FromBuiltIn:
		return fmt.Errorf("variant %s is the plugin %s, pinned is the built-in one", name, found.Path)
	case got.SHA256 != want.SHA256:
		return fmt.Errorf("variant %s (%s) has SHA-256 %s…, pinned is %s…", name, orElse(found.Path, "built in"), short(orElse(got.SHA256, "none")), short(want.SHA256))
	}
	return nil
}
