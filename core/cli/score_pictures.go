package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gander/core/media"
)

var pictureEndings = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"}

// pictureFiles lists the picture files in dir and below, in order of their
// names.
func pictureFiles(dir string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && slices.Contains(pictureEndings, strings.ToLower(filepath.Ext(path))) {
			names = append(names, path)
		}
		return err
	})
	return names, err
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
	fits = m.H == shape[0] && m.W == shape[1]
	if !fits {
		m = media.Resize(m, shape[0], shape[1], media.Bicubic)
	}
	return media.Convert(m, shape[2]).Pix, fits, nil
}
