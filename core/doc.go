// Package core is the domain of gander: what an experiment, a run, a scalar, a
// score and an artifact are, and what a store of them must do.
//
// An Experiment is one spec. It plans Runs: a variant with parameters, a
// dataset and a seed. A run advances in steps. A Scalar is a value that a
// variant reports while it trains; a Score is a value that gander computes from
// samples; an Artifact is a file that a run made.
//
// The package imports nothing of gander, so everything else can import it.
package core
