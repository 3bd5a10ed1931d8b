//go:build !linux

package cli

// processor and memory are read on Linux alone: elsewhere either takes a
// library that nothing else here needs.
func processor() string { return "unknown" }
func memory() string    { return "unknown" }
