package sqlite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// ErrInUse says that another process has the store open for writing.
var ErrInUse = errors.New("store is in use")

// acquire locks the file at path for this process and writes its number into
// it. The lock ends when the file is closed or the process ends, however it
// ends; the file stays, since removing it would race with the next writer.
func acquire(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := tryLock(f); err != nil {
		if errors.Is(err, errHeld) {
			err = fmt.Errorf("%w by %s; wait for it to end, or stop it", ErrInUse, holder(f))
		}
		return nil, errors.Join(err, f.Close())
	}
	if err := sign(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// errHeld is what tryLock returns when somebody else has the lock.
var errHeld = errors.New("lock is held")

func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

// holder names the process that signed the lock file.
func holder(f *os.File) string {
	b, err := io.ReadAll(io.LimitReader(f, 32))
	pid := strings.TrimSpace(string(b))
	if err != nil || pid == "" {
		return "another process"
	}
	return "process " + pid
}
