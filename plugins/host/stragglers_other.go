//go:build !linux

package host

// killMarked ends processes that have left the group of the plugin that started
// them, where the system shows their marks.
func killMarked(string) {}

// keepGuard has the children of plugins end with this process, where the system
// has a way.
func keepGuard() {}
