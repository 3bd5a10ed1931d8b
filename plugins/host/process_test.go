package host_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/faulty"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

func TestDescribe(t *testing.T) {
	want := faulty.New().Describe()
	got, err := launch(t, host.Options{}).Describe(t.Context())
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("description: %v\n got %+v\nwant %+v", err, got, want)
	}
}

func TestLife(t *testing.T) {
	p := launch(t, host.Options{})
	info, err := p.Open(t.Context(), setup(nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{8, 8, 1}; !slices.Equal(info.SampleShape, want) || info.LatentDim != 2 {
		t.Errorf("info is %+v, want sample shape %v and 2 latent dimensions", info, want)
	}
	reports, err := advance(t.Context(), p, 0, 10, 4)
	if err != nil {
		t.Fatal(err)
	}
	var steps []int
	for _, r := range reports {
		steps = append(steps, r.Step)
	}
	if want := []int{4, 8, 10}; !slices.Equal(steps, want) {
		t.Errorf("reports come at steps %v, want %v", steps, want)
	}
	if r := reports[0]; r.DUpdates != 8 || r.GUpdates != 4 || r.Images != 16 || r.Scalars[0].Mean == 0 {
		t.Errorf("first report is %+v, want 8 and 4 updates, 16 images and a mean", r)
	}
	if err := p.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if u := p.Usage(); u.MaxRSS < 1<<20 || u.CPU <= 0 {
		t.Errorf("usage is %+v, want some memory and time", u)
	}
}

func TestSaveAndLoad(t *testing.T) {
	dir := t.TempDir()
	first := open(t, host.Options{Write: []string{dir}}, nil)
	if _, err := advance(t.Context(), first, 0, 6, 3); err != nil {
		t.Fatal(err)
	}
	if err := first.Save(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	want, err := advance(t.Context(), first, 6, 12, 3)
	if err != nil {
		t.Fatal(err)
	}
	second := open(t, host.Options{Read: []string{dir}}, nil)
	if err := second.Load(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	got, err := advance(t.Context(), second, 6, 12, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if !slices.Equal(got[i].Scalars, want[i].Scalars) {
			t.Errorf("report %d after loading has %v, want %v", i, got[i].Scalars, want[i].Scalars)
		}
	}
	err = second.Load(t.Context(), t.TempDir())
	wantOutcome(t, err, core.Failed, "state.json")
}

// The paths of calls are the host's, wherever the process runs.
func TestRelativeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("here", 0o777); err != nil {
		t.Fatal(err)
	}
	p := open(t, host.Options{Dir: t.TempDir(), Write: []string{"here"}}, nil)
	files, err := p.Export(t.Context(), "here", variant.Raw)
	if err != nil || !slices.Equal(files, []string{"state.json"}) {
		t.Fatalf("export gives %v, %v", files, err)
	}
	if _, err := os.Stat(filepath.Join("here", files[0])); err != nil {
		t.Error(err)
	}
}

func TestSample(t *testing.T) {
	t.Run("images", func(t *testing.T) {
		// 200 images of 160 × 160 are 5 MB: several messages of several chunks.
		p := open(t, host.Options{}, variant.Params{"size": int64(160)})
		rows := make([]variant.Row, 200)
		want := make([]byte, len(rows))
		for i := range rows {
			x := float32(i)/100 - 1
			rows[i].Latent = []float32{x}
			want[i] = sample.Quantise(x)
		}
		b, err := p.Sample(t.Context(), variant.Sampling{Seed: 3, Weights: variant.Raw, Truncation: 1}, rows)
		if err != nil {
			t.Fatal(err)
		}
		if shape := []int{200, 160, 160, 1}; !slices.Equal(b.Shape, shape) || len(b.U8) != 200*160*160 {
			t.Fatalf("batch has shape %v and %d bytes, want %v", b.Shape, len(b.U8), shape)
		}
		for i, pixel := range want {
			image := b.U8[i*b.RowSize() : (i+1)*b.RowSize()]
			if image[0] != pixel || image[len(image)-1] != pixel {
				t.Errorf("image %d goes from %d to %d, want %d", i, image[0], image[len(image)-1], pixel)
			}
		}
	})
	t.Run("points", func(t *testing.T) {
		p := open(t, host.Options{}, variant.Params{"size": int64(0)})
		b, err := p.Sample(t.Context(), variant.Sampling{}, []variant.Row{{Latent: []float32{0.3}}, {Latent: []float32{-9}}})
		if err != nil || !slices.Equal(b.F32, []float32{0.3, 0.3, -9, -9}) {
			t.Errorf("points are %v, %v", b.F32, err)
		}
	})
	t.Run("large sources", func(t *testing.T) {
		p := open(t, host.Options{}, nil)
		rows := make([]variant.Row, 5)
		for i := range rows {
			rows[i].Source = make([]float32, 300_000)
			rows[i].Source[299_999] = float32(i) / 4
		}
		b, err := p.Sample(t.Context(), variant.Sampling{}, rows)
		if err != nil || b.Rows() != 5 || b.U8[4*64] != 255 {
			t.Errorf("batch is %v, %v", b, err)
		}
	})
	t.Run("none", func(t *testing.T) {
		p := open(t, host.Options{}, nil)
		b, err := p.Sample(t.Context(), variant.Sampling{}, nil)
		if err != nil || !slices.Equal(b.Shape, []int{0, 8, 8, 1}) {
			t.Errorf("batch is %v, %v, want no rows of 8 × 8", b, err)
		}
	})
	t.Run("not finite", func(t *testing.T) {
		p := open(t, host.Options{}, variant.Params{"trouble": faulty.BadSample})
		_, err := p.Sample(t.Context(), variant.Sampling{}, make([]variant.Row, 3))
		wantOutcome(t, err, core.Diverged, "sample 0 has the value NaN")
	})
	t.Run("not open", func(t *testing.T) {
		_, err := launch(t, host.Options{}).Sample(t.Context(), variant.Sampling{}, nil)
		wantOutcome(t, err, core.Rejected, "no learner is open")
	})
}

func TestCritique(t *testing.T) {
	p := open(t, host.Options{}, nil)
	b := sample.Batch{Shape: []int{3, 1, 1, 1}, U8: []byte{0, 255, 51}}
	got, err := p.Critique(t.Context(), b)
	if want := []float64{-1, 1, float64(sample.Dequantise(51))}; err != nil || !slices.Equal(got, want) {
		t.Errorf("critique gives %v, %v, want %v", got, err, want)
	}
}

func TestConcurrentLaunches(t *testing.T) {
	l := newLauncher(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			p, err := l.Launch(t.Context(), "faulty", host.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := p.Open(t.Context(), setup(nil)); err != nil {
				t.Error(err)
			}
			if _, err := advance(t.Context(), p, 0, 20, 5); err != nil {
				t.Error(err)
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestNothingLeftBehind(t *testing.T) {
	tmp := shortTemp(t)
	t.Setenv("TMPDIR", tmp)
	l := newLauncher(t)
	for _, name := range plugins {
		if name == "mute" || name == "still" {
			continue
		}
		if p, err := l.Launch(t.Context(), name, host.Options{}); err == nil {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
			t.Errorf("%s left behind %v", name, left)
		}
	}
}

func TestPlaintext(t *testing.T) {
	l := newLauncher(t)
	l.Plaintext = true
	p, err := l.Launch(t.Context(), "faulty", host.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Open(t.Context(), setup(nil)); err != nil {
		t.Error(err)
	}
}
