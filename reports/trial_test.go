package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gander/core"
)

// A trial is an invented experiment that looks like a real one: two variants
// under three labels, on glyph-like images and on a ring of points.
type trial struct {
	*fakeReader
	dir string
}

const trialName = "five-on-glyphs"

func newTrial(t *testing.T) *trial {
	t.Helper()
	most := 0.05
	atLeast := 8.0
	tr := &trial{dir: t.TempDir(), fakeReader: newFake(core.Experiment{
		Name:     trialName,
		Question: "Which variant makes the best glyphs in the same number of images?",
		Seeds:    []uint64{1, 2, 3},
		Budget:   core.Budget{Currency: core.Images, Amount: 60_000},
		Datasets: []core.DatasetSpec{{Name: "glyphs", Source: "glyphs"}, {Name: "ring", Source: "ring"}},
		Expect: []core.Expectation{
			{Score: "kd", Of: "wgan-gp", Dataset: "glyphs", AtMost: &most},
			{Score: "modes", Of: "wgan-gp", Dataset: "ring", AtLeast: &atLeast},
		},
		Path: "experiments/five-on-glyphs.yaml",
		Text: "name: five-on-glyphs\nseeds: [1, 2, 3]\nbudget: {images: 60k}\n",
	})}
	for _, dataset := range []string{"glyphs", "ring"} {
		for k, label := range []string{"vanilla", "wgan-gp", "wgan-clip"} {
			for seed := uint64(1); seed <= 3; seed++ {
				tr.addRun(t, dataset, label, k, seed)
			}
		}
	}
	return tr
}

// addRun invents one run. The third seed of wgan-clip on glyphs diverges.
func (tr *trial) addRun(t *testing.T, dataset, label string, kind int, seed uint64) {
	random := rand.New(rand.NewPCG(seed, uint64(kind)))
	id := fmt.Sprintf("%s-%s-%d", dataset, label, seed)
	variant, params := "wgan", map[string]any{"penalty": "gradient", "lr_g": 1e-4}
	switch label {
	case "vanilla":
		variant, params = "vanilla", map[string]any{"lr_g": 2e-4}
	case "wgan-clip":
		params["penalty"] = "clip"
	}
	imagesPerStep := []int64{64, 320, 320}[kind]
	steps := int(60_000 / imagesPerStep)
	r := core.Run{
		ID: id, Experiment: trialName, Position: len(tr.runs), Label: label, Variant: variant,
		Datasets: []string{dataset}, Params: params, Seed: seed, Dir: filepath.Join(trialName, id), Status: core.Done,
		Info: core.RunInfo{GeneratorParams: 1_068_000, DiscriminatorParams: 662_000, ImagesPerStep: int(imagesPerStep)},
	}
	if label == "wgan-clip" && seed == 3 && dataset == "glyphs" {
		steps = steps * 2 / 5
		r.Status, r.Reason = core.Diverged, fmt.Sprintf("loss_d became NaN at step %d", steps)
		r.LogTail = []string{"step 70: critic 812.4", "step 74: critic 1.9e+07", "step 75: critic NaN"}
	}
	for s := max(1, steps/150); s <= steps; s += max(1, steps/150) {
		p := progress(s, imagesPerStep, kind)
		tr.points[id] = append(tr.points[id], core.Point{Progress: p, Scalars: losses(random, kind, float64(s)*float64(imagesPerStep)/60_000, r.Status == core.Diverged && s+2*max(1, steps/150) > steps)})
		r.Progress = p
	}
	if dataset == "ring" {
		tr.file(t, r, 0, core.KindHeader, "json", ringHeader())
	}
	for i := range 13 {
		s := i * int(60_000/imagesPerStep) / 12
		if s > steps {
			break
		}
		tr.score(random, r, kind, s, imagesPerStep)
		tr.samples(t, r, kind, s, imagesPerStep)
	}
	if dataset == "glyphs" && r.Status == core.Done {
		tr.neighbours(t, r, steps)
	}
	tr.runs = append(tr.runs, r)
	started := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC).Add(time.Duration(len(tr.runs)) * 4 * time.Minute)
	tr.attempts[id] = []core.Attempt{{
		Number: 1, Started: started, Finished: started.Add(3 * time.Minute), Status: r.Status, GanderVersion: "0.1.0",
		VariantVersion: "1.0.0", Numerics: "n1", BinarySHA256: "9f2c51d0aa37e1b4", Machine: "x86-64, 2 cores, linux", Device: "cpu", Threads: 2,
	}}
}

func progress(step int, imagesPerStep int64, kind int) core.Progress {
	n := int64(step)
	return core.Progress{
		Step: step, DUpdates: n * imagesPerStep / 64, GUpdates: n, Images: n * imagesPerStep,
		MACs: n * imagesPerStep * 9_400_000, Seconds: float64(n*imagesPerStep) * []float64{0.0021, 0.0034, 0.0024}[kind],
	}
}

func losses(random *rand.Rand, kind int, done float64, broken bool) []core.Scalar {
	noise := func(s float64) float64 { return s * random.NormFloat64() }
	d, g := 0.45+0.9*math.Exp(-12*done)+noise(0.05), 1.1+0.5*done+noise(0.12)
	if kind > 0 {
		d = -18*math.Exp(-5*done)*(1-math.Exp(-60*done)) - 2.2 + noise(0.5)
		g = 6*math.Sin(3*done+float64(kind)) + noise(1.2)
	}
	if broken {
		d = math.NaN()
	}
	scalars := []core.Scalar{
		{Key: "loss_d", Role: "loss_d", Mean: d}, {Key: "loss_g", Role: "loss_g", Mean: g},
		{Key: "grad_norm_d", Role: "grad_d", Mean: math.Abs(d) + noise(0.1)},
	}
	if kind == 1 {
		scalars = append(scalars, core.Scalar{Key: "penalty", Mean: 0.2*math.Exp(-4*done) + math.Abs(noise(0.02))})
	}
	return scalars
}

// score invents the scores of a step; quality is 0 for noise and near 1 at the end.
func (tr *trial) score(random *rand.Rand, r core.Run, kind, step int, imagesPerStep int64) {
	q := quality(kind, step, imagesPerStep)
	floor, ceiling := 0.0021, 1.42
	add := func(s core.Score) {
		s.Step, s.Images, s.Dataset, s.Weights = step, int64(step)*imagesPerStep, r.Datasets[0], "ema"
		if r.Variant == "vanilla" {
			s.Weights = "raw"
		}
		tr.scores[r.ID] = append(tr.scores[r.ID], s)
	}
	if r.Datasets[0] == "ring" {
		modes := math.Round(8 * math.Pow(q, 0.3) * []float64{0.8, 1, 0.95}[kind])
		most := 8.0
		add(core.Score{Key: "modes", Identity: "modes[8-ring/3sd]@2500", Value: modes, Direction: core.Higher, Floor: &most})
		add(core.Score{Key: "hq", Identity: "hq[8-ring/3sd]@2500", Value: 100 * q * (0.92 + 0.03*random.NormFloat64()), Direction: core.Higher, Unit: "%"})
		return
	}
	kd := floor + (ceiling-floor)*math.Exp(-4.4*q)*math.Exp(0.18*random.NormFloat64())
	add(core.Score{Key: "kd", Identity: "KD[rand-conv.v1/gap:128]@2048", Value: kd, Direction: core.Lower, Floor: &floor, Ceiling: &ceiling})
	add(core.Score{Key: "density", Identity: "density[rand-conv.v1/gap:128/k5]@2048", Value: q*0.9 + 0.03*random.NormFloat64(), Direction: core.Higher})
	add(core.Score{Key: "coverage", Identity: "coverage[rand-conv.v1/gap:128/k5]@2048", Value: q*0.85 + 0.02*random.NormFloat64(), Direction: core.Higher})
}

func quality(kind, step int, imagesPerStep int64) float64 {
	done := float64(int64(step)*imagesPerStep) / 60_000
	return (1 - math.Exp(-3.5*done)) * []float64{0.78, 1, 0.86}[kind]
}

// samples writes samples that get clearer with quality.
func (tr *trial) samples(t *testing.T, r core.Run, kind, step int, imagesPerStep int64) {
	t.Helper()
	q := quality(kind, step, imagesPerStep)
	if r.Datasets[0] == "ring" {
		tr.file(t, r, step, core.KindPoints, "csv", ringPoints(r.Seed, q))
		return
	}
	var b bytes.Buffer
	if err := png.Encode(&b, drawShapes(r.Seed, q)); err != nil {
		t.Fatal(err)
	}
	tr.file(t, r, step, core.KindGrid, "png", b.Bytes())
}

func (tr *trial) file(t *testing.T, r core.Run, step int, kind, ending string, content []byte) {
	t.Helper()
	path := filepath.Join(r.Dir, fmt.Sprintf("%s-%06d.%s", kind, step, ending))
	if err := os.MkdirAll(filepath.Join(tr.dir, r.Dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tr.dir, path), content, 0o644); err != nil {
		t.Fatal(err)
	}
	tr.artifacts[r.ID] = append(tr.artifacts[r.ID], core.Artifact{Step: step, Kind: kind, Path: path, Bytes: int64(len(content))})
}

// drawShapes draws six rows of six discs, rings and bars in noise.
func drawShapes(seed uint64, q float64) image.Image {
	const n, size = 6, 24
	img := image.NewGray(image.Rect(0, 0, n*size, n*size))
	random := rand.New(rand.NewPCG(seed, uint64(q*1e6)))
	for y := range n * size {
		for x := range n * size {
			cell := (y/size)*n + x/size
			u, v := 1.3*(float64(x%size)-11.5), 1.3*(float64(y%size)-11.5)
			value := 255*q*shape(cell+int(seed), u, v) + (1-q)*(110+60*random.NormFloat64())
			img.SetGray(x, y, color.Gray{uint8(min(max(value, 0), 255))})
		}
	}
	return img
}

func shape(kind int, u, v float64) float64 {
	edge := func(d float64) float64 { return min(max(0.5-d, 0), 1) }
	angle := float64(kind) * 0.7
	a, b := u*math.Cos(angle)+v*math.Sin(angle), v*math.Cos(angle)-u*math.Sin(angle)
	switch kind % 3 {
	case 0:
		return edge(math.Hypot(a, 1.4*b) - 9)
	case 1:
		return edge(math.Abs(math.Hypot(a, 1.2*b)-8) - 2)
	}
	return max(edge(math.Abs(a)-2)*edge(math.Abs(b)-11), edge(math.Abs(b+4)-2)*edge(math.Abs(a)-8))
}

// ringPoints spreads points around eight modes on the unit circle.
func ringPoints(seed uint64, q float64) []byte {
	var b bytes.Buffer
	random := rand.New(rand.NewPCG(seed, 9))
	for i := range 600 {
		angle := float64(i%8) * math.Pi / 4
		spread := 0.03 + 0.4*(1-q)
		fmt.Fprintf(&b, "%g,%g\n", q*math.Cos(angle)+spread*random.NormFloat64(), q*math.Sin(angle)+spread*random.NormFloat64())
	}
	return b.Bytes()
}

// ringHeader is the header of the ring: its modes.
func ringHeader() []byte {
	var modes [][]float64
	for i := range 8 {
		modes = append(modes, []float64{math.Cos(float64(i) * math.Pi / 4), math.Sin(float64(i) * math.Pi / 4)})
	}
	text, err := json.Marshal(map[string]any{"modes": modes})
	if err != nil {
		panic(err)
	}
	return text
}
