package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strings"

	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// folderSource is pictures in folders, one a class, as torchvision's ImageFolder
// and Hugging Face's imagefolder read them.
type folderSource struct{}

var folderOptions = pictureOptions{size: 64, channels: colour, classes: true, attributes: true, folders: true, files: true}

func (folderSource) About() About {
	return About{
		Name:    "imagefolder",
		Summary: "a folder or zip of pictures (PNG, JPEG, GIF, WebP, BMP), a folder a class; metadata.jsonl where it is",
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain, variant.AttributeTo},
		Options: append([]variant.ParamSpec{
			pathOption("folder or zip archive; below it the class folders, or train, validation and test with class folders in them"),
		}, folderOptions.with()...),
	}
}

func (folderSource) Check(p variant.Params) []*variant.ParamError { return folderOptions.check(p) }

func (folderSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	t, err := openTree(p.String(optionPath))
	if err != nil {
		return Reading{}, err
	}
	names, err := t.files(".")
	if err != nil {
		return Reading{}, errors.Join(err, t.close())
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !isPicture(name) && path.Base(name) != MetadataName })
	return fileReading(t, names, "imagefolder", p, func() (collection, error) { return folderCollection(t, names) })
}

// fileReading is the reading of a source whose every picture is a file of a tree.
func fileReading(t tree, names []string, source string, p variant.Params, collect func() (collection, error)) (Reading, error) {
	fingerprint, err := t.fingerprint(names)
	if err != nil {
		return Reading{}, errors.Join(err, t.close())
	}
	h := data.Header{Name: source, Source: fingerprint}
	return Reading{Fingerprint: fingerprint, Close: t.close, Splits: func(ctx context.Context) ([]Split, error) {
		c, err := collect()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.place, err)
		}
		return c.reading(ctx, h, p)
	}}, nil
}

// isPicture tells by a name whether a file is to be read as a picture. Formats that
// cannot be read are among them, so that they are named and not passed over.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp",
		".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".ppm", ".pgm", ".tga", ".psd", ".svg":
		return true
	}
	return false
}

func pictureNames(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return !isPicture(name) })
}

// splitOf is the split that a folder's name stands for, or nothing.
func splitOf(folder string) string {
	switch strings.ToLower(folder) {
	case "train", "training":
		return data.Train
	case "val", "valid", "validation", "dev":
		return data.Validation
	case "test", "testing":
		return data.Test
	}
	return ""
}

// folderCollection sorts files into splits and classes.
func folderCollection(t tree, names []string) (collection, error) {
	var metadata []string
	var files []folderFile
	for _, name := range names {
		if path.Base(name) == MetadataName {
			metadata = append(metadata, name)
		} else {
			files = append(files, newFolderFile(name))
		}
	}
	if len(files) == 0 {
		return collection{}, errors.New("there are no pictures in it")
	}
	unsplit(files)
	c := collection{pictures: t.pictures}
	for i, f := range files {
		c.items = append(c.items, item{name: f.name, at: i, split: f.split})
	}
	if len(metadata) > 0 {
		return c, c.describe(t, metadata)
	}
	if err := c.classify(files); err != nil {
		return collection{}, err
	}
	return c, c.checkFolders(t, files)
}

// A folderFile is a picture and what its folders say.
type folderFile struct {
	name  string
	split string
	class string // the first folder below the split's, empty for none
}

func newFolderFile(name string) folderFile {
	parts := strings.Split(path.Dir(name), "/")
	f := folderFile{name: name}
	if f.split = splitOf(parts[0]); f.split != "" {
		parts = parts[1:]
	}
	if len(parts) > 0 && parts[0] != "." {
		f.class = parts[0]
	}
	return f
}

// folder is the path of the class folder.
func (f folderFile) folder() string {
	parts := strings.SplitN(f.name, "/", 3)
	if f.split == "" {
		return parts[0]
	}
	return parts[0] + "/" + parts[1]
}

// unsplit takes folders called like splits for classes unless all are called so.
func unsplit(files []folderFile) {
	if !slices.ContainsFunc(files, func(f folderFile) bool { return f.split == "" }) {
		return
	}
	for i, f := range files {
		if f.split != "" {
			files[i].split, files[i].class = "", strings.Split(f.name, "/")[0]
		}
	}
}

// classify makes the folders the classes, in the order of their names.
func (c *collection) classify(files []folderFile) error {
	var loose []string
	for _, f := range files {
		if f.class == "" {
			loose = append(loose, f.name)
		} else if !slices.Contains(c.classes, f.class) {
			c.classes = append(c.classes, f.class)
		}
	}
	if len(c.classes) > 0 && len(loose) > 0 {
		return fmt.Errorf("pictures lie beside the class folders: %s", quoted(loose))
	}
	slices.Sort(c.classes)
	for i, f := range files {
		c.items[i].class = slices.Index(c.classes, f.class)
	}
	return nil
}

// checkFolders refuses class folders without pictures, and classes that there is
// nothing of to train on.
func (c *collection) checkFolders(t tree, files []folderFile) error {
	empty, err := t.emptyFolders(files)
	if err != nil {
		return err
	}
	if len(empty) > 0 {
		return fmt.Errorf("no pictures in the class folders %s", quoted(empty))
	}
	trained := map[int]bool{}
	for _, it := range c.items {
		if it.split == "" || it.split == data.Train {
			trained[it.class] = true
		}
	}
	var untrained []string
	for i, name := range c.classes {
		if !trained[i] {
			untrained = append(untrained, name)
		}
	}
	if len(untrained) > 0 {
		return fmt.Errorf("no pictures to train on of the class %s", quoted(untrained))
	}
	return nil
}

// pictures are those of items, each a file.
func (t tree) pictures(_ context.Context, items []item) iter.Seq2[picture, error] {
	return func(yield func(picture, error) bool) {
		for _, it := range items {
			if !yield(picture{it, func() (media.Image, error) { return t.picture(it.name) }}, nil) {
				return
			}
		}
	}
}

// picture reads a file and decodes it. What does not begin like a picture is not
// read any further.
func (t tree) picture(name string) (media.Image, error) {
	f, err := t.Open(name)
	if err != nil {
		return media.Image{}, err
	}
	defer f.Close() // it was only read
	start := make([]byte, media.MagicLength)
	n, err := io.ReadFull(f, start)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return media.Image{}, err
	}
	if !media.IsPicture(start[:n]) {
		return media.Image{}, media.ErrFormat
	}
	b, err := readMost(io.MultiReader(bytes.NewReader(start[:n]), f))
	if err != nil {
		return media.Image{}, err
	}
	defer decoding.take(media.Pixels(b))()
	return media.Decode(b)
}

// decoding is the pixels that may be decoded at once: those of the largest
// picture that there may be, or of many smaller ones.
var decoding = newBudget(media.MaxPixels)
