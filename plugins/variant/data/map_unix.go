//go:build unix

package data

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// mapFile maps a whole file read-only. The mapping outlives the descriptor.
func mapFile(path string) (mapping []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size()
	if !info.Mode().IsRegular() || size == 0 || int64(int(size)) != size {
		return nil, fmt.Errorf("%s: %w: %s of %d bytes", path, ErrFormat, info.Mode().Type(), size)
	}
	mapping, err = syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", path, err)
	}
	return mapping, nil
}

func unmap(mapping []byte) error { return syscall.Munmap(mapping) }

// syncDir makes a rename in dir last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
