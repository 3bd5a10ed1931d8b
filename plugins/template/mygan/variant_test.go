package main

import (
	"testing"

	"gander/plugins/conform"
)

// The variant keeps the contract; `gander plugin verify` checks its process too.
func TestConformance(t *testing.T) { conform.Run(t, conform.Variant(Variant{})) }
