package figure

import (
	"bytes"
	"fmt"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// dpi of PNG figures: two pixels a point, so that they stay crisp on screens
// that show two pixels for one.
const dpi = 144

// The SVG writer names the one font that text is measured in; families are
// those of nearly its measures, for readers without it.
const (
	family   = "font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal"
	families = "font-family:Liberation Sans,Arimo,Arial,Helvetica,sans-serif"
)

// PNG writes the sheet in the light theme.
func (s Sheet) PNG(w io.Writer) error {
	l := s.layout(Light)
	pixels := vgimg.NewWith(vgimg.UseWH(l.width, l.height), vgimg.UseDPI(dpi))
	s.draw(draw.New(canvas{pixels, drawable}), Light, l)
	if _, err := (vgimg.PngCanvas{Canvas: pixels}).WriteTo(w); err != nil {
		return fmt.Errorf("encode figure: %w", err)
	}
	return nil
}

// SVG writes the sheet in the light theme.
func (s Sheet) SVG(w io.Writer) error {
	if _, err := w.Write(encode(s.vector(Light, s.layout(Light)))); err != nil {
		return fmt.Errorf("write figure: %w", err)
	}
	return nil
}

// Inline gives the sheet as an svg element for an HTML page, which decides the
// colours by the CSS variables --ink, --muted, --rule, --card and --s0 … (see
// MaxVariables). It scales with its container and is hidden from screen
// readers: the page says beside it what it shows.
func (s Sheet) Inline() []byte {
	l := s.layout(css)
	return inline(s.vector(css, l), l.width, l.height)
}

func (s Sheet) vector(t Theme, l layout) *vgsvg.Canvas {
	c := vgsvg.New(l.width, l.height)
	s.draw(draw.New(canvas{c, printable}), t, l)
	return c
}

func encode(c *vgsvg.Canvas) []byte {
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		panic("figure: write to memory: " + err.Error())
	}
	return bytes.ReplaceAll(b.Bytes(), []byte(family), []byte(families))
}

// inline replaces the head of a document by that of an element.
func inline(c *vgsvg.Canvas, width, height vg.Length) []byte {
	_, body, _ := bytes.Cut(encode(c), []byte(`xmlns:xlink="http://www.w3.org/1999/xlink">`))
	body = bytes.ReplaceAll(body, []byte(families+";"), nil) // the page says it once
	head := fmt.Sprintf(`<svg viewBox="0 0 %.5g %.5g" aria-hidden="true" focusable="false">`, width.Points(), height.Points())
	return append([]byte(head), variableColours(body)...)
}
