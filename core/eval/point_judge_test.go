package eval

import (
	"context"
	"math"
	"testing"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// ring is eight modes on the unit circle with deviation 0.01.
func ring() data.Header {
	h := data.Header{Kind: data.KindPoint, Shape: []int{2}, DType: data.F32, ModeStd: 0.01}
	for k := range 8 {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / 8)
		h.Modes = append(h.Modes, []float64{cos, sin})
	}
	return h
}

// onRing places points at offsets (in deviations) from modes.
func onRing(offsets [][3]float64) sample.Batch {
	h := ring()
	b := sample.Batch{Shape: []int{len(offsets), 2}}
	for _, o := range offsets {
		c := h.Modes[int(o[0])]
		b.F32 = append(b.F32, float32(c[0]+0.01*o[1]), float32(c[1]+0.01*o[2]))
	}
	return b
}

func judgePoints(t *testing.T, b sample.Batch) map[string]core.Score {
	t.Helper()
	j, err := NewPointJudge(ring())
	if err != nil {
		t.Fatal(err)
	}
	scores, err := j.Judge(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return byKey(scores)
}

func byKey(scores []core.Score) map[string]core.Score {
	m := map[string]core.Score{}
	for _, s := range scores {
		m[s.Key] = s
	}
	return m
}

// Twelve points, whose scores come from a program in plain Python.
func TestGoldenRing(t *testing.T) {
	got := judgePoints(t, onRing([][3]float64{
		{0, 0, 0}, {0, 2, 2}, {0, 2.2, 2.2}, {1, 0, 2.9}, {1, 3.1, 0}, {3, 1, 1},
		{3, 0, 0}, {3, -1, 1}, {5, 0, -2}, {5, 5, 5}, {7, 0, 0}, {2, 10, 0},
	}))
	near(t, "modes", got["modes"].Value, 5, 0)
	near(t, "hq", got["hq"].Value, 8./12, 1e-15)
	near(t, "kl", got["kl"].Value, 0.5852664034, 1e-10)
}

func TestPointExtremes(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name                  string
		batch                 sample.Batch
		modes, hq, kl, spread float64
	}{
		{"one mode", onRing([][3]float64{{2, 1, 0}, {2, -1, 0}}), 1, 1, math.Log(8), 1},
		{"one point", onRing([][3]float64{{2, 1, 0}, {2, 1, 0}}), 1, 1, math.Log(8), 0},
		{"nothing near", onRing([][3]float64{{2, 9, 0}}), 0, 0, math.Log(8), 0},
		{"not numbers", sample.Batch{Shape: []int{1, 2}, F32: []float32{nan, nan}}, 0, 0, math.Log(8), 0},
	} {
		got := judgePoints(t, c.batch)
		near(t, c.name+": modes", got["modes"].Value, c.modes, 0)
		near(t, c.name+": hq", got["hq"].Value, c.hq, 0)
		near(t, c.name+": kl", got["kl"].Value, c.kl, 1e-12)
		near(t, c.name+": spread", got["spread"].Value, c.spread, 1e-5) // float32 coordinates
	}
}

// A perfect sampler reaches the floors.
func TestPointFloors(t *testing.T) {
	const n = 40000
	s := num.NewStream(1, "perfect")
	offsets := make([][3]float64, n)
	for i := range offsets {
		offsets[i] = [3]float64{float64(i % 8), s.Normal(uint64(2 * i)), s.Normal(uint64(2*i + 1))}
	}
	for key, score := range judgePoints(t, onRing(offsets)) {
		tolerance := map[string]float64{"hq": 0.002, "kl": 1e-3, "spread": 0.01, "spread_least": 0.015, "spread_most": 0.015, "fd": 1e-4}[key]
		near(t, key, score.Value, *score.Floor, tolerance)
	}
	near(t, "floor of hq", *judgePoints(t, onRing(offsets[:9]))["hq"].Floor, 0.98889, 1e-5)
	// Uniform noise: eight discs of radius 0.03 in a square of side 2.06.
	near(t, "ceiling of hq", *judgePoints(t, onRing(offsets))["hq"].Ceiling, 8*math.Pi*0.0009/2.06/2.06, 1e-3)
}

func TestPointJudgeRefuses(t *testing.T) {
	plain, image := ring(), ring()
	plain.Modes = nil
	image.Kind, image.Shape = data.KindImage, []int{1, 2, 1}
	for name, h := range map[string]data.Header{"no modes": plain, "images": image} {
		if _, err := NewPointJudge(h); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	j, _ := NewPointJudge(ring())
	if _, err := j.Judge(context.Background(), sample.Batch{Shape: []int{1, 2, 1, 1}, U8: []byte{0, 0}}); err == nil {
		t.Error("images were judged as points")
	}
}
