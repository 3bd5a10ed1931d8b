package media

import (
	"fmt"
	"image"
	"image/draw"
	"math"
)

// An Image has H rows of W pixels of C channels: one for grey, three for RGB.
// 0 is black and 255 is full.
type Image struct {
	H, W, C int
	Pix     []byte // H·W·C, HWC
}

// New is a black image. It panics unless channels is 1 or 3.
func New(h, w, channels int) Image {
	if channels != 1 && channels != 3 {
		panic(fmt.Sprintf("media: image of %d channels", channels))
	}
	return Image{H: h, W: w, C: channels, Pix: make([]byte, h*w*channels)}
}

// Cut takes pixels, N×(H, W, C), apart into its images, which share its memory.
// It panics unless the pixels are a whole number of images.
func Cut(pixels []byte, h, w, channels int) []Image {
	n := h * w * channels
	if n == 0 || len(pixels)%n != 0 {
		panic(fmt.Sprintf("media: %d bytes are not images of %d×%d×%d", len(pixels), h, w, channels))
	}
	images := make([]Image, len(pixels)/n)
	for i := range images {
		images[i] = Image{H: h, W: w, C: channels, Pix: pixels[i*n : (i+1)*n : (i+1)*n]}
	}
	return images
}

// Quantise turns numbers in [-1, 1] into bytes: round((v+1)·127.5), clamped.
// It undoes v/127.5 − 1 exactly. What is not a number becomes 0.
func Quantise(dst []byte, src []float32) {
	for i, v := range src {
		x := math.RoundToEven(float64(v)*127.5 + 127.5)
		switch {
		case x >= 255:
			dst[i] = 255
		case x > 0: // false for NaN
			dst[i] = byte(x)
		default:
			dst[i] = 0
		}
	}
}

// FromFloats quantises one image of numbers in [-1, 1], HWC.
func FromFloats(v []float32, h, w, channels int) Image {
	m := New(h, w, channels)
	Quantise(m.Pix, v)
	return m
}

// From copies any image, to grey if channels is 1. What is transparent becomes
// black.
func From(src image.Image, channels int) Image {
	b := src.Bounds()
	rgba := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(rgba, rgba.Bounds(), src, b.Min, draw.Src)
	m := New(b.Dy(), b.Dx(), channels)
	for i := range m.H * m.W {
		from, to := rgba.Pix[4*i:4*i+3], m.Pix[i*m.C:(i+1)*m.C]
		if m.C == 3 {
			copy(to, from)
		} else {
			to[0] = luma(from)
		}
	}
	return m
}

// luma weighs red, green and blue as the eye does (ITU-R BT.601), rounded as
// color.GrayModel rounds.
func luma(rgb []byte) byte {
	const wide = 0x101 // widens eight bits to sixteen
	y := 19595*int(rgb[0]) + 38470*int(rgb[1]) + 7471*int(rgb[2])
	return byte((y*wide + 1<<15) >> 24)
}

// at is the pixel at column x of row y.
func (m Image) at(x, y int) []byte {
	i := (y*m.W + x) * m.C
	return m.Pix[i : i+m.C : i+m.C]
}

// Std is the image for packages of the standard library, a copy.
func (m Image) Std() image.Image {
	r := image.Rect(0, 0, m.W, m.H)
	if m.C == 1 {
		g := image.NewGray(r)
		copy(g.Pix, m.Pix)
		return g
	}
	c := image.NewNRGBA(r)
	for i := range m.H * m.W {
		copy(c.Pix[4*i:], m.Pix[3*i:3*i+3])
		c.Pix[4*i+3] = 255
	}
	return c
}
