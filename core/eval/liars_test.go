package eval

import (
	"context"
	"math"
	"strings"
	"testing"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

func finished(t *testing.T, j *ImageJudge, b sample.Batch) map[string]core.Score {
	t.Helper()
	scores, err := j.Final(context.Background(), b)
	must(t, err)
	return known(t, scores)
}

// known gives scores by their keys, all of which are to be among Keys.
func known(t *testing.T, scores []core.Score) map[string]core.Score {
	t.Helper()
	for _, s := range scores {
		if Rank(s.Key) == len(Keys) && !strings.Contains(s.Key, "_extractor") && !strings.Contains(s.Key, "_pixels") {
			t.Errorf("%s is not among the keys", s.Key)
		}
	}
	return byKey(scores)
}

// ordered checks that a score falls, or rises, from liar to liar.
func ordered(t *testing.T, key string, scores []map[string]core.Score, rising bool) {
	t.Helper()
	for i, s := range scores[1:] {
		before, after := scores[i][key].Value, s[key].Value
		if before == after || (before < after) != rising {
			t.Errorf("%s goes from %v to %v, rising should be %v", key, before, after, rising)
		}
	}
}

// honest are test images that are not among the reference rows: real images that
// no judge has seen.
func honest(t *testing.T) sample.Batch {
	t.Helper()
	return batch(pictures(t, data.Validation, samples, plain), sequence(samples))
}

func TestLiarsAgainstFidelity(t *testing.T) {
	j := newJudge(t, plain, warm)
	real := copies(j)
	rank := func(liars ...sample.Batch) []map[string]core.Score {
		var all []map[string]core.Score
		for _, b := range liars {
			all = append(all, judged(t, j, b))
		}
		return all
	}

	dropped := rank(real, dropping(j, 3), dropping(j, 2), dropping(j, 1))
	ordered(t, "recall", dropped, false)
	ordered(t, "coverage", dropped, false)
	for i, s := range dropped {
		if p := s["precision"].Value; math.Abs(p-dropped[0]["precision"].Value) > 0.1 {
			t.Errorf("precision goes to %v with %d classes dropped; the samples are real", p, i)
		}
	}

	for _, worse := range [][]map[string]core.Score{
		rank(real, change(real, blurred(2)), change(real, blurred(5))),
		rank(real, change(real, noisy(20)), change(real, noisy(40))),
	} {
		ordered(t, "precision", worse, false)
		ordered(t, "density", worse, false)
	}
}

// A generator that draws near the middle alone gains precision and loses recall.
func TestTruncation(t *testing.T) {
	real := cloud("truncation", 500, 8)
	lastP, lastR := -1., 2.
	for _, psi := range []float64{1.5, 1, 0.7, 0.4} {
		p, r := PrecisionRecall(scaled(cloud("truncated", 500, 8), psi), real, 3)
		if p <= lastP || r >= lastR {
			t.Errorf("ψ = %v has precision %v after %v and recall %v after %v", psi, p, lastP, r, lastR)
		}
		lastP, lastR = p, r
	}
}

func TestLiarsAtTheEnd(t *testing.T) {
	j := newJudge(t, plain, warm)
	real := honest(t)
	of := finished(t, j, real)
	want := map[string]string{
		"nn_test":   "1-NN-test[rand-conv.v1.seed1/pool:96, leave one out]@256",
		"nn_fake":   "1-NN-test[rand-conv.v1.seed1/pool:96, leave one out, samples]@256",
		"nn_real":   "1-NN-test[rand-conv.v1.seed1/pool:96, leave one out, real]@256",
		"mind":      "MIND[rand-conv.v1.seed1/pool:96, 1000 directions]@256",
		"vendi":     "Vendi[rand-conv.v1.seed1/pool:96, cosine, q=1]@256",
		"swd":       "SWD[laplacian-7x7, 16 patches, 128 directions]@256",
		"ms_ssim":   "MS-SSIM-1[pixels, pairs that were asked for the same]@256",
		"ndb":       "NDB/k[pixels/mean-1x1:256, first 256 in 25 bins of train 1200]@256",
		"ndb_jsd":   "JSD[pixels/mean-1x1:256, first 256 in 25 bins of train 1200]@256",
		"copying":   "C_T[rand-conv.v1.seed1/pool:96, train 1200, 3 cells]@256",
		"authentic": "AuthPct[rand-conv.v1.seed1/pool:96, train 1200]@256",
		"nn_ratio":  "median d(train)/d(test)[rand-conv.v1.seed1/pool:96, 256 of each]@256",
	}
	for key, identity := range want {
		if of[key].Identity != identity || reserved.MatchString(identity) {
			t.Errorf("%s is %s, want %s", key, of[key].Identity, identity)
		}
	}
	if len(of) != len(want) {
		t.Errorf("%d scores, want %d", len(of), len(want))
	}
	if z, a := of["copying"].Value, of["authentic"]; math.Abs(z) > 3 || math.Abs(a.Value-*a.Floor) > 10 {
		t.Errorf("C_T %v and AuthPct %v of fresh images, whose anchor is %v", z, a.Value, *a.Floor)
	}
	copycat := finished(t, j, copies(j))
	if z, a := copycat["copying"].Value, copycat["authentic"].Value; z > -3 || a > 1 {
		t.Errorf("C_T %v and AuthPct %v of copies", z, a)
	}
	for _, key := range []string{"swd", "mind", "ms_ssim", "vendi"} {
		if s := copycat[key]; s.Value != *s.Floor {
			t.Errorf("%s of training images is %v, the floor %v", key, s.Value, *s.Floor)
		}
	}
	if a := copycat["authentic"]; *a.Ceiling != 100 {
		t.Errorf("AuthPct of noise is %v", *a.Ceiling)
	}

	for _, worse := range [][]map[string]core.Score{
		{of, finished(t, j, change(real, blurred(2))), finished(t, j, change(real, blurred(5)))},
		{of, finished(t, j, change(real, noisy(20))), finished(t, j, change(real, noisy(60)))},
	} {
		ordered(t, "swd", worse, true)
		ordered(t, "mind", worse, true)
		ordered(t, "nn_test", worse, true)
	}
	one := j.train.Row(0)
	repeating := func(share int) sample.Batch {
		return change(real, func(i int, p []byte) []byte {
			if i%4 < share {
				return one
			}
			return p
		})
	}
	collapsing := []map[string]core.Score{of, finished(t, j, repeating(2)), finished(t, j, repeating(4))}
	ordered(t, "mind", collapsing, true)
	ordered(t, "vendi", collapsing, false)
	ordered(t, "ms_ssim", collapsing, true)
	near(t, "similarity of one image", collapsing[2]["ms_ssim"].Value, 1, 1e-12)
}
