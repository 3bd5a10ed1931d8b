// The variant conditional as a plugin of its own.
package main

import (
	"gander/plugins/sdk"
	"gander/variants/conditional"
)

func main() { sdk.Main(conditional.Variant{}) }
