package spec

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gander/core"
)

// Options choose how a spec is read.
type Options struct {
	// Set are overrides, each "path=value" with a YAML value: a dotted path of
	// keys, indices of lists from 0 and labels (or variants) of runs as they
	// are written: "runs.wgan-gp.params.lr_g=1e-4" is for every run labelled
	// wgan-gp. The value null takes a key away. The last one of a path holds.
	Set []string
	// Scale multiplies every budget, and leaves the schedules of evaluations
	// and checkpoints alone; 0 stands for 1.
	Scale float64
	// Known are the names that a spec may use.
	Known Known
}

// Load reads the spec in a file. Its error is an *Errors where the spec is at
// fault, and another where the file could not be read.
func Load(path string, o Options) (core.Experiment, error) {
	f, err := os.Open(path)
	if err != nil {
		return core.Experiment{}, fmt.Errorf("read spec: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return core.Experiment{}, fmt.Errorf("read spec: %w", err)
	}
	return Parse(path, string(text), o)
}

// Parse reads the text of a spec. Errors call it name, and paths in the spec
// are relative to the folder of name. Its error is an *Errors.
func Parse(name, text string, o Options) (core.Experiment, error) {
	r := &reader{file: newSource(name, text), known: o.Known, dir: filepath.Dir(name)}
	e := r.read(text, o)
	if err := r.err(); err != nil {
		return core.Experiment{}, err
	}
	e.Path, e.Text = name, text
	return e, nil
}

func (r *reader) read(text string, o Options) core.Experiment {
	root := r.tree(r.file, text)
	if root == nil {
		return core.Experiment{}
	}
	for _, argument := range o.Set {
		r.override(root, argument)
	}
	e := r.experiment(root)
	r.scale(&e, o.Scale)
	return e
}
