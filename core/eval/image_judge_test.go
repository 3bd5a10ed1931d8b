package eval

import (
	"context"
	"errors"
	"iter"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

const side = 16

// picture draws a bar, a beam, a ring or a cross somewhere, in some brightness.
func picture(class int, s num.Stream, k uint64) []byte {
	u := func(i uint64) float64 { return s.Float64(16*k + i) }
	row, col := 8+4*(u(0)-0.5), 8+4*(u(1)-0.5)
	ink, width := 160+90*u(2), 1+u(3)
	p := make([]byte, side*side)
	for i := range p {
		y, x := math.Abs(float64(i/side)-row), math.Abs(float64(i%side)-col)
		away := []float64{y, x, math.Abs(math.Hypot(x, y) - 4), min(x, y)}[class]
		p[i] = byte(ink * max(0, min(1, width+0.5-away)))
	}
	return p
}

// A kind of dataset: plain pictures, or two styles of them, positive in even
// rows and negative in odd ones, told by domains or by an attribute. In paired
// ones rows 2i and 2i+1 show the same picture; positive ones lack the second
// style.
// In mixed ones the style changes every four rows, so that both have all classes.
type kind struct{ domains, attributes, paired, positive, mixed bool }

var (
	plain      = kind{}
	paired     = kind{domains: true, paired: true}
	unpaired   = kind{domains: true}
	mixed      = kind{domains: true, mixed: true}
	attributed = kind{attributes: true, paired: true}
)

func (k kind) header(split string, n int) data.Header {
	h := data.Header{
		Name: "pictures", Split: split, Kind: data.KindImage, DType: data.U8, Rows: n, Shape: []int{side, side, 1},
		Classes: []string{"bar", "beam", "ring", "cross"},
	}
	if k.domains {
		h.Domains = []string{"positive", "negative"}
	}
	if k.attributes {
		h.Attributes = []string{"negative"}
	}
	if k.paired {
		h.Groups = n / 2
	}
	return h
}

// pictures is a split of n pictures.
func pictures(t *testing.T, split string, n int, k kind) *data.File {
	t.Helper()
	stream := num.NewStream(5, split)
	var rows iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
		for i := range n {
			what := i
			if k.paired {
				what = i / 2
			}
			style := i % 2
			if k.mixed {
				style = i / 4 % 2
			}
			if k.positive {
				style = 0
			}
			s := data.Sample{Label: what % 4, Pixels: picture(what%4, stream, uint64(what)), Group: i / 2}
			s.Domain, s.Attributes = style, []uint8{uint8(style)}
			if style == 1 && k != plain {
				s.Pixels = negative(s.Pixels)
			}
			if !yield(s, nil) {
				return
			}
		}
	}
	return written(t, k.header(split, n), rows)
}

func negative(p []byte) []byte {
	n := slices.Clone(p)
	for i := range n {
		n[i] = 255 - n[i]
	}
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const samples = 256

func newJudge(t *testing.T, k kind, cache string) *ImageJudge {
	t.Helper()
	j, err := NewImageJudge(pictures(t, data.Train, 1200, k), pictures(t, data.Test, 300, k), samples, cache)
	must(t, err)
	return j
}

// copies are the training images that the judge's floor is made of.
func copies(j *ImageJudge) sample.Batch {
	_, rows := newConditions(j.test, j.task, samples).real(j.train, j.test)
	return batch(j.train, rows)
}

// change applies f to every image of a batch.
func change(b sample.Batch, f func(i int, image []byte) []byte) sample.Batch {
	changed := sample.Batch{Shape: b.Shape}
	for i := range b.Rows() {
		changed.U8 = append(changed.U8, f(i, b.U8[i*b.RowSize():(i+1)*b.RowSize()])...)
	}
	return changed
}

func judged(t *testing.T, j *ImageJudge, b sample.Batch) map[string]core.Score {
	t.Helper()
	scores, err := j.Judge(context.Background(), b)
	must(t, err)
	return known(t, scores)
}

// blurred averages each pixel with its right and lower neighbours.
func blurred(times int) func(int, []byte) []byte {
	return func(_ int, p []byte) []byte {
		for range times {
			q := slices.Clone(p)
			for i := range p[:len(p)-side-1] {
				q[i] = byte((int(p[i]) + int(p[i+1]) + int(p[i+side]) + int(p[i+side+1])) / 4)
			}
			p = q
		}
		return p
	}
}

func noisy(sd float64) func(int, []byte) []byte {
	s := num.NewStream(9, "noisy")
	return func(i int, p []byte) []byte {
		q := slices.Clone(p)
		for k := range q {
			q[k] = byte(max(0, min(255, float64(q[k])+sd*s.Normal(uint64(i*len(p)+k)))))
		}
		return q
	}
}

// dropping replaces the images of some classes by others of the rest.
func dropping(j *ImageJudge, keep int) sample.Batch {
	var rows []int
	for row := 0; len(rows) < samples; row++ {
		if j.train.Label(row) < keep {
			rows = append(rows, row)
		}
	}
	return batch(j.train, rows)
}

func TestLiarsAreRanked(t *testing.T) {
	j := newJudge(t, plain, warm)
	real := copies(j)
	copycat := judged(t, j, real)
	for key, s := range copycat {
		if s.Value != *s.Floor {
			t.Errorf("%s of the training images is %v, the floor %v", key, s.Value, *s.Floor)
		}
	}
	if kd := copycat["kd"]; math.Abs(kd.Value) > 0.0025*(*kd.Ceiling) {
		t.Errorf("floor is %v, ceiling %v", kd.Value, *kd.Ceiling)
	}
	near(t, "diversity of real images", copycat["diversity"].Value, 1, 0.1)

	for _, ladder := range []struct {
		name  string
		rungs []sample.Batch
	}{
		{"blur", []sample.Batch{real, change(real, blurred(1)), change(real, blurred(3))}},
		{"noise", []sample.Batch{real, change(real, noisy(8)), change(real, noisy(40)), noise(real.Shape[1:], samples)}},
		{"dropped classes", []sample.Batch{real, dropping(j, 3), dropping(j, 2), dropping(j, 1)}},
	} {
		lastKD, lastFD := math.Inf(-1), math.Inf(-1)
		for i, b := range ladder.rungs {
			got := judged(t, j, b)
			kd, fd := got["kd"].Value, got["fd"].Value
			if kd <= lastKD || i > 0 && kd < 2*copycat["kd"].Value {
				t.Errorf("%s: rung %d has kd %v after %v; the floor is %v", ladder.name, i, kd, lastKD, copycat["kd"].Value)
			}
			if fd <= lastFD {
				t.Errorf("%s: rung %d has fd %v after %v", ladder.name, i, fd, lastFD)
			}
			lastKD, lastFD = kd, fd
		}
	}
}

func TestDiversityOfOneImage(t *testing.T) {
	j := newJudge(t, plain, warm)
	one := j.train.Row(0)
	got := judged(t, j, change(copies(j), func(int, []byte) []byte { return one }))
	near(t, "diversity", got["diversity"].Value, 0, 1e-7)
}

func TestAgreement(t *testing.T) {
	j := newJudge(t, plain, warm).For(variant.LabelToImage)
	real := copies(j)
	got := judged(t, j, real)["agreement"]
	if got.Value != *got.Floor || got.Value < 0.9 {
		t.Errorf("agreement of the right classes is %v, its floor %v", got.Value, *got.Floor)
	}
	size := real.RowSize()
	mixed := judged(t, j, change(real, func(i int, _ []byte) []byte {
		k := (i + 1) % samples // whoever ignores labels gives another's class
		return real.U8[k*size : (k+1)*size]
	}))
	if a := mixed["agreement"].Value; math.Abs(a-0.25) > 0.1 {
		t.Errorf("agreement of random classes is %v, not about a quarter", a)
	}
	near(t, "kd, which ignores classes,", mixed["kd"].Value, judged(t, j, real)["kd"].Value, 1e-12)
	if _, asked := judged(t, newJudge(t, plain, warm), real)["agreement"]; asked {
		t.Error("noise→image was asked for classes")
	}
}

func TestTranslations(t *testing.T) {
	for name, j := range map[string]*ImageJudge{
		"domains":    newJudge(t, paired, warm),
		"attributes": newJudge(t, attributed, warm).For(variant.AttributeTo),
	} {
		t.Run(name, func(t *testing.T) {
			c := newConditions(j.test, j.task, samples)
			perfect, idle := judged(t, j, batch(j.test, c.targets)), judged(t, j, batch(j.test, c.sources))
			near(t, "paired of the truth", perfect["paired"].Value, 0, 0)
			near(t, "paired of the sources", idle["paired"].Value, 1, 0)
			near(t, "agreement of the truth", perfect["agreement"].Value, 1, 0)
			if a := idle["agreement"].Value; a > 0.1 {
				t.Errorf("agreement of the sources is %v", a)
			}
			if kd := idle["kd"]; kd.Value < 50*math.Abs(*kd.Floor) {
				t.Errorf("kd of the sources is %v, the floor %v: doing nothing goes unnoticed", kd.Value, *kd.Floor)
			}
			if kd := judged(t, j, copies(j))["kd"]; kd.Value != *kd.Floor {
				t.Errorf("kd of training images in the right style is %v, the floor %v", kd.Value, *kd.Floor)
			}
		})
	}
	t.Run("unpaired", func(t *testing.T) {
		j := newJudge(t, unpaired, warm)
		got := judged(t, j, copies(j))
		if s, ok := got["paired"]; ok {
			t.Errorf("a truth was made up: %+v", s)
		}
		if _, ok := got["fd"]; ok {
			t.Error("translations have a Fréchet distance over all styles")
		}
	})
}

// The distance of translations is the mean of those to each domain, and says
// which one a translator fails in.
func TestDistanceOfEachDomain(t *testing.T) {
	j := newJudge(t, paired, warm).For(variant.DomainToDomain)
	targets := newConditions(j.test, variant.DomainToDomain, samples).targets
	got := judged(t, j, change(batch(j.test, targets), func(i int, p []byte) []byte {
		if j.test.Domain(targets[i]) == 1 {
			return make([]byte, len(p))
		}
		return p
	}))
	names := j.test.Header().Domains
	good, bad := got["kd:"+names[0]], got["kd:"+names[1]]
	near(t, "the mean over domains", (good.Value+bad.Value)/2, got["kd"].Value, 1e-9)
	for _, key := range []string{"density", "coverage"} {
		kept, lost := got[key+":"+names[0]], got[key+":"+names[1]]
		near(t, "the mean "+key+" over domains", (kept.Value+lost.Value)/2, got[key].Value, 1e-9)
		if lost.Value != 0 || kept.Value < 0.9 || kept.Floor == nil || lost.Ceiling == nil {
			t.Errorf("%s is %+v of the kept domain, %+v of the lost one", key, kept, lost)
		}
	}
	if good.Floor == nil || bad.Ceiling == nil || bad.Value < 10*math.Abs(good.Value) {
		t.Errorf("the distances are %+v to the kept domain, %+v to the lost one", good, bad)
	}
	if good.Identity == bad.Identity || !strings.Contains(good.Identity, "/to "+names[0]+"]@") {
		t.Errorf("the distances are called %s and %s", good.Identity, bad.Identity)
	}
}

// A style that nobody could learn has no floor and is not judged.
func TestStyleMissingFromTraining(t *testing.T) {
	train, test := pictures(t, data.Train, 600, kind{attributes: true, positive: true}), pictures(t, data.Test, 300, attributed)
	j, err := NewImageJudge(train, test, samples, "")
	must(t, err)
	j = j.For(variant.AttributeTo)
	positives := batch(test, newConditions(test, variant.AttributeTo, samples).targets)
	kd := judged(t, j, change(positives, func(i int, p []byte) []byte {
		if p[0] > 127 { // a negative's background
			return make([]byte, len(p))
		}
		return p
	}))["kd"]
	if math.Abs(kd.Value) > 0.02 || !strings.Contains(kd.Identity, "/by-style") {
		t.Errorf("kd is %v (%s): the missing style was judged", kd.Value, kd.Identity)
	}
}

func TestConditions(t *testing.T) {
	j := newJudge(t, paired, warm)
	rows := j.Conditions(400) // more than there are test rows
	again := newJudge(t, paired, warm).Conditions(400)
	seen := map[int]int{}
	c := newConditions(j.test, variant.DomainToDomain, 400)
	for i, r := range rows {
		target, source := c.targets[i], c.sources[i]
		seen[target]++
		if r.Index != uint64(i) || r.Label != j.test.Label(target) || r.Domain != j.test.Domain(target) {
			t.Fatalf("row %d is %d, %d, %d; its target is of class %d and domain %d",
				i, r.Index, r.Label, r.Domain, j.test.Label(target), j.test.Domain(target))
		}
		if j.test.Group(source) != j.test.Group(target) || j.test.Domain(source) == r.Domain {
			t.Fatalf("row %d translates row %d to row %d", i, source, target)
		}
		if want := sample.Dequantise(j.test.Row(source)[7]); r.Source[7] != want || !slices.Equal(again[i].Source, r.Source) {
			t.Fatalf("row %d: pixel 7 of its source is %v, want %v both times", i, r.Source[7], want)
		}
	}
	if len(seen) != 300 || slices.Max(slices.Collect(values(seen))) != 2 {
		t.Errorf("%d test rows are targets, want 300, each once or twice", len(seen))
	}
	if row := newJudge(t, plain, warm).Conditions(1)[0]; row.Source != nil || row.Domain != -1 {
		t.Errorf("noise→image got a source or a domain: %+v", row)
	}
	serves := newJudge(t, attributed, warm) // whoever learns from the data, translators too
	if row := serves.Conditions(1)[0]; row.Source == nil || len(row.Attributes) != 1 {
		t.Errorf("no source or attributes: %+v", row)
	}
	if row := serves.For(variant.Image).Conditions(1)[0]; row.Source != nil {
		t.Error("noise→image got a source")
	}
}

func values(m map[int]int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

func TestAnchorsAreCached(t *testing.T) {
	dir := t.TempDir()
	first := judged(t, newJudge(t, plain, dir), noise([]int{side, side, 1}, samples))
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	if len(files) != 1 || !strings.Contains(files[0], "anchors-") {
		t.Fatalf("the cache holds %v", files)
	}
	second := judged(t, newJudge(t, plain, dir), noise([]int{side, side, 1}, samples))
	for key, s := range first {
		if *s.Floor != *second[key].Floor || *s.Ceiling != *second[key].Ceiling {
			t.Errorf("%s: anchors %v and %v, from the cache %v and %v",
				key, *s.Floor, *s.Ceiling, *second[key].Floor, *second[key].Ceiling)
		}
	}
	must(t, os.WriteFile(files[0], []byte(`{"`+first["kd"].Identity+`": {"floor": 7, "ceiling": 8}}`), 0o666))
	if kd := judged(t, newJudge(t, plain, dir), noise([]int{side, side, 1}, samples))["kd"]; *kd.Floor != 7 || *kd.Ceiling != 8 {
		t.Errorf("anchors are %v and %v, the cache says 7 and 8", *kd.Floor, *kd.Ceiling)
	}
	must(t, os.WriteFile(files[0], []byte(`{"`), 0o666))
	if _, err := newJudge(t, plain, dir).Judge(context.Background(), noise([]int{side, side, 1}, samples)); err == nil || !strings.Contains(err.Error(), files[0]) {
		t.Errorf("got %v of a broken cache, want an error that names the file", err)
	}
}

func TestScoresDoNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, of := range []struct {
		kind
		tasks []variant.Task
	}{{paired, []variant.Task{variant.DomainToDomain, variant.LabelToImage}}, {attributed, []variant.Task{variant.AttributeTo}}} {
		cache := t.TempDir()
		whole, err := NewImageJudge(pictures(t, data.Train, 600, of.kind), pictures(t, data.Test, 300, of.kind), samples, cache)
		must(t, err)
		must(t, whole.Teach(t.Context(), nil))
		for _, task := range of.tasks {
			var first map[string]core.Score
			for _, processors := range []int{1, 2, 8} {
				runtime.GOMAXPROCS(processors)
				forgetAnchors(t, cache)
				got := allScores(t, whole.For(task)) // which has measured nothing yet
				if first == nil {
					first = got
				}
				if len(got) != len(first) || len(got) < 34 {
					t.Errorf("%s: %d processors give %d scores, one gives %d", task, processors, len(got), len(first))
				}
				for key, s := range got {
					if f := first[key]; !sameBits(&s.Value, &f.Value) || !sameBits(s.Floor, f.Floor) || !sameBits(s.Ceiling, f.Ceiling) {
						t.Errorf("%s, %s: %d processors give %v, one gives %v", task, key, processors, s.Value, f.Value)
					}
				}
			}
		}
	}
}

func forgetAnchors(t *testing.T, cache string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "anchors-*"))
	must(t, err)
	for _, file := range files {
		must(t, os.Remove(file))
	}
}

// allScores are those of noisy training images, also in place of answers to whatever
// else a judge asks for.
func allScores(t *testing.T, j *ImageJudge) map[string]core.Score {
	t.Helper()
	images := change(copies(j), noisy(10))
	got := judged(t, j, images)
	maps.Copy(got, finished(t, j, images))
	if j.task == variant.LabelToImage {
		maps.Copy(got, swapped(t, j, images, images))
		return got
	}
	back, err := j.ReturnedNoisy(t.Context(), withNoise(images))
	must(t, err)
	varied, err := j.Varied(batch(j.test, slices.Concat(sequence(300), sequence(20))))
	must(t, err)
	maps.Copy(got, known(t, slices.Concat(back, varied)))
	return got
}

// sameBits says whether numbers are equal, or both not there.
func sameBits(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && math.Float64bits(*a) == math.Float64bits(*b)
}

// These names belong to the weights of particular networks.
var reserved = regexp.MustCompile(`\b(FID|KID|IS|CMMD|FVD|LPIPS)\b`)

func TestIdentities(t *testing.T) {
	j := newJudge(t, paired, warm)
	want := map[string]string{
		"kd":          "KD[rand-conv.v1.seed1-5/pool:96/by-style]@256",
		"kd:negative": "KD[rand-conv.v1.seed1-5/pool:96/to negative]@132",
		"kd:positive": "KD[rand-conv.v1.seed1-5/pool:96/to positive]@124",
		"kd_ratio":    "KD/KD of sources[rand-conv.v1.seed1-5/pool:96/by-style]@256",
		"kd_seeds":    "sd KD[rand-conv.v1.seed1-5/pool:96/by-style]@256",
		"fd_seeds":    "sd FD[rand-conv.v1.seed1-5/pool:96]@256",
		"fd":          "FD[rand-conv.v1.seed1-5/pool:96]@256",
		"diversity":   "diversity[rand-conv.v1.seed1-5/pool:96]@256",
		"precision":   "P[rand-conv.v1.seed1-5/pool:96/by-style, k=3]@256",
		"recall":      "R[rand-conv.v1.seed1-5/pool:96/by-style, k=3]@256",
		"density":     "D[rand-conv.v1.seed1-5/pool:96/by-style, k=5]@256",
		"coverage":    "C[rand-conv.v1.seed1-5/pool:96/by-style, k=5]@256",
		"agreement":   "1-NN[rand-conv.v1.seed1-5/pool:96]@256",
		"paired":      "L1[pixels/pair, relative to source]@256",

		"kd_ratio:negative": "KD/KD of sources[rand-conv.v1.seed1-5/pool:96/to negative]@132",
		"kd_ratio:positive": "KD/KD of sources[rand-conv.v1.seed1-5/pool:96/to positive]@124",
		"density:negative":  "D[rand-conv.v1.seed1-5/pool:96/to negative, k=5]@132",
		"density:positive":  "D[rand-conv.v1.seed1-5/pool:96/to positive, k=5]@124",
		"coverage:negative": "C[rand-conv.v1.seed1-5/pool:96/to negative, k=5]@132",
		"coverage:positive": "C[rand-conv.v1.seed1-5/pool:96/to positive, k=5]@124",

		"paired_taught": "L1[pixels/pair, relative to source, of gander-pairs.v4.37c77f, not of the samples]@256",
		"paired_shown":  "L1[pixels/pair that it was shown, relative to source, of gander-pairs.v4.37c77f, not of the samples]@256",
	}
	got := judged(t, j.For(variant.LabelToImage), copies(j))
	for key, s := range judged(t, j, copies(j)) {
		got[key] = s
	}
	for key, s := range got {
		if s.Identity != want[key] {
			t.Errorf("%s is %s, want %s", key, s.Identity, want[key])
		}
	}
	for key, s := range judgePoints(t, onRing([][3]float64{{0, 0, 0}})) {
		got[key] = s
	}
	for _, s := range got {
		if reserved.MatchString(s.Identity) {
			t.Errorf("%s bears a reserved name", s.Identity)
		}
	}
}

func TestImageJudgeRefuses(t *testing.T) {
	j := newJudge(t, plain, warm)
	for name, b := range map[string]sample.Batch{
		"other size": {Shape: []int{4, 8, 8, 1}, U8: make([]byte, 256)},
		"points":     {Shape: []int{4, 2}, F32: make([]float32, 8)},
		"one":        {Shape: []int{1, side, side, 1}, U8: make([]byte, side*side)},
	} {
		if _, err := j.Judge(context.Background(), b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := j.Judge(cancelled, copies(j)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if _, err := NewImageJudge(j.train, j.test, 1, ""); err == nil {
		t.Error("one sample: no error")
	}
}
