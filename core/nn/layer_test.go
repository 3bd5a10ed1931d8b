package nn_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

// apply maps x through layers in the given mode, on the reference device.
func apply(t testing.TB, mode nn.Mode, x []float32, shape []int, layers ...nn.Layer) (y []float32, got []int) {
	t.Helper()
	r := nn.NewRegistry(nn.Float64, 1)
	f, err := nn.NewFunction(r, func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		in := g.Input("x", nil, shape...)
		out := g.Network("net", layers...).Apply(in, mode)
		got = out.Shape()
		return out, []*nn.Node{in}
	})
	if err != nil {
		t.Fatal(err)
	}
	size := 1
	for _, d := range got {
		size *= d
	}
	y = make([]float32, size)
	if err := f.Map(y, x); err != nil {
		t.Fatal(err)
	}
	return y, got
}

func ramp(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i)
	}
	return x
}

func TestShapes(t *testing.T) {
	image := []int{2, 6, 8, 3}
	tests := []struct {
		layer nn.Layer
		in    []int
		want  []int
	}{
		{nn.Linear{Out: 5}, []int{2, 3}, []int{2, 5}},
		{nn.Conv2D{Out: 4, Kernel: 3}, image, []int{2, 4, 6, 4}},
		{nn.Conv2D{Out: 4, Kernel: 4, Stride: 2, Pad: 1}, image, []int{2, 3, 4, 4}},
		{nn.ConvTranspose2D{Out: 4, Kernel: 4, Stride: 2, Pad: 1}, image, []int{2, 12, 16, 4}},
		{nn.ConvTranspose2D{Out: 4, Kernel: 3, Stride: 2, Pad: 1, OutPad: 1}, image, []int{2, 12, 16, 4}},
		{nn.BatchNorm{}, image, image},
		{nn.BatchNorm{}, []int{4, 3}, []int{4, 3}},
		{nn.InstanceNorm{Affine: true}, image, image},
		{nn.LayerNorm{}, image, image},
		{nn.Flatten{}, image, []int{2, 144}},
		{nn.Reshape{12, 12}, image, []int{2, 12, 12}},
		{nn.Crop{H: 5, W: 7}, image, []int{2, 5, 7, 3}},
		{nn.Crop{H: 6, W: 8}, image, image},
		{nn.Upsample{Factor: 2}, image, []int{2, 12, 16, 3}},
		{nn.UpsampleBilinear{Factor: 3}, image, []int{2, 18, 24, 3}},
		{nn.PixelShuffle{Factor: 2}, []int{2, 3, 4, 8}, []int{2, 6, 8, 2}},
		{nn.AvgPool{Size: 2}, image, []int{2, 3, 4, 3}},
		{nn.ZeroPad{Top: 1, Left: 2}, image, []int{2, 7, 10, 3}},
		{nn.Dropout{Rate: 0.5}, image, image},
		{nn.Softplus{}, image, image},
		{nn.ReflectPad{Size: 1}, image, []int{2, 8, 10, 3}},
		{nn.Residual{nn.Conv2D{Out: 3, Kernel: 3, Pad: 1}, nn.ReLU{}}, image, image},
		{nn.Func(op.Square), image, image},
		{nn.Tanh{}, image, image},
		{nn.Sigmoid{}, image, image},
		{nn.LeakyReLU{Slope: .2}, image, image},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%T", test.layer), func(t *testing.T) {
			size := 1
			for _, d := range test.in {
				size *= d
			}
			if _, got := apply(t, nn.Train, ramp(size), test.in, test.layer); !slices.Equal(got, test.want) {
				t.Errorf("%v of %v has shape %v, want %v", test.layer, test.in, got, test.want)
			}
		})
	}
}

// The values are from the formulas, worked out by hand.
func TestValues(t *testing.T) {
	z := math.Sqrt(1 + 1e-5) // what a deviation of 1 is divided by
	tests := map[string]struct {
		mode  nn.Mode
		layer nn.Layer
		in    []int
		x     []float32
		want  []float64
	}{
		"batch norm of a batch":   {nn.Train, nn.BatchNorm{}, []int{2, 2}, []float32{1, 10, 3, 12}, []float64{-1 / z, -1 / z, 1 / z, 1 / z}},
		"batch norm of a sample":  {nn.Sample, nn.BatchNorm{}, []int{2, 2}, []float32{1, 10, 3, 12}, []float64{1 / z, 10 / z, 3 / z, 12 / z}},
		"batch norm's weight":     {nn.Train, nn.BatchNorm{Init: nn.Normal(2, 0)}, []int{2, 1}, []float32{1, 3}, []float64{-2 / z, 2 / z}},
		"batch norm's ε":          {nn.Train, nn.BatchNorm{Eps: 3}, []int{2, 1}, []float32{1, 3}, []float64{-.5, .5}},
		"instance norm":           {nn.Train, nn.InstanceNorm{}, []int{2, 2, 1, 1}, []float32{1, 3, 10, 12}, []float64{-1 / z, 1 / z, -1 / z, 1 / z}},
		"layer norm":              {nn.Train, nn.LayerNorm{}, []int{2, 2}, []float32{1, 3, 10, 12}, []float64{-1 / z, 1 / z, -1 / z, 1 / z}},
		"linear":                  {nn.Train, nn.Linear{Out: 1, Init: nn.Ones, Bias: nn.Ones}, []int{1, 3}, []float32{1, 2, 3}, []float64{7}},
		"linear without bias":     {nn.Train, nn.Linear{Out: 1, Init: nn.Ones, NoBias: true}, []int{1, 3}, []float32{1, 2, 3}, []float64{6}},
		"convolution":             {nn.Train, nn.Conv2D{Out: 1, Kernel: 2, Init: nn.Ones, Bias: nn.Ones}, []int{1, 2, 2, 1}, []float32{1, 2, 3, 4}, []float64{11}},
		"transposed convolution":  {nn.Train, nn.ConvTranspose2D{Out: 1, Kernel: 2, Init: nn.Ones, Bias: nn.Zeros}, []int{1, 1, 2, 1}, []float32{1, 2}, []float64{1, 3, 2, 1, 3, 2}},
		"crop":                    {nn.Train, nn.Crop{H: 1, W: 1}, []int{1, 2, 2, 1}, []float32{1, 2, 3, 4}, []float64{1}},
		"residual":                {nn.Train, nn.Residual{nn.LeakyReLU{Slope: .5}}, []int{1, 2}, []float32{-2, 2}, []float64{-3, 4}},
		"weights of the averages": {nn.Averaged, nn.Linear{Out: 1, Init: nn.Ones, Bias: nn.Zeros}, []int{1, 2}, []float32{1, 2}, []float64{3}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, _ := apply(t, test.mode, test.x, test.in, test.layer)
			for i, want := range test.want {
				if math.Abs(float64(got[i])-want) > 1e-5 {
					t.Fatalf("got %v, want %v", got, test.want)
				}
			}
		})
	}
}

func TestMisfitsNameTheLayer(t *testing.T) {
	tests := map[string]struct {
		in     []int
		layers []nn.Layer
		want   []string
	}{
		"linear of an image":    {[]int{2, 4, 4, 1}, []nn.Layer{nn.ReLU{}, nn.Linear{Out: 2}}, []string{"net.1", "4 axes", "flatten"}},
		"convolution of a row":  {[]int{2, 4}, []nn.Layer{nn.Conv2D{Out: 2, Kernel: 3}}, []string{"net.0", "(N, H, W, C)"}},
		"window too large":      {[]int{2, 2, 2, 1}, []nn.Layer{nn.Conv2D{Out: 2, Kernel: 3}}, []string{"net.0 (nn.Conv2D{Out: 2, Kernel: 3}) of (2, 2, 2, 1)", "larger"}},
		"inside a residual":     {[]int{2, 4}, []nn.Layer{nn.ReLU{}, nn.Residual{nn.Linear{Out: 3}}}, []string{"net.1 (nn.Residual) of (2, 4)"}},
		"batch of one":          {[]int{1, 4}, []nn.Layer{nn.BatchNorm{}}, []string{"net.0", "variance"}},
		"reshape to other size": {[]int{1, 4}, []nn.Layer{nn.Reshape{5}}, []string{"net.0", "Reshape"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := nn.NewFunction(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
				x := g.Input("x", nil, test.in...)
				return g.Network("net", test.layers...).Apply(x, nn.Train), []*nn.Node{x}
			})
			var misfit *nn.BuildError
			if !errors.As(err, &misfit) {
				t.Fatalf("error %v is no BuildError", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not mention %q", err, want)
				}
			}
		})
	}
}

func TestApplicationsShareParameters(t *testing.T) {
	r := nn.NewRegistry(nn.Float32, 1)
	_, err := nn.NewFunction(r, func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		x := g.Input("x", nil, 1, 2)
		net := g.Network("net", nn.Linear{Out: 2})
		y := net.Apply(net.Apply(x, nn.Train), nn.Train)
		if got := len(net.Weights()); got != 2 {
			t.Errorf("%d weights after two applications, want 2", got)
		}
		return y, []*nn.Node{x}
	})
	if err != nil {
		t.Fatal(err)
	}
}
