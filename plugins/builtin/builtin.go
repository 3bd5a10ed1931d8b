// Package builtin is the list of the variants that gander itself can be. Each
// of them runs as a process like any other variant: gander starts itself as
// `gander serve-variant NAME`.
package builtin

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"gander/plugins/internal/wire"
	"gander/plugins/sdk"
	"gander/plugins/variant"
	"gander/variants/conditional"
	"gander/variants/cyclegan"
	"gander/variants/stargan"
	"gander/variants/vanilla"
	"gander/variants/wgan"
)

// ServeCommand is the command under which gander serves a variant.
const ServeCommand = wire.ServeCommand

var variants = map[string]variant.Variant{
	"conditional": conditional.Variant{},
	"cyclegan":    cyclegan.Variant{},
	"stargan":     stargan.Variant{},
	"vanilla":     vanilla.Variant{},
	"wgan":        wgan.Variant{},
}

// Names are the names of all built-in variants, sorted.
func Names() []string { return slices.Sorted(maps.Keys(variants)) }

// Variant is the built-in variant of a name, for those who measure one in their
// own process. It panics for a name that is not one of Names.
func Variant(name string) variant.Variant {
	v, ok := variants[name]
	if !ok {
		panic(fmt.Sprintf("builtin: no variant %q", name))
	}
	return v
}

// Describe tells what a built-in variant is. It panics for a name that is not
// one of Names.
func Describe(name string) variant.Description { return Variant(name).Describe() }

// Serve makes this process a built-in variant's. It does not return.
func Serve(name string) {
	v, ok := variants[name]
	if !ok {
		fmt.Fprintf(os.Stderr, "no built-in variant %q; there are %s\n", name, strings.Join(Names(), ", "))
		os.Exit(2)
	}
	os.Exit(sdk.Serve(v))
}
