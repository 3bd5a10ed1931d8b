//go:build !linux

package confine

import "runtime"

// trampoline is none: there is nothing that it could do.
const trampoline = ""

// Supported tells what this machine can enforce: nothing.
func Supported() Support { return Support{Why: runtime.GOOS + " has none"} }
