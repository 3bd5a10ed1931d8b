package dataset

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// lock takes the lock file at path, waiting for whoever holds it; waiting is
// called once if it has to. The operating system lets go of a lock when its
// process ends, however it ends. The empty file stays: to delete it would let
// two processes hold locks on two files of one name.
func lock(ctx context.Context, path string, waiting func()) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	unlock = f.Close // closing the file frees the lock
	for tries := 0; ; tries++ {
		taken, err := tryLock(f)
		if taken {
			return unlock, nil
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), unlock())
		}
		if tries == 0 {
			waiting()
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(context.Cause(ctx), unlock())
		case <-time.After(100 * time.Millisecond): // preparing takes seconds
		}
	}
}
