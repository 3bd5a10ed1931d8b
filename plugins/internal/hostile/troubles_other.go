//go:build !unix

package main

// troubles are for systems with processes as Unix has them.
var troubles map[string]func() error
