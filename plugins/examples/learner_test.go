package examples

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"gander/plugins/host"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	pb "gander/plugins/variantpb"
	"gander/variants/vanilla"
)

// started is the process of a plugin.
func started(t *testing.T, path string) *host.Process {
	t.Helper()
	// Subtests have folders of their own, which are made later.
	p, err := checked(t, path).Launch(t.Context(), "plugin", host.Options{Write: []string{os.TempDir()}})
	check(t, err)
	t.Cleanup(func() { check(t, p.Close()) })
	return p
}

// setup trains on one dataset.
func setup(t *testing.T, d variant.Dataset, params variant.Params) variant.Setup {
	return variant.Setup{Purpose: variant.Train, Params: params, Data: []variant.Dataset{d}, Seed: 1, Threads: 1, TotalSteps: 2500, Scratch: t.TempDir()}
}

// modes makes a dataset of 8 Gaussians on a circle.
func modes(t *testing.T) variant.Dataset {
	t.Helper()
	const n = 800
	h := data.Header{Name: "modes", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: n}
	path := filepath.Join(t.TempDir(), "modes.gds")
	h, err := data.Write(path, h, func(yield func(data.Sample, error) bool) {
		for i := range n {
			x, y := centre(i % 8)
			r, a := 0.03*float64(i/8)/100, float64(i)
			if !yield(data.Sample{Point: []float32{float32(x + r*math.Cos(a)), float32(y + r*math.Sin(a))}}, nil) {
				return
			}
		}
	})
	check(t, err)
	return variant.Dataset{Name: "modes", Header: h, Path: path}
}

func centre(i int) (x, y float64) {
	a := 2 * math.Pi * float64(i) / 8
	return math.Cos(a), math.Sin(a)
}

// covered counts the modes near to which samples lie, and the share of samples
// that lie near to any.
func covered(points []float32) (found int, share float64) {
	var seen [8]bool
	near := 0
	for i := 0; i < len(points); i += 2 {
		for m := range 8 {
			x, y := centre(m)
			if math.Hypot(float64(points[i])-x, float64(points[i+1])-y) < 0.15 {
				seen[m] = true
				near++
			}
		}
	}
	for _, s := range seen {
		if s {
			found++
		}
	}
	return found, float64(near) / float64(len(points)/2)
}

func TestNumPyLearnsTheRing(t *testing.T) {
	needsNumPy(t)
	t.Parallel()
	p := started(t, numpyPlugin)
	_, err := p.Open(t.Context(), setup(t, modes(t), variant.Params{"hidden": int64(64), "batch_size": int64(32), "ema": 0.99}))
	check(t, err)
	rows := make([]variant.Row, 500)
	for i := range rows {
		rows[i] = variant.Row{Index: uint64(i), Label: -1, Domain: -1}
	}
	draw := func() (int, float64) {
		b, err := p.Sample(t.Context(), variant.Sampling{Seed: 5, Weights: variant.Average, Truncation: 1}, rows)
		check(t, err)
		return covered(b.F32)
	}
	_, before := draw()
	check(t, p.Advance(t.Context(), 0, 2500, 500, func(variant.Report) error { return nil }))
	found, share := draw()
	t.Logf("%d modes, %.2f of the samples", found, share)
	if found < 7 || share < 0.5 || before > 0.3 {
		t.Errorf("after 2500 steps %d of 8 modes are covered, by %.2f of the samples (%.2f before)", found, share, before)
	}
}

// images makes a dataset of images of a shape.
func images(t *testing.T, shape ...int) variant.Dataset {
	t.Helper()
	h := data.Header{Name: "images", Split: data.Train, Kind: data.KindImage, DType: data.U8, Shape: shape, Rows: 8}
	path := filepath.Join(t.TempDir(), "images.gds")
	h, err := data.Write(path, h, func(yield func(data.Sample, error) bool) {
		for i := range h.Rows {
			pixels := make([]byte, shape[0]*shape[1]*shape[2])
			for j := range pixels {
				pixels[j] = byte(i * j)
			}
			if !yield(data.Sample{Pixels: pixels}, nil) {
				return
			}
		}
	})
	check(t, err)
	return variant.Dataset{Name: "images", Header: h, Path: path}
}

// For images of any size the networks are those that are built in.
func TestPyTorchHasTheSameNetworks(t *testing.T) {
	needsTorch(t)
	t.Parallel()
	p := started(t, torchPlugin)
	for _, shape := range [][]int{{16, 16, 3}, {28, 28, 1}, {100, 100, 1}, {16, 50, 3}, {64, 64, 3}, {256, 256, 1}} {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			d := images(t, shape...)
			given := variant.Params{"base_width": int64(2), "batch_size": int64(2), "latent_dim": int64(5)}
			info, err := p.Open(t.Context(), setup(t, d, given))
			check(t, err)
			complete, _ := variant.Complete(vanilla.Variant{}.Describe().Params, given)
			l, want, err := vanilla.Variant{}.Open(setup(t, d, complete))
			check(t, err)
			check(t, l.Close())
			if info.GeneratorParams != want.GeneratorParams || info.DiscriminatorParams != want.DiscriminatorParams {
				t.Errorf("%d and %d parameters, built in are %d and %d",
					info.GeneratorParams, info.DiscriminatorParams, want.GeneratorParams, want.DiscriminatorParams)
			}
			check(t, p.Advance(t.Context(), 0, 1, 1, func(variant.Report) error { return nil }))
			b, err := p.Sample(t.Context(), variant.Sampling{Weights: variant.Raw, Truncation: 1}, make([]variant.Row, 2))
			check(t, err)
			if fmt.Sprint(b.Shape) != fmt.Sprint(append([]int{2}, shape...)) {
				t.Errorf("samples have shape %v", b.Shape)
			}
			_, err = pb.NewVariantClient(p.Conn()).Close(t.Context(), &pb.CloseRequest{})
			check(t, err)
		})
	}
}

func TestPyTorchRefusesSizes(t *testing.T) {
	needsTorch(t)
	t.Parallel()
	p := started(t, torchPlugin)
	for _, shape := range [][]int{{15, 15, 1}, {8, 32, 3}, {16, 257, 1}} {
		if _, err := p.Open(t.Context(), setup(t, images(t, shape...), nil)); !errors.Is(err, variant.ErrUnsupported) {
			t.Errorf("images of %v: %v", shape, err)
		}
	}
}
