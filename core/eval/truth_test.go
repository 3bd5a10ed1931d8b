package eval

import (
	"slices"
	"testing"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// The likeness to the truth is 1 of the truth and that of sources exactly what is
// said of sources; it falls with blur and with noise, and of another's truth it is
// lower than of any of those. There is none where no pair is known.
func TestLikenessToTruth(t *testing.T) {
	for name, j := range map[string]*ImageJudge{
		"domains": newJudge(t, paired, warm), "attributes": newJudge(t, attributed, warm).For(variant.AttributeTo),
	} {
		c := newConditions(j.test, j.task, samples)
		truth := batch(j.test, c.targets)
		right, idle := finished(t, j, truth), finished(t, j, batch(j.test, c.sources))
		keys := []string{"paired_ssim", "seg_accuracy", "seg_class", "seg_iou"}
		for _, key := range keys {
			s := right[key]
			near(t, name+": "+key+" of the truth", s.Value, 1, 1e-12)
			if s.Direction != core.Higher || s.Floor == nil || *s.Floor != s.Value || s.Ceiling == nil || *s.Ceiling > 0.6 {
				t.Errorf("%s: %s is %+v", name, key, s)
			}
		}
		for _, key := range []string{"paired_ssim", "seg_iou"} {
			if own, said := idle[key].Value, right[key+"_idle"].Value; own != said || own > 0.3 {
				t.Errorf("%s: %s of the sources is %v, they are said to have %v", name, key, own, said)
			}
		}
		other := finished(t, j, batch(j.test, slices.Concat(c.targets[1:], c.targets[:1])))
		for what, worse := range map[string][]sample.Batch{
			"blur":  {change(truth, blurred(2)), change(truth, blurred(5))},
			"noise": {change(truth, noisy(20)), change(truth, noisy(60))},
		} {
			rungs := []map[string]core.Score{right, finished(t, j, worse[0]), finished(t, j, worse[1])}
			for _, key := range []string{"paired_ssim", "seg_iou"} {
				if key == "seg_iou" && what == "noise" {
					rungs = rungs[1:] // a little of it moves no pixel to the other tone
				}
				ordered(t, key, rungs, false)
			}
			if last := rungs[len(rungs)-1]; other["seg_iou"].Value >= last["seg_iou"].Value {
				t.Errorf("%s: seg_iou of another's truth is %v, of %s %v", name, other["seg_iou"].Value, what, last["seg_iou"].Value)
			}
		}
	}
	alone := newJudge(t, unpaired, warm)
	got := finished(t, alone, copies(alone))
	for _, key := range []string{"paired_ssim", "paired_ssim_idle", "seg_iou", "seg_iou_idle"} {
		if s, any := got[key]; any {
			t.Errorf("without pairs %s is %+v", key, s)
		}
	}
}

func TestNamesOfLikeness(t *testing.T) {
	j := newJudge(t, paired, warm)
	got := finished(t, j, copies(j))
	for key, want := range map[string]string{
		"paired_ssim":      "SSIM[pixels/pair]@256",
		"paired_ssim_idle": "SSIM[pixels/pair, of the source, not of the samples]@256",
		"seg_accuracy":     "SegScore[two tones of the truth/pair, pixel accuracy]@256",
		"seg_class":        "SegScore[two tones of the truth/pair, class accuracy]@256",
		"seg_iou":          "SegScore[two tones of the truth/pair, class IoU]@256",
		"seg_iou_idle":     "SegScore[two tones of the truth/pair, class IoU, of the source, not of the samples]@256",
	} {
		if got[key].Identity != want {
			t.Errorf("%s is %s, want %s", key, got[key].Identity, want)
		}
	}
}

// Samples whose truth is not known count for nothing, wherever they stand.
func TestLikenessOfSomePairs(t *testing.T) {
	j := newJudge(t, paired, warm)
	known := &trial{conditions: newConditions(j.test, j.task, 6), test: j.test}
	for _, i := range []int{0, 3} {
		known.sources[i] = (known.targets[i] + 5) % 300 // of another picture
	}
	images := change(batch(j.test, known.targets), func(i int, p []byte) []byte {
		if i == 0 || i == 3 {
			return make([]byte, len(p))
		}
		return p
	})
	l := known.likenessToTruth(images, sequence(6))
	if l.pairs != 4 || l.similarity < 1-1e-12 || l.divided[0][1]+l.divided[1][0] != 0 || l.divided.total() != 4*side*side {
		t.Errorf("got %+v", l)
	}
	some := known.likenessToTruth(batch(j.test, pick(known.targets, []int{1, 3, 4})), []int{1, 3, 4})
	if some.pairs != 2 || some.similarity < 1-1e-12 {
		t.Errorf("of three conditions got %+v", some)
	}
}
