package eval

import (
	"math"
	"slices"
	"testing"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// A clip that glides has even steps, one that cuts has a jump, one that comes
// back has a detour.
func TestPace(t *testing.T) {
	clip := func(at func(i int) float64) pace {
		f := NewFeatures(16, 2)
		for i := range 16 {
			f.Row(i)[0], f.Row(i)[1] = 3*at(i), 4*at(i)
		}
		return paceOf(f)
	}
	glide := clip(func(i int) float64 { return float64(i) })
	near(t, "unevenness of a glide", glide.uneven, 0, 1e-12)
	near(t, "jump of a glide", glide.jump, 1, 1e-12)
	near(t, "detour of a glide", glide.detour, 1, 1e-12)
	cut := clip(func(i int) float64 { return float64(i) + float64(i/8*100) })
	near(t, "jump of a cut", cut.jump, 101, 1e-9)
	back := clip(func(i int) float64 { return math.Abs(float64(i - 5)) })
	near(t, "detour of a clip that turns back", back.detour, 15./5, 1e-12)
	if still := clip(func(int) float64 { return 1 }); !math.IsNaN(still.jump) {
		t.Errorf("a still clip has a jump of %v", still.jump)
	}
}

func TestWalk(t *testing.T) {
	j := newJudge(t, plain, warm).For(variant.LabelToImage)
	rows := j.Walk(64)
	if len(rows) != walks*walkSteps {
		t.Fatalf("%d rows", len(rows))
	}
	end := make([]float32, 64)
	num.Latent(walkSeed, 1, end)
	length := func(z []float32) (s float64) {
		for _, v := range z {
			s += float64(v) * float64(v)
		}
		return math.Sqrt(s)
	}
	for k, row := range rows[:walkSteps] {
		if row.Label != rows[0].Label {
			t.Errorf("image %d is of another class", k)
		}
		low, high := length(rows[0].Latent), length(end)
		if n := length(row.Latent); n < 0.8*min(low, high) || n > 1.2*max(low, high) {
			t.Errorf("latent %d has the length %v, the ends %v and %v", k, n, low, high)
		}
	}
	for i, v := range rows[walkSteps-1].Latent {
		near(t, "the end of a walk", float64(v), float64(end[i]), 1e-6)
	}
	if j.Walk(0) != nil || newJudge(t, paired, warm).Walk(6) != nil {
		t.Error("a walk without latents, or of translations")
	}
}

// A generator that switches between two images is told from one that fades.
func TestWalked(t *testing.T) {
	j := newJudge(t, plain, warm)
	a, b := j.train.Row(0), j.train.Row(1)
	clips := func(share func(k int) float64) map[string]core.Score {
		s := sample.Batch{Shape: []int{walks * walkSteps, side, side, 1}}
		for i := range walks * walkSteps {
			w := share(i % walkSteps)
			for p := range a {
				s.U8 = append(s.U8, byte(math.Round((1-w)*float64(a[p])+w*float64(b[p]))))
			}
		}
		scores, err := j.Walked(s)
		must(t, err)
		return known(t, scores)
	}
	fade := clips(func(k int) float64 { return float64(k) / (walkSteps - 1) })
	turn := clips(func(k int) float64 { return 1 / (1 + math.Exp(-3*(float64(k)-7.5))) })
	for _, key := range []string{"walk_jump", "walk_uneven"} {
		if fade[key].Value >= turn[key].Value {
			t.Errorf("%s is %v of a fade and %v of a sudden turn", key, fade[key].Value, turn[key].Value)
		}
	}
	if fade["walk_jump"].Value > 3 {
		t.Errorf("a fade has a jump of %v", fade["walk_jump"].Value)
	}
	// Both take steps as large in all, which a sudden turn takes at once.
	if a, b := fade["walk_warp"].Value, turn["walk_warp"].Value; !(a > 0 && b > 2*a) {
		t.Errorf("walk_warp is %v of a fade and %v of a sudden turn", a, b)
	}
	still := clips(func(int) float64 { return 0 })
	near(t, "warping error of a still clip", still["walk_warp"].Value, 0, 1e-15)
	near(t, "perceptual distance of a still clip", still["walk_tpd"].Value, 0, 1e-12)
	if by := still["walk_tpd"].Identity; by != "tPD[1-SSIM of pixels, 8 walks of 16]@128" {
		t.Errorf("without a classifier the distance is %s", by)
	}
	flicker := clips(func(k int) float64 { return float64(k % 2) })
	ab := 1 - similarity(imageOf(batch(j.train, []int{0}), 0), imageOf(batch(j.train, []int{1}), 0), scales(side, side))
	near(t, "perceptual distance of a flicker", flicker["walk_tpd"].Value, ab, 1e-12)
	if _, err := j.Walked(noise([]int{side, side, 1}, 5)); err == nil {
		t.Error("five samples are no walks")
	}
}

// A classifier sees the steps of a walk in its features.
func TestPerceptualSteps(t *testing.T) {
	near(t, "parallel vectors", apartOnSphere([]float64{3, 0}, []float64{5, 0}), 0, 1e-15)
	near(t, "vectors at 60°", apartOnSphere([]float64{2, 0}, []float64{1, math.Sqrt(3)}), 1, 1e-12)
	near(t, "vectors at a right angle", apartOnSphere([]float64{0, 7}, []float64{1, 0}), 2, 1e-15)
	near(t, "a vector of nothing", apartOnSphere([]float64{0, 0}, []float64{1, 0}), 1, 1e-15)
	j := taught(t, plain, warm)
	rows := make([]int, walks*walkSteps) // walks of images of two classes by turns
	for i := range rows {
		rows[i] = i % 2
	}
	apart, by := j.perceptualSteps(batch(j.train, rows), walkSteps)
	f := j.classifier.Features(batch(j.train, []int{0, 1}))
	near(t, "perceptual distance of a flicker", apart, apartOnSphere(f.Row(0), f.Row(1)), 1e-9)
	if by != j.classifier.Name() || apart < 0.1 {
		t.Errorf("images of two classes are %v apart by %s", apart, by)
	}
}

// Steps are within clips, not from one to the next.
func TestClipSteps(t *testing.T) {
	if got := clipSteps(7, 3); !slices.Equal(got, []int{1, 2, 4, 5}) {
		t.Errorf("steps are %v", got)
	}
	s := sample.Batch{Shape: []int{4, 16, 16, 1}, U8: make([]byte, 4*256)}
	for i := range 512 {
		s.U8[512+i] = 255 // the second clip is white
	}
	near(t, "warping error of two still clips", clipWarping(s, 2), 0, 1e-15)
	near(t, "warping error of one clip that turns white", clipWarping(s, 4), 1./3, 1e-12)
}
