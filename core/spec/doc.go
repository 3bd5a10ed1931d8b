// Package spec reads an experiment's YAML file into a core.Experiment.
//
// The reading is strict: an unknown key, a value of the wrong type, a name that
// nothing bears or a run written twice is an error. All errors of a file are
// reported at once, each with its line, a caret and a hint (Errors). What a file
// leaves out has a default, listed beside every key in Reference. A sweep is
// expanded into one entry for each combination of its values.
//
// A file is bounded (1 MiB, 10,000 nodes, 64 levels) and plain: one document,
// without aliases, tags and merge keys.
package spec
