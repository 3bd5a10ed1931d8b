//go:build unix

package sdk

import (
	"os"

	"golang.org/x/sys/unix"
)

// divertStdout keeps stdout for the handshake alone. The host reads one line of
// it; what is printed to file descriptor 1, by the variant, C code or a child
// process, goes to stderr and so into the log.
func divertStdout() error {
	kept, err := unix.FcntlInt(1, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	if err := duplicate(2, 1); err != nil {
		return os.NewSyscallError("dup", err)
	}
	os.Stdout = os.NewFile(uintptr(kept), os.Stdout.Name())
	return nil
}
