package eval

import (
	"maps"
	"math"
	"testing"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A trend is how a score goes from an honest generator over the rungs of a liar.
type trend int

const (
	rises trend = iota
	falls
	stays // within a tenth
)

// asked are fresh real images of the classes that samples are asked for, but of
// the first keep classes alone: those asked for another get one of these.
func asked(t *testing.T, j *ImageJudge, keep int) sample.Batch {
	t.Helper()
	f := pictures(t, data.Validation, 8*samples, plain)
	rows, next := make([]int, samples), make([]int, 4) // row 4i+c is of class c
	for i, target := range newConditions(j.test, j.task, samples).targets {
		class := j.test.Label(target) % keep
		rows[i] = 4*next[class] + class
		next[class]++
	}
	return batch(f, rows)
}

// repeated replaces share quarters of the images by one.
func repeated(b sample.Batch, share int) sample.Batch {
	one := b.U8[:b.RowSize()]
	return change(b, func(i int, p []byte) []byte {
		if i%4 < share {
			return one
		}
		return p
	})
}

// Every score of images sees the liars that it is there for, and is fooled by
// none that it should see.
func TestEveryScoreOrdersTheLiars(t *testing.T) {
	j := taught(t, plain, warm).For(variant.LabelToImage)
	all := func(b sample.Batch) map[string]core.Score {
		scores := judged(t, j, b)
		maps.Copy(scores, finished(t, j, b))
		return scores
	}
	honest := asked(t, j, 4)
	first := all(honest)
	worse := map[string]trend{
		"kd": rises, "fd": rises, "kd_cnn": rises, "fd_cnn": rises, "mind": rises, "swd": rises, "nn_test": rises,
		"precision": falls, "density": falls, "kd_class": rises, "kd_worst": rises, "kd_seeds": rises, "nn_real": rises,
	}
	seen, last := map[string]bool{}, map[string]map[string]core.Score{}
	for _, liar := range []struct {
		name  string
		rungs []sample.Batch
		want  map[string]trend
	}{
		{"classes dropped", []sample.Batch{asked(t, j, 3), asked(t, j, 2), asked(t, j, 1)}, map[string]trend{
			"recall": falls, "coverage": falls, "precision": stays, "diversity": falls, "vendi": falls, "cs": falls,
			"kd": rises, "fd": rises, "kd_cnn": rises, "fd_cnn": rises, "mind": rises, "label_kl": rises, "ndb": rises, "ndb_jsd": rises, "fd_seeds": rises,
			"accuracy": falls, "agreement": falls, "nn_fake": rises,
		}},
		{"collapse", []sample.Batch{repeated(honest, 2), repeated(honest, 4)}, map[string]trend{
			"kd": rises, "diversity": falls, "vendi": falls, "ms_ssim": rises, "mind": rises, "nn_fake": rises, "recall": falls, "ndb": rises, "ndb_jsd": rises,
			"diversity_class": falls, "diversity_least": falls,
		}},
		{"one image", []sample.Batch{repeated(honest, 4)}, map[string]trend{"pdist": falls}},
		{"blur", []sample.Batch{change(honest, blurred(2)), change(honest, blurred(5))}, worse},
		{"noise", []sample.Batch{change(honest, noisy(20)), change(honest, noisy(60))}, worse},
		{"copycat", []sample.Batch{copies(j)}, map[string]trend{"copying": falls, "authentic": falls, "nn_ratio": falls, "precision": stays, "coverage": stays}},
		{"label ignorer", []sample.Batch{ignoring(honest)}, map[string]trend{
			"accuracy": falls, "agreement": falls, "cas": falls, "cas_seeds": rises, "kd_class": rises, "kd_worst": rises,
			"kd": stays, "fd": stays, "kd_cnn": stays, "fd_cnn": stays, "precision": stays, "recall": stays, "cs": stays,
		}},
	} {
		before := first
		for rung, b := range liar.rungs {
			got := all(b)
			for key, want := range liar.want {
				seen[key] = true
				if !follows(want, before[key].Value, got[key].Value) {
					t.Errorf("%s, rung %d: %s goes from %v to %v, want trend %d", liar.name, rung+1, key, before[key].Value, got[key].Value, want)
				}
			}
			before = got
		}
		last[liar.name] = before
	}
	for key := range first {
		if !seen[key] {
			t.Errorf("no liar is held against %s", key)
		}
	}
	if a := last["label ignorer"]["accuracy"].Value; math.Abs(a-0.25) > 0.08 {
		t.Errorf("accuracy of the label ignorer is %v, of four classes", a)
	}
	if c := last["copycat"]; c["copying"].Value > -3 || c["authentic"].Value > 1 {
		t.Errorf("the copycat has C_T %v and AuthPct %v", c["copying"].Value, c["authentic"].Value)
	}
}

func follows(want trend, before, after float64) bool {
	switch want {
	case rises:
		return after > before
	case falls:
		return after < before
	}
	return math.Abs(after-before) <= 0.1*max(math.Abs(before), math.Abs(after))
}

// The translator that hands sources back gets none of what translations are for.
func TestIdentityTranslator(t *testing.T) {
	j := taught(t, paired, warm)
	c := newConditions(j.test, j.task, samples)
	idle, truth := judged(t, j, batch(j.test, c.sources)), judged(t, j, batch(j.test, c.targets))
	for key, want := range map[string]trend{
		"kd_ratio": rises, "kd_ratio:negative": rises, "density:positive": falls, "coverage:negative": falls,
		"kd": rises, "kd_cnn": rises, "paired": rises, "domain_accuracy": falls, "agreement": falls, "precision": falls, "coverage": falls,
	} {
		if !follows(want, truth[key].Value, idle[key].Value) {
			t.Errorf("%s goes from %v of the truth to %v, want trend %d", key, truth[key].Value, idle[key].Value, want)
		}
	}
	for _, key := range []string{"paired", "kd_ratio", "kd_ratio:positive", "kd_ratio:negative"} {
		near(t, key+", which doing nothing is the measure of,", idle[key].Value, 1, 0)
	}
	near(t, "identity_cosine, which is of the sources with themselves,", idle["identity_cosine"].Value, 1, 1e-12)
	near(t, "cycle", cycled(t, j, batch(j.test, c.sources)), 0, 0)
}

// A generator of points that drops modes: fewer modes and a larger divergence
// while every point stays of high quality.
func TestLiarsOnTheRing(t *testing.T) {
	s := num.NewStream(3, "ring")
	drawn := func(modes int, spread float64) map[string]core.Score {
		points := make([][3]float64, 400)
		for i := range points {
			points[i] = [3]float64{float64(i % modes), spread * s.Normal(uint64(2*i)), spread * s.Normal(uint64(2*i+1))}
		}
		return judgePoints(t, onRing(points))
	}
	before := drawn(8, 1)
	for _, modes := range []int{6, 3, 1} {
		got := drawn(modes, 1)
		for key, want := range map[string]trend{"modes": falls, "kl": rises, "hq": stays, "spread": stays} {
			if !follows(want, before[key].Value, got[key].Value) {
				t.Errorf("%d modes: %s goes from %v to %v, want trend %d", modes, key, before[key].Value, got[key].Value, want)
			}
		}
		before = got
	}
	wide, narrow := drawn(8, 3), drawn(8, 0.2)
	if wide["hq"].Value > 0.9 || narrow["hq"].Value != 1 || narrow["spread"].Value > 0.3 {
		t.Errorf("wide modes have hq %v, narrow ones %v and spread %v", wide["hq"].Value, narrow["hq"].Value, narrow["spread"].Value)
	}
}
