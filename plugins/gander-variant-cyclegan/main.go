// The variant cyclegan as a plugin of its own.
package main

import (
	"gander/plugins/sdk"
	"gander/variants/cyclegan"
)

func main() { sdk.Main(cyclegan.Variant{}) }
