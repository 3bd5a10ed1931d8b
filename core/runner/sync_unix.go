//go:build unix

package runner

import "os"

// syncDir makes the names in dir durable, not only the files' contents.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
