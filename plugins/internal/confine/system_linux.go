package confine

import "path/filepath"

// systemPaths are what programs of this machine read: its own software and the
// part of /etc that libraries ask for. No user's files are below them, nor
// results or data. Landlock itself keeps the memory and environment of other
// processes, below /proc, closed.
var systemPaths = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store",
	"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives",
	"/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/localtime", "/etc/timezone", "/etc/locale.alias",
	"/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts", "/etc/host.conf", "/etc/resolv.conf", "/etc/gai.conf",
	"/etc/mime.types", "/etc/fonts", "/etc/OpenCL", "/etc/vulkan",
	"/proc", "/sys", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/fd",
}

// devicePaths are devices to read, write and control: the void, and those that
// compute.
func devicePaths() []string {
	paths := []string{"/dev/null", "/dev/full", "/dev/dri", "/dev/kfd", "/dev/dxg", "/dev/nvidia-caps"}
	nvidia, _ := filepath.Glob("/dev/nvidia*") // the pattern is a constant
	return append(paths, nvidia...)
}

// pythonPaths are where Debian keeps what its Pythons read at their start.
func pythonPaths() []string {
	paths, _ := filepath.Glob("/etc/python*") // the pattern is a constant
	return paths
}
