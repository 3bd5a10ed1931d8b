package dataset

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// videoSource is the frames of clips. A clip is a folder of frames, an animated
// GIF or WebP, or a video file. All frames of a clip go to the same split, for
// they hardly differ.
type videoSource struct{}

var videoOptions = pictureOptions{size: 64, channels: colour, classes: true, files: true}

const (
	optionEvery  = "every"
	optionFrames = "frames"
)

func (videoSource) About() About {
	return About{
		Name:    "video",
		Summary: "frames of clips: folders of pictures, animated GIF and WebP, and through ffmpeg any video file",
		Version: "2",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain},
		Options: append([]variant.ParamSpec{pathOption("folder of the clips, or of class folders with clips in them"),
			{Name: optionEvery, Kind: variant.Int, Default: int64(1), Min: variant.Bound(1), Max: variant.Bound(1e6),
				Doc: "take every so many-th frame of a clip"},
			{Name: optionFrames, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1e6),
				Doc: "most frames to take of a clip; 0 for all"},
		}, videoOptions.with()...),
	}
}

func (videoSource) Check(p variant.Params) []*variant.ParamError { return videoOptions.check(p) }

func (videoSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	place := p.String(optionPath)
	if info, err := os.Stat(place); err == nil && !info.IsDir() {
		return Reading{}, fmt.Errorf("%s is no folder", place)
	}
	t, err := openTree(place)
	if err != nil {
		return Reading{}, err
	}
	names, err := t.files(".")
	if err != nil {
		return Reading{}, errors.Join(err, t.close())
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !isPicture(name) && !isVideo(name) })
	return fileReading(t, names, "video", p, func() (collection, error) {
		return videoCollection(t, names, p.Int(optionEvery), p.Int(optionFrames))
	})
}

// isVideo tells by a name whether a file is one for ffmpeg.
func isVideo(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ogv", ".wmv", ".flv":
		return true
	}
	return false
}

// A clip is one file of many frames, or the files of the frames in order.
type clip struct {
	name  string
	files []string
}

// videoCollection finds clips and, one folder above them, classes.
func videoCollection(t tree, names []string, every, most int) (collection, error) {
	clips := findClips(names)
	c := collection{several: true, clips: len(clips)}
	if len(clips) == 0 {
		return c, errors.New("there are no clips in it")
	}
	for i, clip := range clips {
		parts := strings.Split(path.Dir(clip.name), "/")
		it := item{name: clip.name, at: i, split: splitOf(parts[0])}
		if it.split != "" {
			parts = parts[1:]
		}
		if class := strings.Join(parts, "/"); class != "" && class != "." {
			if it.class = slices.Index(c.classes, class); it.class < 0 {
				it.class = len(c.classes)
				c.classes = append(c.classes, class)
			}
		} else if len(c.classes) > 0 {
			return c, fmt.Errorf("%s lies beside class folders", clip.name)
		}
		c.items = append(c.items, it)
	}
	c.pictures = func(ctx context.Context, items []item) iter.Seq2[picture, error] {
		return func(yield func(picture, error) bool) {
			for _, it := range items {
				if !thinned(it, t.frames(ctx, clips[it.at]), every, most, yield) {
					return
				}
			}
		}
	}
	return c, nil
}

// findClips joins the still pictures of a folder into one clip; other files are
// clips of their own.
func findClips(names []string) []clip {
	var clips []clip
	place := map[string]int{}
	for _, name := range names {
		ext := strings.ToLower(path.Ext(name))
		if isVideo(name) || ext == ".gif" || ext == ".webp" {
			clips = append(clips, clip{name, []string{name}})
			continue
		}
		dir := path.Dir(name)
		i, known := place[dir]
		if !known {
			i = len(clips)
			place[dir] = i
			clips = append(clips, clip{name: dir})
		}
		clips[i].files = append(clips[i].files, name)
	}
	return clips
}

// frames yields the frames of a clip, to be decoded or decoded already.
func (t tree) frames(ctx context.Context, c clip) iter.Seq2[func() (media.Image, error), error] {
	return func(yield func(func() (media.Image, error), error) bool) {
		if len(c.files) > 1 || c.name != c.files[0] {
			for _, name := range c.files {
				if !yield(func() (media.Image, error) { return t.picture(name) }, nil) {
					return
				}
			}
			return
		}
		for m, err := range t.clip(ctx, c.name) {
			if !yield(func() (media.Image, error) { return m, err }, nil) || err != nil {
				return
			}
		}
	}
}

func (t tree) clip(ctx context.Context, name string) iter.Seq2[media.Image, error] {
	if isVideo(name) {
		return media.Clip(ctx, filepath.Join(t.place, filepath.FromSlash(name)))
	}
	b, err := t.read(name)
	if err != nil {
		return func(yield func(media.Image, error) bool) { yield(media.Image{}, err) }
	}
	return media.Frames(b)
}

// thinned passes on every so many-th frame, and most at the most. It tells whether
// to go on with the next clip.
func thinned(it item, frames iter.Seq2[func() (media.Image, error), error], every, most int, yield func(picture, error) bool) bool {
	n := 0
	clipName := it.name
	for read, err := range frames {
		if most > 0 && n >= most*every {
			return true
		}
		if n%every == 0 {
			it.name = fmt.Sprintf("%s, frame %d", clipName, n)
			if !yield(picture{it, read}, err) {
				return false
			}
		}
		n++
	}
	return true
}
