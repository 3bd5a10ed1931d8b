package kernel

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
)

// shapes is how many random shapes of each operator are tried; GANDER_LONG tries
// ten times as many.
func shapes() int {
	if os.Getenv("GANDER_LONG") != "" {
		return 40_000
	}
	return 2_500
}

// work bounds the multiply-adds of a random shape, for the sake of the path that
// emulates them.
const work = 120_000

var channels = [...]int{1, 2, 3, 4, 5, 8, 16, 17, 33, 65}

// A geometrySeed makes a small convolution: batch, height, width, channels in and
// out, then kernel, stride and the padding before and behind for either axis.
type geometrySeed [13]byte

// geometry is the convolution, unless its window does not fit or it is too large.
func (s geometrySeed) geometry() (c Conv, ok bool) {
	at := func(i, n int) int { return int(s[i]) % n }
	c = Conv{
		N: 1 + at(0, 4), H: 1 + at(1, 13), W: 1 + at(2, 13), Ci: channels[at(3, len(channels))], Co: channels[at(4, len(channels))],
		KH: 1 + at(5, 7), KW: 1 + at(6, 7), StrideH: 1 + at(7, 3), StrideW: 1 + at(8, 3),
	}
	c.PadTop, c.PadLeft = at(9, c.KH), at(11, c.KW)
	bottom, right := at(10, c.KH), at(12, c.KW)
	c.OH = (c.H+c.PadTop+bottom-c.KH)/c.StrideH + 1
	c.OW = (c.W+c.PadLeft+right-c.KW)/c.StrideW + 1
	fits := c.H+c.PadTop+bottom >= c.KH && c.W+c.PadLeft+right >= c.KW
	return c, fits && c.N*c.OH*c.OW*c.Co*c.KH*c.KW*c.Ci <= work
}

// A productSeed makes a small matrix product: its extents and its form.
type productSeed [4]byte

func (s productSeed) product() (m, n, k int, ta, tb bool) {
	at := func(i int) int { return int(s[i]) % 70 }
	return 1 + at(0), 1 + at(1), at(2), s[3]&1 != 0, s[3]&2 != 0
}

// A rota gives each trial one device of every instruction set, with one, two or
// three threads in turn.
type rota struct {
	devices []*CPUDevice // as cpus gives them
	turn    int
}

func (r *rota) next() []*CPUDevice {
	r.turn++
	var picked []*CPUDevice
	for isa := range len(r.devices) / 3 {
		picked = append(picked, r.devices[3*isa+(r.turn+isa)%3])
	}
	return picked
}

// A geometry prints all of a convolution.
type geometry Conv

// tryConvolution compares the convolution and both adjoints with the reference.
func tryConvolution(t *testing.T, g Conv, devices []*CPUDevice, r *rand.Rand) {
	t.Helper()
	nx, nw, ny := g.sizes()
	x, w, y := random(r, nx), random(r, nw), random(r, ny)
	for _, c := range []call{
		{"Conv", [][]float32{x, w}, [][]float32{unwritten(ny)},
			func(d Device, in, out []Buffer) { d.Conv(out[0], in[0], in[1], g) }, g.KH * g.KW * g.Ci},
		{"ConvInput", [][]float32{y, w}, [][]float32{unwritten(nx)},
			func(d Device, in, out []Buffer) { d.ConvInput(out[0], in[0], in[1], g) }, g.KH * g.KW * g.Co},
		{"ConvWeight", [][]float32{x, y}, [][]float32{unwritten(nw)},
			func(d Device, in, out []Buffer) { d.ConvWeight(out[0], in[0], in[1], g) }, g.N * g.OH * g.OW},
	} {
		c.name = fmt.Sprintf("%s %+v", c.name, geometry(g))
		c.agrees(t, devices)
	}
}

func tryProduct(t *testing.T, s productSeed, devices []*CPUDevice, r *rand.Rand) {
	t.Helper()
	m, n, k, ta, tb := s.product()
	product(r, m, n, k, ta, tb).agrees(t, devices)
}

// product is a product of random matrices.
func product(r *rand.Rand, m, n, k int, ta, tb bool) call {
	return call{
		name:    fmt.Sprintf("MatMul m=%d n=%d k=%d ta=%v tb=%v", m, n, k, ta, tb),
		inputs:  [][]float32{random(r, m*k), random(r, k*n)},
		outputs: [][]float32{unwritten(m * n)},
		run:     func(d Device, in, out []Buffer) { d.MatMul(out[0], in[0], in[1], m, n, k, ta, tb) },
		terms:   k,
	}
}

// Convolutions of any shape and their adjoints agree with the slow reference on
// every instruction set, and give the same bits on all of them.
func TestRandomConvolutions(t *testing.T) {
	turns, r := rota{devices: cpus(t)}, rand.New(rand.NewPCG(20, 20))
	for tried := 0; tried < shapes() && !t.Failed(); {
		var s geometrySeed
		for i := range s {
			s[i] = byte(r.Uint32())
		}
		if g, ok := s.geometry(); ok {
			tryConvolution(t, g, turns.next(), r)
			tried++
		}
	}
}

func TestRandomProducts(t *testing.T) {
	turns, r := rota{devices: cpus(t)}, rand.New(rand.NewPCG(21, 21))
	for range shapes() {
		s := productSeed{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())}
		if tryProduct(t, s, turns.next(), r); t.Failed() {
			return
		}
	}
}

// The corners of the ranges, as seeds for fuzzing.
var geometrySeeds = []geometrySeed{
	{},                                      // one number
	{0, 6, 6, 2, 2, 6, 6, 2, 2, 6, 6, 6, 6}, // 7×7, stride 3, 3 channels
	{3, 12, 12, 0, 0, 3, 3, 1, 1, 1, 1, 1, 1}, // 4×4, stride 2, one channel
	{1, 8, 7, 4, 7, 2, 2, 0, 0, 1, 1, 1, 1},   // 3×3 between 5 and 17 channels
	{0, 4, 9, 9, 0, 0, 0, 2, 1, 0, 0, 0, 0},   // 1×1 with strides beyond it
	{0, 0, 12, 7, 1, 6, 1, 0, 2, 6, 0, 0, 1},  // a row under a tall window
	{2, 10, 3, 1, 8, 2, 4, 2, 0, 0, 2, 4, 0},  // unequal padding
}

func FuzzConvolutions(f *testing.F) {
	for _, s := range geometrySeeds {
		f.Add(s[:], uint64(1))
	}
	devices := cpus(f)
	f.Fuzz(func(t *testing.T, shape []byte, numbers uint64) {
		var s geometrySeed
		copy(s[:], shape)
		g, ok := s.geometry()
		if !ok {
			t.Skip("the window does not fit, or there is too much to do")
		}
		turns := rota{devices: devices, turn: int(numbers % 3)}
		tryConvolution(t, g, turns.next(), rand.New(rand.NewPCG(numbers, 0)))
	})
}

func FuzzMatMul(f *testing.F) {
	for form := range byte(4) {
		for _, n := range []byte{0, 1, 15, 16, 31, 32, 69} {
			f.Add([]byte{n, 33, n, form}, uint64(1))
			f.Add([]byte{5, n, 17, form}, uint64(2))
		}
	}
	devices := cpus(f)
	f.Fuzz(func(t *testing.T, shape []byte, numbers uint64) {
		var s productSeed
		copy(s[:], shape)
		turns := rota{devices: devices, turn: int(numbers % 3)}
		tryProduct(t, s, turns.next(), rand.New(rand.NewPCG(numbers, 0)))
	})
}
