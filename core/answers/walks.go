package answers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gander/core/media"
	"gander/plugins/sample"
)

// walksFolder holds clips: folders of frames, animations, or whatever ffmpeg reads.
const walksFolder = "walks"

// Walks reads the first frames of the first clips, in order of their names, as images
// of a shape {H, W, C}; those of another size are resized and counted. Where there are
// too few clips that are long enough, lacking says so; it is empty where there is no
// folder of clips at all.
func (f *Folder) Walks(ctx context.Context, clips, frames int, shape []int) (images sample.Batch, resized int, lacking string, err error) {
	answers := func(p picture) bool { return top(p.name) == walksFolder }
	if slices.ContainsFunc(f.pictures, answers) { // a class or a domain is called so
		return sample.Batch{}, 0, "", nil
	}
	dir := filepath.Join(f.dir, walksFolder)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return sample.Batch{}, 0, "", nil
	}
	if err != nil {
		return sample.Batch{}, 0, "", err
	}
	images.Shape = append([]int{clips * frames}, shape...)
	long := 0
	for _, entry := range entries {
		if long == clips {
			break
		}
		if !mayBeClip(entry) {
			continue
		}
		pixels, changed, err := clipOf(ctx, filepath.Join(dir, entry.Name()), frames, shape)
		if err != nil {
			return sample.Batch{}, 0, "", fmt.Errorf("%s/%s: %w", walksFolder, entry.Name(), err)
		}
		if pixels != nil {
			long, resized = long+1, resized+changed
			images.U8 = append(images.U8, pixels...)
		}
	}
	if long < clips {
		return sample.Batch{}, 0, fmt.Sprintf("scores of walks are left out: %s/ holds %d clips of %d frames or more, and %d are wanted", walksFolder, long, frames, clips), nil
	}
	return images, resized, "", nil
}

// mayBeClip leaves out hidden files and single pictures.
func mayBeClip(entry fs.DirEntry) bool {
	ending := strings.ToLower(filepath.Ext(entry.Name()))
	animated := ending == ".gif" || ending == ".webp"
	return !strings.HasPrefix(entry.Name(), ".") && (entry.IsDir() || animated || !slices.Contains(pictureEndings, ending))
}

// clipOf reads the first frames of a clip; nil if it has fewer.
func clipOf(ctx context.Context, path string, frames int, shape []int) (pixels []byte, resized int, err error) {
	n := 0
	for m, err := range framesOf(ctx, path) {
		if err != nil {
			return nil, 0, err
		}
		one, fits := fitted(m, shape)
		if pixels = append(pixels, one...); !fits {
			resized++
		}
		if n++; n == frames {
			return pixels, resized, nil
		}
	}
	return nil, 0, nil
}

// framesOf gives the pictures of a folder in order of their names, the frames of an
// animation, or those of a video.
func framesOf(ctx context.Context, path string) iter.Seq2[media.Image, error] {
	failed := func(err error) iter.Seq2[media.Image, error] {
		return func(yield func(media.Image, error) bool) { yield(media.Image{}, err) }
	}
	if info, err := os.Stat(path); err != nil {
		return failed(err)
	} else if info.IsDir() {
		return stills(path)
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".gif", ".webp":
		content, err := os.ReadFile(path)
		if err != nil {
			return failed(err)
		}
		return media.Frames(content)
	}
	return media.Clip(ctx, path)
}

func stills(dir string) iter.Seq2[media.Image, error] {
	return func(yield func(media.Image, error) bool) {
		names, err := pictureFiles(dir)
		if err != nil {
			yield(media.Image{}, err)
			return
		}
		for _, name := range names {
			content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil {
				yield(media.Image{}, err)
				return
			}
			m, err := media.Decode(content)
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}
