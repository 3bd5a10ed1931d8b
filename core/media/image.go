package media

import (
	"fmt"
	"image"
	"image/draw"
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

// From copies any image, to grey if channels is 1. What is transparent becomes
// black.
func From(src image.Image, channels int) Image {
	b := src.Bounds()
	m := New(b.Dy(), b.Dx(), channels)
	if grey, ok := src.(*image.Gray); ok && channels == 1 {
		for y := range m.H {
			copy(m.Pix[y*m.W:(y+1)*m.W], grey.Pix[grey.PixOffset(b.Min.X, b.Min.Y+y):])
		}
		return m
	}
	// Strips of some rows take little memory, which stays in the cache.
	rows := min(m.H, 1+1<<14/max(m.W, 1))
	strip := image.NewRGBA(image.Rect(0, 0, m.W, rows))
	for y := 0; y < m.H; y += rows {
		draw.Draw(strip, strip.Bounds(), src, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
		m.takeRows(strip, y, min(rows, m.H-y))
	}
	return m
}

// takeRows copies the first n rows of a strip to the rows from y.
func (m Image) takeRows(strip *image.RGBA, y, n int) {
	for i := range n * m.W {
		from, to := strip.Pix[4*i:4*i+3], m.Pix[(y*m.W+i)*m.C:][:m.C]
		if m.C == 3 {
			copy(to, from)
		} else {
			to[0] = luma(from)
		}
	}
}

// Convert gives the image with the given number of channels: grey repeated in
// three, or red, green and blue weighed as From weighs them.
func Convert(m Image, channels int) Image {
	if m.C == channels {
		return m
	}
	out := New(m.H, m.W, channels)
	for i := range m.H * m.W {
		from, to := m.Pix[i*m.C:(i+1)*m.C], out.Pix[i*channels:(i+1)*channels]
		if m.C == 3 {
			to[0] = luma(from)
		} else {
			to[0], to[1], to[2] = from[0], from[0], from[0]
		}
	}
	return out
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
