package dataset

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"path"
)

const (
	maxUnpacked = 256 << 20 // bounds what is unpacked into memory; CIFAR takes 184 MB
	maxTar      = 1 << 30   // bounds what is unpacked at all
)

// opener opens one file.
type opener func() (fs.File, error)

// unpackTar reads the files of a .tar.gz that CIFAR has, by their base names, into
// memory. Nothing is written anywhere, so their folders do not matter.
func unpackTar(place string) (map[string]opener, error) {
	f, err := openRegular(place)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("not a .tar.gz: %w", err)
	}
	files := map[string]opener{}
	left := int64(maxUnpacked)
	limited := &io.LimitedReader{R: z, N: maxTar}
	for r := tar.NewReader(limited); ; {
		h, err := r.Next()
		if limited.N <= 0 {
			return nil, fmt.Errorf("it unpacks to more than %d bytes", maxTar)
		}
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg || !ofCIFAR(h.Name) {
			continue
		}
		if left -= h.Size; left < 0 {
			return nil, fmt.Errorf("more than %d bytes", maxUnpacked)
		}
		b, err := io.ReadAll(io.LimitReader(r, h.Size))
		if err != nil {
			return nil, err
		}
		files[path.Base(h.Name)] = func() (fs.File, error) { return &memoryFile{h.FileInfo(), bytes.NewReader(b)}, nil }
	}
}

// A memoryFile is a file of an archive.
type memoryFile struct {
	info fs.FileInfo
	*bytes.Reader
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }
