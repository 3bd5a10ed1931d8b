package eval

import (
	"fmt"
	"math"
	"testing"

	"gander/core"
	"gander/core/nn/num"
)

// course is a run of n points, ten steps apart, with the scalars of a healthy
// one but for what change does to them.
func course(n int, change func(i int, scalars map[string]float64)) []core.Point {
	noise := num.NewStream(4, "course")
	points := make([]core.Point, n)
	for i := range points {
		jitter := 1 + 0.1*noise.Normal(uint64(i))
		values := map[string]float64{
			"loss_d": 1.2 * jitter, "loss_g": 0.8 * jitter, "grad_d": 0.5 * jitter, "grad_g": 0.3 * jitter,
			"d_real": 0.4 * jitter, "d_fake": -0.4 * jitter,
		}
		change(i, values)
		points[i].Step = 10 * (i + 1)
		for key, v := range values {
			s := core.Scalar{Key: key, Last: v, Mean: v, Min: v, Max: v}
			if key != "d_real" && key != "d_fake" && key != "wasserstein" {
				s.Role = key
			}
			points[i].Scalars = append(points[i].Scalars, s)
		}
	}
	return points
}

func TestHealth(t *testing.T) {
	for name, c := range map[string]struct {
		change func(i int, s map[string]float64)
		want   string
	}{
		"healthy": {func(int, map[string]float64) {}, "[]"},
		"not a number": {func(i int, s map[string]float64) {
			if i == 50 {
				s["loss_g"] = math.NaN()
			}
		}, "[divergence@510]"},
		"explosion": {func(i int, s map[string]float64) {
			if i >= 60 {
				s["grad_d"] *= 1e5
				s["grad_g"] *= 1e5
			}
		}, "[divergence@610]"},
		"one spike": {func(i int, s map[string]float64) {
			if i == 60 || i == 61 {
				s["grad_g"] *= 1e5
			}
		}, "[]"},
		"vanishing": {func(i int, s map[string]float64) {
			if i >= 40 {
				s["grad_g"] *= 1e-4
				s["grad_d"] *= 1e-4
			}
		}, "[vanishing@410]"},
		"dominance": {func(i int, s map[string]float64) {
			if i >= 70 {
				s["grad_g"] *= 0.008
			}
		}, "[dominance@710]"},
		"a strong gradient that does not tell real from fake": {func(i int, s map[string]float64) {
			s["grad_g"] *= 0.008
			s["d_real"], s["d_fake"] = s["d_fake"], s["d_real"]
		}, "[]"},
		"saturation": {func(i int, s map[string]float64) {
			if i >= 30 {
				s["d_fake"] = -14
			}
		}, "[saturation@310]"},
		"a critic of large outputs": {func(i int, s map[string]float64) {
			s["d_fake"], s["wasserstein"] = -14, 14.4
		}, "[]"},
		"oscillation": {func(i int, s map[string]float64) {
			if i >= 50 {
				s["loss_g"] += math.Sin(2 * math.Pi * float64(i) / 8)
			}
		}, "[oscillation"},
		"a falling loss": {func(i int, s map[string]float64) { s["loss_g"] *= 3 * math.Exp(-float64(i)/40) }, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			got := brief(Health(course(120, c.change), nil))
			if got != c.want && !(c.want == "[oscillation" && len(got) > len(c.want) && got[:len(c.want)] == c.want) {
				t.Errorf("flags are %s, want %s", got, c.want)
			}
		})
	}
}

func brief(flags []Flag) string {
	list := []string{}
	for _, f := range flags {
		list = append(list, fmt.Sprintf("%s@%d", f.Ailment, f.Step))
	}
	return fmt.Sprint(list)
}

// White noise has no period: of many healthy runs hardly any is flagged.
func TestHealthyRunsAreNotFlagged(t *testing.T) {
	flagged := 0
	for run := range 200 {
		noise := num.NewStream(uint64(run), "healthy")
		points := course(100, func(i int, s map[string]float64) { s["loss_g"] = 1 + 0.5*noise.Normal(uint64(i)) })
		flagged += len(Health(points, nil))
	}
	if flagged > 2 {
		t.Errorf("%d of 200 healthy runs are flagged", flagged)
	}
}

func TestCollapse(t *testing.T) {
	course := func(key string, values ...float64) []core.Score {
		var scores []core.Score
		for i, v := range values {
			scores = append(scores, core.Score{Key: key, Identity: key, Step: 100 * i, Value: v})
		}
		return scores
	}
	for _, c := range []struct {
		scores []core.Score
		want   string
	}{
		{course("diversity", 0.01, 0.4, 0.8, 0.2, 0.1), "[collapse@300]"},
		{course("diversity", 0.01, 0.02, 0.4, 0.8), "[]"}, // begins without variety
		{course("diversity", 1, 0.45, 0.4), "[]"},         // fell, but is not poor
		{course("modes", 0, 5, 8, 3, 8), "[collapse@300]"},
		{course("modes", 8, 7, 5, 4), "[]"},
		{course("kd", 8, 1, 0.1), "[]"},
	} {
		if got := brief(Health(nil, c.scores)); got != c.want {
			t.Errorf("%v: flags are %s, want %s", c.scores[0].Key, got, c.want)
		}
	}
}

func TestShortRunsHaveNoFlags(t *testing.T) {
	if got := Health(course(5, func(_ int, s map[string]float64) { s["grad_g"] = 1e-12 }), nil); len(got) > 1 {
		t.Errorf("flags of five points: %v", got)
	}
	if got := Health(nil, nil); len(got) > 0 {
		t.Errorf("flags of nothing: %v", got)
	}
}
