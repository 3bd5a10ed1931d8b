package eval

import (
	"math"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A class that has collapsed by itself shows in the least diversity, and in the Fréchet
// distance of the worst class, where there are enough images of each.
func TestCollapseOfOneClass(t *testing.T) {
	const n = 480 // 120 of each class, of 96 features
	j, err := NewImageJudge(pictures(t, data.Train, 600, plain), pictures(t, data.Test, n, plain), n, warm)
	must(t, err)
	j = j.For(variant.LabelToImage)
	labels := labelsOf(j.Conditions(n))
	fresh := ofLabels(t, labels)
	score := func(b sample.Batch) map[string]float64 {
		c, err := j.closing(t.Context(), b)
		must(t, err)
		values := map[string]float64{}
		for _, s := range c.withinClasses(c.eye().Features(b), sequence(n)) {
			values[s.Key] = s.Value
			if reserved.MatchString(s.Identity) || Rank(s.Key) == len(Keys) {
				t.Errorf("%s is %s", s.Key, s.Identity)
			}
		}
		return values
	}
	honest := score(fresh)
	near(t, "diversity within classes", honest["diversity_class"], 1, 0.1)
	if honest["diversity_least"] > honest["diversity_class"] || honest["fd_worst"] < honest["fd_class"] {
		t.Errorf("the worst class is better than the mean: %v", honest)
	}
	first := -1
	collapsed := score(change(fresh, func(i int, p []byte) []byte {
		if labels[i] != 2 {
			return p
		}
		if first < 0 {
			first = i
		}
		return fresh.U8[first*fresh.RowSize() : (first+1)*fresh.RowSize()]
	}))
	near(t, "diversity of the class that is one image", collapsed["diversity_least"], 0, 1e-9)
	near(t, "diversity of all", collapsed["diversity_class"], 0.75*honest["diversity_class"], 0.05)
	if collapsed["fd_worst"] < 3*honest["fd_worst"] || collapsed["fd_class"] > 0.9*collapsed["fd_worst"] {
		t.Errorf("one class has collapsed: %v, before %v", collapsed, honest)
	}
	if few := finished(t, newJudge(t, plain, warm).For(variant.Image), copies(newJudge(t, plain, warm))); few["diversity_class"].Identity != "" {
		t.Error("noise→image has classes")
	}
	if math.IsNaN(honest["fd_class"]) || honest["fd_class"] == 0 {
		t.Errorf("fd_class is %v", honest["fd_class"])
	}
}
