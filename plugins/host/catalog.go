package host

import (
	"fmt"
	"slices"
	"strings"
)

// A Source is where a plugin was found, in the words that a user typed.
type Source string

// The sources in order of precedence.
const (
	FromOption  Source = "--plugin"
	FromDir     Source = "--plugin-dir"
	FromPath    Source = "GANDER_PLUGIN_PATH"
	FromSpec    Source = "plugins beside the spec"
	FromUser    Source = "user's plugins"
	FromBuiltIn Source = "built in"
)

// A Plugin is a variant that can be launched.
type Plugin struct {
	Name   string
	Source Source
	Path   string // of the executable, absolute; empty for a built-in variant
	SHA256 string // of the plugin (see fingerprint), in hexadecimal; empty for a built-in variant
	// Plaintext says that its manifest leaves the connection without TLS.
	Plaintext bool
	// Read are the paths, beside its own folder and the system's, that it may
	// read: its interpreter's, and those that its manifest asks for.
	Read []string
	// SharedMemory says that its manifest asks for that.
	SharedMemory bool
}

// An Ignored file looks like a plugin but is not in the catalog.
type Ignored struct {
	Path   string
	Source Source
	Reason string // "is not executable"
}

// A Catalog is what Discover found.
type Catalog struct {
	Plugins []Plugin // sorted by name, one of each name
	Ignored []Ignored
}

// Find gives the plugin of a name. The error for an unknown one names all that
// are known.
func (c *Catalog) Find(name string) (Plugin, error) {
	if i := c.index(name); i >= 0 {
		return c.Plugins[i], nil
	}
	names := make([]string, len(c.Plugins))
	for i, p := range c.Plugins {
		names[i] = p.Name
	}
	return Plugin{}, fmt.Errorf("unknown variant %q; known are %s", name, strings.Join(names, ", "))
}

func (c *Catalog) index(name string) int {
	return slices.IndexFunc(c.Plugins, func(p Plugin) bool { return p.Name == name })
}

// add takes a plugin in, or notes what it is shadowed by.
func (c *Catalog) add(p Plugin) {
	i := c.index(p.Name)
	if i < 0 {
		c.Plugins = append(c.Plugins, p)
		return
	}
	winner := c.Plugins[i]
	by := winner.Path
	if by == "" {
		by = "the built-in variant"
	}
	c.ignore(p.Path, p.Source, fmt.Sprintf("is shadowed by %s (%s)", by, winner.Source))
}

func (c *Catalog) ignore(path string, s Source, reason string) {
	c.Ignored = append(c.Ignored, Ignored{Path: path, Source: s, Reason: reason})
}
