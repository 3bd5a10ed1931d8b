package eval

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/eval/onnx"
	"gander/plugins/sample"
)

func network(t *testing.T, path string, shape []int) *Network {
	t.Helper()
	n, err := OpenNetwork(path, shape)
	must(t, err)
	return n
}

func looked(t *testing.T, n *Network, b sample.Batch) Features {
	t.Helper()
	f, err := n.look(b)
	must(t, err)
	return f
}

const (
	sequenceFile = "testdata/extractor.safetensors"
	onnxFile     = "testdata/extractor.onnx"
)

// needsRuntime skips a test where ONNX Runtime is missing.
func needsRuntime(t *testing.T) {
	t.Helper()
	if err := onnx.Load(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("ONNX Runtime is missing: pip install onnxruntime, then GANDER_ONNXRUNTIME=…/onnxruntime/capi/libonnxruntime.so.…: %v", err)
	}
}

// One network in two formats gives the same features, by two implementations.
func TestNetworksOfBothFormats(t *testing.T) {
	needsRuntime(t)
	shape := []int{side, side, 1}
	a, b := network(t, sequenceFile, shape), network(t, onnxFile, shape)
	images := noise(shape, 50) // more than a batch
	x, y := looked(t, a, images), looked(t, b, images)
	if x.Cols != 7 || y.Cols != 7 || !strings.HasSuffix(a.Name(), "/fc1:7") || !strings.HasSuffix(b.Name(), "/fc1:7") {
		t.Fatalf("%s has %d features, %s has %d", a.Name(), x.Cols, b.Name(), y.Cols)
	}
	for i, v := range x.Data {
		near(t, "feature", y.Data[i], v, 1e-5)
	}
	if x.Row(0)[0] == x.Row(1)[0] {
		t.Error("two images have the same feature")
	}
	if _, err := OpenNetwork(onnxFile, []int{28, 28, 1}); err == nil || !strings.Contains(err.Error(), "(N, 1, 28, 28)") {
		t.Errorf("got %v for images of another size, want the shape that was expected", err)
	}
}

// The layers by their definitions, on two channels.
func TestSequenceLayers(t *testing.T) {
	in := volume{2, 4, 6}
	x := cloud("layers", 1, in.size()).Data
	for kind, want := range map[string]func(c, r, col int) float64{
		"max_pool": func(c, r, col int) float64 {
			at := (c*in.h+2*r)*in.w + 2*col
			return max(x[at], x[at+1], x[at+in.w], x[at+in.w+1])
		},
		"average_pool": func(c, r, col int) float64 {
			at := (c*in.h+2*r)*in.w + 2*col
			return (x[at] + x[at+1] + x[at+in.w] + x[at+in.w+1]) / 4
		},
	} {
		s, out, err := sequenceLayer{Kind: kind, Size: 2}.build(in, nil)
		must(t, err)
		y := s(x)
		for i, v := range y {
			near(t, kind, v, want(i/(out.h*out.w), i/out.w%out.h, i%out.w), 1e-12)
		}
	}
	s, out, err := sequenceLayer{Kind: "global_average_pool"}.build(in, nil)
	must(t, err)
	near(t, "mean of the second channel", s(x)[1], mean(x[24:]), 1e-12)
	if out != (volume{2, 1, 1}) {
		t.Errorf("the mean over all pixels is %v", out)
	}
	s, _, err = sequenceLayer{Kind: "leaky_relu", Slope: 0.5}.build(in, nil)
	must(t, err)
	near(t, "leaky ReLU", s([]float64{-3})[0], -1.5, 0)
}

func TestNetworksThatCannotBeRead(t *testing.T) {
	shape := []int{side, side, 1}
	dir := t.TempDir()
	bare := filepath.Join(dir, "bare.safetensors") // no metadata
	must(t, os.WriteFile(bare, []byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"), 0o666))
	other := filepath.Join(dir, "network.txt")
	must(t, os.WriteFile(other, nil, 0o666))
	for path, want := range map[string]string{
		bare: "gander.extractor", other: ".safetensors or an .onnx", filepath.Join(dir, "none.onnx"): "no such file",
	} {
		if _, err := OpenNetwork(path, shape); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
	if _, err := OpenNetwork(filepath.Join(dir, "none.onnx"), shape); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
	if _, err := OpenNetwork(sequenceFile, []int{28, 28, 1}); err == nil || !strings.Contains(err.Error(), "layer 7 (linear)") {
		t.Errorf("got %v for images of another size, want the layer that does not fit", err)
	}
}

// A user's network and pixels give distances beside the judge's own, with floors
// and ceilings, under the file's name and hash; names that published weights
// define appear for those weights alone.
func TestNetworksJudge(t *testing.T) {
	j := newJudge(t, plain, "")
	own := network(t, sequenceFile, []int{side, side, 1})
	must(t, j.Bring(own))
	must(t, j.Bring(network(t, PixelsName, []int{side, side, 1})))
	if err := j.Bring(own); err == nil {
		t.Error("two extractors of one name")
	}
	real := copies(j)
	honest, blurry := judged(t, j, real), judged(t, j, change(real, blurred(3)))
	for key, identity := range map[string]string{
		"kd_extractor": "KD[extractor." + own.hash[:6] + "/fc1:7]@256", "fd_extractor": "FD[extractor." + own.hash[:6] + "/fc1:7]@256",
		"kd_pixels": "KD[pixels/raw:256]@256",
	} {
		s := honest[key]
		if s.Identity != identity || s.Value != *s.Floor || *s.Ceiling < 10*s.Value {
			t.Errorf("%s is %+v, want %s", key, s, identity)
		}
		if b := blurry[key].Value; b <= s.Value {
			t.Errorf("%s is %v of blurred images and %v of real ones", key, b, s.Value)
		}
		if reserved.MatchString(identity) {
			t.Errorf("%s bears a reserved name", identity)
		}
	}
	knownWeights[own.hash] = inception
	defer delete(knownWeights, own.hash)
	j = newJudge(t, plain, "")
	must(t, j.Bring(own))
	known := judged(t, j, real)
	if s := known["fd_extractor"].Identity; s != "FID[extractor."+own.hash[:6]+"/fc1:7]@256" {
		t.Errorf("known weights give %s", s)
	}
	if s := known["kd_extractor"].Identity; !strings.HasPrefix(s, "KID[") {
		t.Errorf("known weights give %s", s)
	}
	if s := known["kd"].Identity; reserved.MatchString(s) {
		t.Errorf("%s is not by the known weights", s)
	}
}

func TestPixelFeatures(t *testing.T) {
	shape := []int{2, 2, 3}
	b := sample.Batch{Shape: []int{1, 2, 2, 3}, U8: []byte{0, 51, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9}}
	f := looked(t, network(t, PixelsName, shape), b)
	near(t, "first pixel's green, behind all reds", f.Row(0)[4], 0.2, 1e-15)
	near(t, "first pixel's blue", f.Row(0)[8], 1, 0)
}
