// Package cli is the gander command: parsing, wiring and terminal output, and
// nothing else. One file holds one command; run.go reads like the way of the
// data.
//
// Results go to standard output, progress and errors to standard error. Every
// command that prints a table takes --json.
package cli
