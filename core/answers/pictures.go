package answers

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gander/core/media"
	"gander/plugins/sample"
)

var pictureEndings = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"}

// pictureFiles lists the picture files in dir and below, in order of their names.
func pictureFiles(dir string) ([]string, error) {
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && slices.Contains(pictureEndings, strings.ToLower(filepath.Ext(name))) {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// Read decodes pictures as images of a shape {H, W, C}. Those of another size are
// resized and counted. An error names every picture that cannot be read.
func (f *Folder) Read(names []string, shape []int) (images sample.Batch, resized int, err error) {
	images.Shape = append([]int{len(names)}, shape...)
	var problems []error
	for _, name := range names {
		pixels, fits, err := readPicture(filepath.Join(f.dir, filepath.FromSlash(name)), shape)
		problems = append(problems, err)
		images.U8 = append(images.U8, pixels...)
		if !fits {
			resized++
		}
	}
	return images, resized, errors.Join(problems...)
}

// readPicture decodes a picture as bytes of the shape {H, W, C}; fits says that
// it had that size.
func readPicture(path string, shape []int) (pixels []byte, fits bool, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, false, err
	}
	m, err := media.Decode(content)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", path, err)
	}
	pixels, fits = fitted(m, shape)
	return pixels, fits, nil
}

// fitted gives an image as bytes of the shape {H, W, C}; fits says that it had that
// size.
func fitted(m media.Image, shape []int) (pixels []byte, fits bool) {
	fits = m.H == shape[0] && m.W == shape[1]
	if !fits {
		m = media.Resize(m, shape[0], shape[1], media.Bicubic)
	}
	return media.Convert(m, shape[2]).Pix, fits
}
