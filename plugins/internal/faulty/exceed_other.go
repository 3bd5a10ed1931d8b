//go:build !linux

package faulty

import "errors"

func scatter() error { return errors.ErrUnsupported }

func signal(int) error { return errors.ErrUnsupported }
