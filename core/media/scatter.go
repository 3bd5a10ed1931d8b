package media

import "math"

// A Scatter draws points of the plane as a small square picture, the modes of a
// known mixture marked. Its zero value is ready for use.
type Scatter struct {
	Size int // of the picture in pixels; 0 means 256
	// Extent is the largest coordinate that is shown, on all four sides; 0
	// means a quarter more than the outermost mode, or 1.25 without modes.
	Extent float64
	Modes  [][]float64 // centres, two coordinates each
}

// Draw makes the picture of points, (n, 2) in row-major order. Points outside
// the extent are not shown; many on one spot make it darker.
func (s Scatter) Draw(points []float32) Image {
	s = s.completed()
	m := New(s.Size, s.Size, 3)
	m.fill(255)
	for _, c := range s.Modes {
		m.mark(s.pixel(c[0]), s.pixel(-c[1]), s.Size/32)
	}
	for i := 0; i+1 < len(points); i += 2 {
		m.dot(s.pixel(float64(points[i])), s.pixel(-float64(points[i+1])))
	}
	return m
}

func (s Scatter) completed() Scatter {
	if s.Size == 0 {
		s.Size = 256
	}
	if s.Extent != 0 {
		return s
	}
	for _, c := range s.Modes {
		s.Extent = max(s.Extent, math.Abs(c[0]), math.Abs(c[1]))
	}
	if s.Extent == 0 {
		s.Extent = 1
	}
	s.Extent *= 1.25
	return s
}

// pixel is the column of coordinate v, far outside for what is not a number.
func (s Scatter) pixel(v float64) int {
	x := (v/s.Extent + 1) / 2 * float64(s.Size)
	if !(x >= 0 && x < float64(s.Size)) {
		return -s.Size
	}
	return int(x)
}

// The colours are told apart with every kind of colour vision (Okabe and Ito).
var (
	dotColour  = [3]int{0, 114, 178} // blue
	markColour = [3]int{230, 159, 0} // orange
	dotShare   = 160                 // of 255: how much of its colour one dot adds
)

// dot adds a point, two pixels wide.
func (m Image) dot(x, y int) {
	for _, d := range [][2]int{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		m.tint(x+d[0], y+d[1], dotColour, dotShare)
	}
}

// mark draws a circle of radius r, one pixel and a half thick.
func (m Image) mark(x, y, r int) {
	r = max(r, 3)
	for dy := -r - 1; dy <= r+1; dy++ {
		for dx := -r - 1; dx <= r+1; dx++ {
			if d := dx*dx + dy*dy; d >= r*r-r && d <= r*r+r {
				m.tint(x+dx, y+dy, markColour, 255)
			}
		}
	}
}

// tint mixes a share of 255 of a colour into a pixel, if there is one.
func (m Image) tint(x, y int, colour [3]int, share int) {
	if x < 0 || y < 0 || x >= m.W || y >= m.H {
		return
	}
	p := m.at(x, y)
	for c := range p {
		p[c] = byte((int(p[c])*(255-share) + colour[c]*share) / 255)
	}
}
