package bench_test

import (
	"context"
	"math"
	"testing"
	"time"

	"gander/core/bench"
	"gander/plugins/builtin"
	"gander/plugins/variant"
)

func find(t *testing.T, name string) bench.Workload {
	t.Helper()
	w, ok := bench.Find(name)
	if !ok {
		t.Fatalf("no workload %s", name)
	}
	return w
}

// measured are the steps of a test's measurement.
const measured = 12

// A measurement is of the steps that were done, and its parts make up the whole.
func TestMeasure(t *testing.T) {
	for _, name := range []string{"dcgan64", "wgangp32", "cyclegan64", "stargan64"} {
		t.Run(name, func(t *testing.T) {
			w := find(t, name).Small()
			w.MACs, w.Images = 0, 0 // of the small one, as the learner counts them
			all, err := bench.Measure(w, builtin.Variant(w.Variant), bench.Plan{Threads: []int{1, 2}, Steps: measured, Began: time.Now(), Detail: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(all) != 2 || all[0].Threads != 1 || all[1].Threads != 2 {
				t.Fatalf("measured %+v", all)
			}
			for _, m := range all {
				check(t, m)
			}
		})
	}
}

// local is a variant in this process in the place of one that is not.
type local struct {
	v       variant.Variant
	learner variant.Learner
	late    time.Duration // of every report
}

func (l *local) Open(_ context.Context, s variant.Setup) (info variant.Info, err error) {
	l.learner, info, err = l.v.Open(s)
	return info, err
}

func (l *local) Advance(ctx context.Context, from, to, every int, emit func(variant.Report) error) error {
	return variant.Advance(ctx, l.learner, l.v.Describe().Scalars, from, to, every, func(r variant.Report) error {
		time.Sleep(l.late)
		return emit(r)
	})
}

func (l *local) Close() error { return l.learner.Close() }

// What passes outside of steps is seen as such.
func TestWire(t *testing.T) {
	w := bench.Points
	w.Params = map[string]any{"batch_size": 4}
	for _, late := range []time.Duration{0, 2 * time.Millisecond} {
		l := &local{v: builtin.Variant(w.Variant), late: late}
		start := func(context.Context, string) (bench.Process, error) { return l, nil }
		c, err := bench.Wire(t.Context(), w, l.v, start, 1, 2)
		if err != nil {
			t.Fatal(err)
		}
		if c.Rounds != 2 || c.Steps < 1 || c.StepS <= 0 || c.Share.Low > c.Share.Median || c.Share.Median > c.Share.High {
			t.Errorf("a cost of %+v", c)
		}
		if late > 0 && (c.ReportS < late.Seconds() || c.Share.Median < late.Seconds()/(late.Seconds()+c.StepS*float64(c.Every))/2) {
			t.Errorf("reports that are %v late cost %v, %v of the time", late, c.ReportS, c.Share)
		}
	}
}

func TestSpreadOf(t *testing.T) {
	values := make([]float64, 20)
	for i := range values {
		values[i] = float64(20 - i)
	}
	if got, want := bench.SpreadOf(values), (bench.Spread{Median: 10.5, P95: 19}); got != want {
		t.Errorf("a spread of %+v, want %+v", got, want)
	}
}

func check(t *testing.T, m bench.Measurement) {
	t.Helper()
	if m.Steps != measured || m.StepS <= 0 || m.ImagesPerS <= 0 || m.GFLOPS <= 0 || m.PeakGFLOPS <= 0 || m.StartS <= 0 {
		t.Errorf("a measurement of %+v", m)
	}
	if m.ShareOfPeak <= 0 {
		t.Errorf("%.2f of the peak", m.ShareOfPeak)
	}
	if m.AllocsPerStep < 0 || m.AllocsPerStep >= 1 { // the runtime makes some now and then
		t.Errorf("a step allocates %.2f times", m.AllocsPerStep)
	}
	var share float64
	for _, p := range m.Where {
		share += p.Share
		if p.Calls < 1 || p.Seconds < 0 || p.Name == "" {
			t.Errorf("a part of %+v", p)
		}
	}
	if math.Abs(share-1) > 1e-9 {
		t.Errorf("the parts of a step are %v of it", share)
	}
}

// The work of a step is counted on paper. What the operators do is close to it:
// a workload that did less, or other work, would show here. StarGAN's generator
// takes over what it made for the critic's last update, 7 % of the work.
func TestNecessaryWork(t *testing.T) {
	for _, name := range []string{"dcgan64", "wgangp32", "cyclegan64", "stargan64"} {
		w := find(t, name)
		done, err := bench.Work(w, builtin.Variant(w.Variant))
		if err != nil {
			t.Fatal(err)
		}
		if ratio := float64(done) / float64(w.MACs*int64(w.Images)); ratio < 0.92 || ratio > 1.03 {
			t.Errorf("%s: a step has %.3f times the multiply-adds of paper", name, ratio)
		}
	}
}

// What a learner holds in memory does not grow unnoticed. The figures are what
// it says of itself, rounded up: weights, averages, moments and statistics, inputs,
// and the arena of a step's values.
func TestResident(t *testing.T) {
	for name, megabytes := range map[string]int64{"dcgan64": 222, "wgangp32": 56, "cyclegan64": 205, "stargan64": 297} {
		w := find(t, name)
		if got := (resident(t, w) + 999_999) / 1_000_000; got > megabytes {
			t.Errorf("%s: a learner holds %d MB, want at most %d", name, got, megabytes)
		}
	}
}

func resident(t *testing.T, w bench.Workload) int64 {
	t.Helper()
	d, err := bench.Synthetic(t.TempDir(), w.Header)
	if err != nil {
		t.Fatal(err)
	}
	v := builtin.Variant(w.Variant)
	params, problems := variant.Complete(v.Describe().Params, w.Params)
	if problems != nil {
		t.Fatal(problems)
	}
	l, info, err := v.Open(variant.Setup{
		Purpose: variant.Train, Params: params, Data: []variant.Dataset{d}, Seed: 1, Threads: 2, TotalSteps: 1_000_000, Scratch: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return info.BytesResident
}

func TestBits(t *testing.T) {
	w := find(t, "wgangp32").Small()
	hash := func(threads, steps int) string {
		h, err := bench.Bits(w, builtin.Variant(w.Variant), threads, steps)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	one := hash(1, 1)
	if hash(3, 1) != one {
		t.Error("three threads give other bits than one")
	}
	if hash(1, 2) == one {
		t.Error("a second step changes nothing")
	}
}
