package eval

import (
	"math"
	"strings"
	"testing"

	"gander/core"
	"gander/plugins/variant"
)

// The ratio is exactly 1 of a translator that does nothing, near 0 of the truth,
// above 1 of noise and between them of one that translates every other image, into
// each domain and over all, and over all combinations of attributes.
func TestDistanceRatio(t *testing.T) {
	for name, j := range map[string]*ImageJudge{
		"positive negative": newJudge(t, paired, warm),
		"":                  newJudge(t, attributed, warm).For(variant.AttributeTo),
	} {
		c := newConditions(j.test, j.task, samples)
		sources, truth := batch(j.test, c.sources), batch(j.test, c.targets)
		size := truth.RowSize()
		half := change(truth, func(i int, p []byte) []byte {
			if i%2 == 0 {
				return sources.U8[i*size : (i+1)*size]
			}
			return p
		})
		idle, mixed, right := judged(t, j, sources), judged(t, j, half), judged(t, j, truth)
		for _, style := range append([]string{""}, strings.Fields(name)...) {
			key := "kd_ratio"
			if style != "" {
				key += ":" + style
			}
			of := func(scores map[string]core.Score) core.Score {
				s, ok := scores[key]
				if !ok {
					t.Fatalf("%s: there is no %s", name, key)
				}
				return s
			}
			near(t, key+" of the sources", of(idle).Value, 1, 0)
			if v := of(right).Value; math.Abs(v) > 0.02 {
				t.Errorf("%s: %s of the truth is %v", name, key, v)
			}
			if v := of(mixed).Value; v < 0.1 || v > 0.6 {
				t.Errorf("%s: %s with every other image translated is %v", name, key, v)
			}
			if s := of(idle); s.Floor == nil || math.Abs(*s.Floor) > 0.05 || s.Ceiling == nil || s.Direction != core.Lower {
				t.Errorf("%s: %+v", name, s)
			}
		}
	}
}

// Domains that do not differ have no ratio, and neither have images without a source.
func TestNoRatio(t *testing.T) {
	scores := []core.Score{{Key: "kd", Identity: "KD[x]@3", Value: 1}, {Key: "kd:a", Identity: "KD[x/to a]@3", Value: 1}, {Key: "fd", Identity: "FD[x]@3", Value: 1}}
	got := idle{"KD[x]@3": 4, "KD[x/to a]@3": -0.01}.ratios(scores)
	if len(got) != 1 || got[0].Key != "kd_ratio" || got[0].Identity != "KD/KD of sources[x]@3" || got[0].Value != 0.25 || got[0].Floor != nil {
		t.Errorf("got %+v", got)
	}
	j := newJudge(t, plain, warm)
	if s, ok := judged(t, j, copies(j))["kd_ratio"]; ok {
		t.Errorf("images without a source have %+v", s)
	}
}
