//go:build !linux

package host_test

// serveStill and shimHost are for the tests of Linux.
func serveStill([]string) int { return 1 }
func shimHost()               {}
