// The variant wgan as a plugin of its own.
package main

import (
	"gander/plugins/sdk"
	"gander/variants/wgan"
)

func main() { sdk.Main(wgan.Variant{}) }
