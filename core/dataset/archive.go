package dataset

import (
	"archive/zip"
	"fmt"
	"path"
	"strings"
)

const (
	// Pictures hardly get smaller in an archive, and arrays of numbers by a few
	// times: one that would unpack to more than maxUnpacking times its length,
	// and to more than plenty, is taken for an attack.
	maxUnpacking = 100
	plenty       = 1 << 30
)

// checkArchive refuses archives that would unpack to absurd lengths, whose files
// overlap, as only those of an attack do, or have names that lead out of it.
func checkArchive(files []*zip.File, length int64) error {
	if len(files) > maxEntries {
		return fmt.Errorf("it has %d files, more than %d", len(files), maxEntries)
	}
	var packed, unpacked uint64
	var odd []string
	for _, f := range files {
		packed, unpacked = packed+min(f.CompressedSize64, 1<<50), unpacked+min(f.UncompressedSize64, 1<<50)
		if leadsOut(f.Name) {
			odd = append(odd, f.Name)
		}
	}
	switch {
	case len(odd) > 0:
		return fmt.Errorf("it has names that lead out of it or have a backslash: %s; pack it anew", quoted(odd))
	case packed > uint64(length):
		return fmt.Errorf("its files overlap: %d bytes of them in an archive of %d", packed, length)
	case unpacked > plenty && unpacked > maxUnpacking*uint64(length):
		return fmt.Errorf("it would unpack to %d bytes, more than %d times its length", unpacked, maxUnpacking)
	}
	return nil
}

// leadsOut tells a name that some program might take for a place elsewhere.
func leadsOut(name string) bool {
	clean := path.Clean(name)
	return strings.Contains(name, `\`) || strings.HasPrefix(name, "/") || clean == ".." || strings.HasPrefix(clean, "../")
}
