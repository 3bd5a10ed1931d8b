package media

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"iter"
)

// maxDrawn bounds the work that one animation may ask for, in pixels of all its
// frames: an hour of 320×240 at ten frames a second takes two thirds of it.
const maxDrawn = 1 << 32

// An animation is a file taken apart into stills.
type animation struct {
	w, h   int
	frames []frame
}

// A frame is one still of an animation and what becomes of it.
type frame struct {
	file     []byte          // a picture file of its own
	bounds   image.Rectangle // where it lies on the canvas
	op       draw.Op         // Over blends, Src replaces
	disposal disposal
}

// disposal is what is done to the canvas after a frame was shown.
type disposal byte

const (
	keep    disposal = iota
	clear            // the frame's area becomes transparent
	restore          // the frame's area becomes what it was
)

// IsAnimation tells whether the bytes are a GIF or a WebP of several frames, or of
// one that does not fill its canvas.
func IsAnimation(b []byte) bool {
	a, err := takeApart(b)
	return err == nil && (len(a.frames) > 1 || a.frames[0].bounds != image.Rect(0, 0, a.w, a.h))
}

// Frames decodes an animated GIF or WebP, one frame after another, each as a
// viewer shows it: the whole canvas, in RGB, what is transparent on black. Only
// one canvas is in memory. An error ends the sequence.
func Frames(b []byte) iter.Seq2[Image, error] {
	return func(yield func(Image, error) bool) {
		a, err := takeApart(b)
		if err != nil {
			yield(Image{}, err)
			return
		}
		canvas := image.NewRGBA(image.Rect(0, 0, a.w, a.h))
		for i, f := range a.frames {
			shown, err := f.show(canvas)
			if err != nil {
				yield(Image{}, fmt.Errorf("frame %d: %w", i, err))
				return
			}
			if !yield(shown, nil) {
				return
			}
		}
	}
}

// takeApart finds the frames of an animation without decoding them.
func takeApart(b []byte) (a animation, err error) {
	switch {
	case matches("GIF8?a", b):
		a, err = takeApartGIF(b)
	case matches("RIFF????WEBP", b):
		a, err = takeApartWebP(b)
	default:
		return animation{}, errors.New("neither a GIF nor a WebP")
	}
	if err != nil {
		return animation{}, err
	}
	if len(a.frames) == 0 {
		return animation{}, errors.New("no frames")
	}
	if err := checkSize(a.w, a.h, len(b)); err != nil {
		return animation{}, err
	}
	if a.w*a.h > maxDrawn/len(a.frames) {
		return animation{}, fmt.Errorf("%d frames of %d×%d pixels are more than %d pixels", len(a.frames), a.w, a.h, maxDrawn)
	}
	return a, nil
}

// show draws the frame onto the canvas, copies it and disposes of the frame.
func (f frame) show(canvas *image.RGBA) (Image, error) {
	form, err := formatOf(f.file)
	if err != nil {
		return Image{}, err
	}
	still, err := form.decode(f.file)
	if err != nil {
		return Image{}, err
	}
	var before *image.RGBA
	if f.disposal == restore {
		before = image.NewRGBA(f.bounds)
		draw.Draw(before, f.bounds, canvas, f.bounds.Min, draw.Src)
	}
	draw.Draw(canvas, f.bounds, still, still.Bounds().Min, f.op)
	shown := From(canvas, 3)
	switch f.disposal {
	case clear:
		draw.Draw(canvas, f.bounds, image.NewUniform(color.Transparent), image.Point{}, draw.Src)
	case restore:
		draw.Draw(canvas, f.bounds, before, f.bounds.Min, draw.Src)
	}
	return shown, nil
}
