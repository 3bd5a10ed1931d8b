package eval

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// films is a split of clips of 20 frames in which a blob goes right by a pixel a
// frame, more or less; every second clip is a negative, of another domain.
func films(t *testing.T, split string, clips int) *data.File {
	t.Helper()
	return filmsOf(t, split, clips, 20)
}

func filmsOf(t *testing.T, split string, clips, frames int) *data.File {
	t.Helper()
	s := num.NewStream(11, split)
	h := data.Header{
		Name: "films", Split: split, Kind: data.KindImage, DType: data.U8, Rows: clips * frames, Shape: []int{side, side, 1},
		Domains: []string{"positive", "negative"}, Clips: clips,
	}
	var rows iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
		for i := range clips * frames {
			clip := i / frames
			u := func(k uint64) float64 { return s.Float64(8*uint64(clip) + k) }
			p := blob(4+8*u(0), -4+(0.8+0.4*u(1))*float64(i%frames), 2+u(2))
			if clip%2 == 1 {
				p = negative(p)
			}
			if !yield(data.Sample{Pixels: p, Domain: clip % 2, Clip: clip, Label: -1}, nil) {
				return
			}
		}
	}
	return written(t, h, rows)
}

func blob(row, column, width float64) []byte {
	p := make([]byte, side*side)
	for i := range p {
		d := math.Hypot(float64(i/side)-row, float64(i%side)-column)
		p[i] = byte(240 * math.Exp(-d*d/(2*width*width)))
	}
	return p
}

func filmJudge(t *testing.T, task variant.Task) *ImageJudge {
	t.Helper()
	j, err := NewImageJudge(films(t, data.Train, 20), films(t, data.Test, 24), samples, "")
	must(t, err)
	return j.For(task)
}

func TestRealClips(t *testing.T) {
	f := films(t, data.Test, 24)
	pieces := realClips(f)
	if len(pieces) != 24 || !slices.EqualFunc(pieces, realClips(f), slices.Equal[[]int]) {
		t.Fatalf("%d pieces, want one of each clip and the same ones again", len(pieces))
	}
	for _, p := range pieces {
		if len(p) != walkSteps || p[walkSteps-1] != p[0]+walkSteps-1 || f.Clip(p[0]) != f.Clip(p[walkSteps-1]) {
			t.Errorf("%v are not %d frames of one clip that follow each other", p, walkSteps)
		}
	}
	if p := realClips(pictures(t, data.Test, 40, plain)); p != nil {
		t.Errorf("pictures have the clips %v", p)
	}
}

// A translator of clips that keeps the motion is told from one that flickers; one
// that hands frames back has nothing but what real clips have.
func TestTranslatedClips(t *testing.T) {
	j := filmJudge(t, variant.DomainToDomain)
	rows := j.Walk(0)
	if len(rows) != walks*walkSteps {
		t.Fatalf("%d rows", len(rows))
	}
	sources := batch(j.test, slices.Concat(realClips(j.test)[:walks]...))
	for i, row := range rows {
		domain := j.test.Domain(realClips(j.test)[i/walkSteps][0])
		if row.Domain != 1-domain || sample.Quantise(row.Source[40]) != sources.U8[i*side*side+40] {
			t.Fatalf("row %d asks a frame of domain %d for domain %d", i, domain, row.Domain)
		}
	}
	score := func(b sample.Batch) map[string]float64 {
		scores, err := j.Walked(b)
		must(t, err)
		values := map[string]float64{}
		for key, s := range known(t, scores) {
			values[key] = s.Value
			if key == "clip_warp" {
				values["floor"] = *s.Floor
			}
		}
		return values
	}
	idle := score(sources)
	truth := score(change(sources, func(_ int, p []byte) []byte { return negative(p) }))
	flicker := score(change(sources, noisy(25)))
	near(t, "motion of what is handed back", idle["clip_tof"], 0, 0)
	near(t, "steps of what is handed back", idle["clip_tpd"], 0, 0)
	near(t, "warping error of what is handed back", idle["clip_warp"], idle["floor"], 0)
	near(t, "warping error of the truth", truth["clip_warp"], truth["floor"], 1e-12)
	for _, key := range []string{"clip_tof", "clip_tpd", "clip_warp"} {
		if flicker[key] < 2*truth[key] || flicker[key] == 0 {
			t.Errorf("%s is %v of the truth and %v of a translator that flickers", key, truth[key], flicker[key])
		}
	}
	if newJudge(t, unpaired, warm).For(variant.DomainToDomain).Walk(0) != nil {
		t.Error("pictures that are no clips are asked for as clips")
	}
	if _, err := j.Walked(noise([]int{side, side, 1}, 7)); err == nil {
		t.Error("seven frames are eight clips")
	}
}

// Walks stand beside real clips where there are some: in what each measure gives of
// these, and by the motion in them.
func TestWalksBesideRealClips(t *testing.T) {
	j := filmJudge(t, variant.Image)
	other := batch(films(t, data.Validation, 8), slices.Concat(realClips(films(t, data.Validation, 8))...))
	back := change(other, func(i int, _ []byte) []byte { // the same clips, from their ends
		k := i/walkSteps*walkSteps + walkSteps - 1 - i%walkSteps
		return other.U8[k*side*side : (k+1)*side*side]
	})
	still := change(other, func(i int, _ []byte) []byte {
		k := i / walkSteps * walkSteps
		return other.U8[k*side*side : (k+1)*side*side]
	})
	motion := map[string]float64{}
	for name, b := range map[string]sample.Batch{"real": other, "backwards": back, "still": still} {
		scores, err := j.Walked(b)
		must(t, err)
		got := known(t, scores)
		motion[name] = got["walk_motion"].Value
		for _, key := range []string{"walk_motion", "walk_warp", "walk_tpd"} {
			if got[key].Floor == nil {
				t.Errorf("%s of clips has no floor", key)
			}
		}
		if name == "real" {
			motion["floor"] = *got["walk_motion"].Floor
			near(t, "steps of real clips", got["walk_tpd"].Value, *got["walk_tpd"].Floor, 0.3**got["walk_tpd"].Floor)
			if want := fmt.Sprintf("FD[histogram of Lucas-Kanade flow:10, 8 walks of 16, 12 real clips]@%d", walks*walkSteps); got["walk_motion"].Identity != want {
				t.Errorf("it is called %s, want %s", got["walk_motion"].Identity, want)
			}
		}
	}
	if most := 20 * max(motion["real"], motion["floor"]); motion["backwards"] < most || motion["still"] < most {
		t.Errorf("distances of motion are %v", motion)
	}
	scores, err := newJudge(t, plain, warm).Walked(other)
	must(t, err)
	if _, any := known(t, scores)["walk_motion"]; any {
		t.Error("pictures that are no clips have motion")
	}
}

// Eighths of the turn, from the right over below.
func TestOctant(t *testing.T) {
	for k := range 8 {
		angle := (float64(k) + 0.5) * math.Pi / 4
		if got := octant(math.Cos(angle), math.Sin(angle)); got != k {
			t.Errorf("direction %d is taken for %d", k, got)
		}
	}
}

// Clips that are shorter than a walk are pieces of half their length or more, and
// translations of them have their scores: of six frames as those of sixteen. Walks
// have the motion of real clips beside them, but not what a longer way changes.
func TestShortClips(t *testing.T) {
	lengths := func(n ...int) int {
		var clips [][]int
		for _, k := range n {
			clips = append(clips, make([]int, k))
		}
		return pieceLength(clips)
	}
	for want, got := range map[int]int{0: lengths(), 16: lengths(3, 4, 16, 5), 5: lengths(4, 9, 3, 5, 6), 1: lengths(1, 1, 1)} {
		if got != want {
			t.Errorf("pieces have %d frames, want %d", got, want)
		}
	}
	if p := realClips(filmsOf(t, data.Test, 8, 1)); p != nil {
		t.Errorf("single frames are the clips %v", p)
	}
	whole, err := NewImageJudge(filmsOf(t, data.Train, 40, 6), filmsOf(t, data.Test, 48, 6), samples, "")
	must(t, err)
	j := whole.For(variant.DomainToDomain)
	rows := j.Walk(0)
	if len(rows) != walks*6 {
		t.Fatalf("%d frames of clips are asked for", len(rows))
	}
	sources := batch(j.test, slices.Concat(realClips(j.test)[:walks]...))
	score := func(b sample.Batch) map[string]core.Score {
		scores, err := j.Walked(b)
		must(t, err)
		return known(t, scores)
	}
	idle, truth, flicker := score(sources), score(change(sources, func(_ int, p []byte) []byte { return negative(p) })), score(change(sources, noisy(25)))
	for key, identity := range map[string]string{
		"clip_tof": "tOF[Lucas-Kanade flow, clips of 6]@48", "clip_tpd": "tLP[1-SSIM of pixels, clips of 6]@48", "clip_warp": "warping-error[Lucas-Kanade flow of the sources, clips of 6]@48",
	} {
		if idle[key].Identity != identity || flicker[key].Value < 2*truth[key].Value || flicker[key].Value == 0 {
			t.Errorf("%s: %+v of what is handed back, %v of the truth, %v of a translator that flickers", key, idle[key], truth[key].Value, flicker[key].Value)
		}
	}
	near(t, "motion of what is handed back", idle["clip_tof"].Value, 0, 0)
	walked, err := whole.For(variant.Image).Walked(batch(films(t, data.Validation, 8), slices.Concat(realClips(films(t, data.Validation, 8))...)))
	must(t, err)
	got := known(t, walked)
	if s := got["walk_motion"]; !strings.HasSuffix(s.Identity, "8 walks of 16, 24 real clips of 6]@128") || s.Floor == nil || got["walk_jump"].Floor != nil {
		t.Errorf("beside short clips the motion is %+v and the jump %+v", s, got["walk_jump"])
	}
}
