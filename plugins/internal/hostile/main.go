// Command hostile is a set of plugins for tests that do what package faulty
// cannot: they misbehave as processes and on the wire. It is the one that its
// file's name says, gander-variant-rude for example.
package main

import (
	"os"
	"path/filepath"
	"strings"
)

func main() {
	name := strings.TrimPrefix(filepath.Base(os.Args[0]), "gander-variant-")
	os.Exit(serve(name, os.Args[1:]))
}
