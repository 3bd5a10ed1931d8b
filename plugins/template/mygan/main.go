// The variant mygan as a plugin of gander.
package main

import "gander/plugins/sdk"

func main() { sdk.Main(Variant{}) }
