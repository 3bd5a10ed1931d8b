package confine

import (
	"slices"

	"golang.org/x/sys/unix"
)

// kept are the capabilities that root keeps: those over files, which Landlock
// bounds. Others would lead around it, such as to the memory of processes.
var kept = []uintptr{unix.CAP_CHOWN, unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH, unix.CAP_FOWNER, unix.CAP_FSETID}

// dropCapabilities has the program that this process becomes begin without all
// others. A user who is not root has none.
func dropCapabilities() error {
	for c := uintptr(0); ; c++ {
		if slices.Contains(kept, c) {
			continue
		}
		switch err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err {
		case nil:
		case unix.EINVAL, unix.EPERM: // there is no further one; there is none to drop
			return nil
		default:
			return err
		}
	}
}
