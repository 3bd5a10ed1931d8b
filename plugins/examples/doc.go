// Package examples holds plugins in languages other than Go, which prove that
// the protocol (docs/protocol.md) is enough to write one:
//
//	python   the SDK's half in Python, and a GAN in NumPy on it
//	pytorch  a DCGAN in PyTorch on the same half
//
// The package has no code of its own. Its tests hold the SDK against the Go one,
// check the plugins as `gander plugin verify` does, and run them beside variants
// that are built in.
package examples

//go:generate sh python/generate.sh
