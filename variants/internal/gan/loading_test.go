package gan_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gantest"
	"gander/variants/vanilla"
)

// What loading may cost of the time that training takes, at 64 pixels.
const mostLoading = 0.02

// loading is what a run of steps was seen to spend.
type loading struct {
	steps   int
	step    time.Duration // all of the training steps
	blocked time.Duration // waiting for batches, reading ahead while a step computes
	reading time.Duration // reading as many batches, were nothing read ahead
}

func (l loading) share(part time.Duration) float64 { return part.Seconds() / l.step.Seconds() }

// TestLoadingCostsLittle trains DCGAN's networks at their full width on batches
// of 64 augmented pictures of 64×64×3, and holds the time that a step waits for
// such a batch against the time that it takes. Beside the learner's own loader a
// second one does the same work, whose waiting is timed: so the processors are
// asked for more than in a run, never for less. Even the whole of the reading,
// as if it were not hidden behind the step before, has to stay within the bound.
func TestLoadingCostsLittle(t *testing.T) {
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("takes a quarter of a minute; GANDER_LONG=1 runs it")
	}
	l := measureLoading(t, 8)
	t.Logf("a step takes %v; of that %.3f %% blocked on its batch; reading it takes %v, %.3f %% of a step, on a core beside it",
		l.step/time.Duration(l.steps), 100*l.share(l.blocked), l.reading/time.Duration(l.steps), 100*l.share(l.reading))
	if l.share(l.blocked) >= mostLoading || l.share(l.reading) >= mostLoading {
		t.Errorf("loading costs %v waiting, %v reading, of %v training; at most %v is right", l.blocked, l.reading, l.step, mostLoading)
	}
}

// BenchmarkLoading prints the same figures: go test -run '^$' -bench Loading -benchtime 20x.
func BenchmarkLoading(b *testing.B) {
	l := measureLoading(b, max(b.N, 1))
	b.ReportMetric(100*l.share(l.blocked), "blocked-%")
	b.ReportMetric(100*l.share(l.reading), "reading-%")
	b.ReportMetric(l.step.Seconds()*1e3/float64(l.steps), "step-ms")
	b.ReportMetric(0, "ns/op")
}

func measureLoading(t testing.TB, steps int) loading {
	d := picturesOf64(t)
	v := vanilla.Variant{}
	setup := gantest.Setup(t, v, 1, nil, d)
	setup.Threads = runtime.GOMAXPROCS(0)
	learner, _, err := v.Open(setup)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { learner.Close() })
	beside := newBesideLoader(t, d)
	defer beside.close(t)
	l := loading{steps: steps}
	for k := range uint64(steps + 1) {
		waited := beside.batch(k)
		began := time.Now()
		if _, err := learner.Step(); err != nil {
			t.Fatal(err)
		}
		if k > 0 { // the first step fills caches and has nothing read ahead
			l.blocked += waited
			l.step += time.Since(began)
		}
	}
	// Each call reads two batches: the one that the call before had read ahead in
	// vain, and the one asked for.
	for k := range uint64(2 * steps) {
		l.reading += beside.batch(2*k+1000) / 4
	}
	return l
}

// besideLoader is a loader of the test's own, of batches of 64.
type besideLoader struct {
	file    *data.File
	loader  *data.Loader
	numbers []float32
	rows    []int
}

func newBesideLoader(t testing.TB, d variant.Dataset) *besideLoader {
	f, err := data.Open(d.Path)
	if err != nil {
		t.Fatal(err)
	}
	const n = 64
	return &besideLoader{
		file: f, loader: data.NewLoader(f, data.NewBatches(f.Rows(), 1, d.Name, "batches"), n, 1, d.Name),
		numbers: make([]float32, n*f.Header().RowSize()), rows: make([]int, n),
	}
}

// batch tells how long number k of the batches takes to come.
func (b *besideLoader) batch(k uint64) time.Duration {
	began := time.Now()
	b.loader.Batch(k, b.numbers, b.rows)
	return time.Since(began)
}

func (b *besideLoader) close(t testing.TB) {
	b.loader.Close()
	if err := b.file.Close(); err != nil {
		t.Error(err)
	}
}

// picturesOf64 is 2,000 pictures with every augmentation switched on.
func picturesOf64(t testing.TB) variant.Dataset {
	t.Helper()
	h := data.Header{
		Name: "pictures", Split: data.Train, Kind: data.KindImage, DType: data.U8, Shape: []int{64, 64, 3}, Rows: 2000,
		Augment: &data.Augment{Flip: true, Crop: 4, Jitter: 0.1},
	}
	path := filepath.Join(t.TempDir(), "train.gds")
	pixels := make([]byte, h.RowSize())
	h, err := data.Write(path, h, func(yield func(data.Sample, error) bool) {
		for i := range h.Rows {
			for j := range pixels {
				pixels[j] = byte(i*7 + j*(i%5+1))
			}
			if !yield(data.Sample{Pixels: pixels}, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return variant.Dataset{Name: "pictures", Header: h, Path: path}
}
