package examples

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gander/plugins/builtin"
	"gander/plugins/host"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// TestMain lets the test binary be gander's built-in variants, or a host that is
// going to be killed.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 3 && os.Args[1] == builtin.ServeCommand:
		builtin.Serve(os.Args[2])
	case len(os.Args) == 3 && os.Args[1] == "host":
		shimHost(os.Args[2])
	}
	os.Exit(m.Run())
}

const (
	numpyPlugin = "python/gander-variant-numpy"
	torchPlugin = "pytorch/gander-variant-pytorch"
)

// launcher knows one plugin, as "plugin".
func launcher(path string) (*host.Launcher, error) {
	c, err := host.Discover(host.Search{Options: []string{"plugin=" + path}, Getenv: func(string) string { return "" }})
	return &host.Launcher{Catalog: c}, err
}

func neverDone() context.Context { return context.Background() }

// ring makes a dataset of points on a circle.
func ring(dir string) (variant.Dataset, error) {
	path := filepath.Join(dir, "ring.gds")
	h := data.Header{Name: "ring", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: 256}
	h, err := data.Write(path, h, func(yield func(data.Sample, error) bool) {
		for i := range 256 {
			a := 2 * math.Pi * float64(i) / 256
			yield(data.Sample{Point: []float32{float32(math.Cos(a)), float32(math.Sin(a))}}, nil)
		}
	})
	return variant.Dataset{Name: "ring", Header: h, Path: path}, err
}

// shimHost starts a plugin, prints its process id and trains without end.
func shimHost(path string) {
	must := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	l, err := launcher(path)
	must(err)
	dir, err := os.MkdirTemp("", "gander-shim-")
	must(err)
	defer os.RemoveAll(dir)
	p, err := l.Launch(neverDone(), "plugin", host.Options{Write: []string{dir}})
	must(err)
	d, err := ring(dir)
	must(err)
	_, err = p.Open(neverDone(), variant.Setup{Purpose: variant.Train, Data: []variant.Dataset{d}, Threads: 1, TotalSteps: 1 << 40, Scratch: dir})
	must(err)
	must(os.RemoveAll(dir))
	fmt.Println(p.Pid())
	must(p.Advance(neverDone(), 0, 1<<40, 100, func(variant.Report) error { return nil }))
	time.Sleep(time.Minute)
}

// plugin is the path of a plugin of this folder, absolute.
func plugin(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	check(t, err)
	return path
}
