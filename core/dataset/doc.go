// Package dataset turns sources into prepared files.
//
// A Source knows where rows come from: fonts rendered into the program, a
// formula, a folder. It declares its options, so that a spec can be checked
// without reading any data. Prepare asks it for rows once and writes one
// immutable file a split into a cache, under a name that depends on all that
// the bytes depend on; from then on every run maps these files. Equal options
// give equal bytes on every machine.
package dataset
