// The variant stargan as a plugin of its own.
package main

import (
	"gander/plugins/sdk"
	"gander/variants/stargan"
)

func main() { sdk.Main(stargan.Variant{}) }
