// The variant vanilla as a plugin of its own.
package main

import (
	"gander/plugins/sdk"
	"gander/variants/vanilla"
)

func main() { sdk.Main(vanilla.Variant{}) }
