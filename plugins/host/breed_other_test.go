//go:build !unix

package host_test

// breed is for systems with sessions.
func breed() {}
