package confine

import (
	"errors"
	"fmt"
	"io/fs"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Rights to files, see landlock(7).
const (
	reading = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	// ofFiles are those that a rule about a file, and not a folder, may have.
	ofFiles = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE |
		unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	devices = unix.LANDLOCK_ACCESS_FS_MAKE_CHAR | unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK
)

// rights are all that a version of Landlock knows: what is not among them
// stays allowed.
func rights(version int) uint64 {
	all := uint64(unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1)
	if version >= 2 {
		all |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if version >= 3 {
		all |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if version >= 5 {
		all |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	return all
}

// Supported tells what this machine can enforce.
func Supported() Support {
	_, err := unix.PrctlRetInt(unix.PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)
	s := Support{NoNewPrivileges: err == nil}
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	switch errno {
	case 0:
		s.Landlock = int(version)
	case unix.ENOSYS:
		s.Why = "the kernel is built without it"
	case unix.EOPNOTSUPP:
		s.Why = "it is not among the kernel's lsm= parameter"
	default:
		s.Why = errno.Error()
	}
	return s
}

// restrict leaves this thread, and what it becomes and starts, the files of a
// policy and of the system. Where there is no Landlock it does nothing.
func restrict(p Policy) error {
	version := Supported().Landlock
	if version == 0 {
		return nil
	}
	all := rights(version)
	ruleset, err := newRuleset(version, all)
	if err != nil {
		return err
	}
	for _, g := range grants(p, all) {
		if err := allow(ruleset, g.path, g.rights&all); err != nil {
			return fmt.Errorf("%s: %w", g.path, err)
		}
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, uintptr(ruleset), 0, 0); errno != 0 {
		return errno
	}
	return unix.Close(ruleset)
}

func newRuleset(version int, all uint64) (int, error) {
	attr := unix.LandlockRulesetAttr{Handled_access_fs: all}
	if version >= 6 {
		attr.Scoped = unix.LANDLOCK_SCOPE_SIGNAL | unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
	}
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if errno != 0 {
		return 0, errno
	}
	return int(fd), nil
}

// A grant is a path and the rights to it and all below.
type grant struct {
	path   string
	rights uint64
}

func grants(p Policy, all uint64) []grant {
	var list []grant
	add := func(paths []string, rights uint64) {
		for _, path := range paths {
			list = append(list, grant{path, rights})
		}
	}
	add(systemPaths, reading)
	add(pythonPaths(), reading)
	add(devicePaths(), all&ofFiles&^unix.LANDLOCK_ACCESS_FS_EXECUTE|unix.LANDLOCK_ACCESS_FS_READ_DIR)
	add(p.Read, reading)
	add(p.Write, all&^devices)
	return list
}

// allow adds a rule; a path that does not exist has none.
func allow(ruleset int, path string, rights uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return err
	}
	if stat.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= ofFiles
	}
	attr := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(fd)}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
