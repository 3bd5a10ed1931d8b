package eval

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"gander/core"
	"gander/plugins/variant"
)

// withinClasses scores samples of each class that was asked for by themselves: by
// their Fréchet distance from real images of the class, where there are more of either
// than features, and by how varied they are for real ones. The mean over the classes
// says how a generator does, the worst class what it may hide. Classes with too few
// rows don't count.
func (c *closing) withinClasses(x Features, indices []int) []core.Score {
	if c.task != variant.LabelToImage {
		return nil
	}
	var distances, varieties []float64
	classes := c.styles(c.test)
	for _, class := range slices.Sorted(maps.Keys(classes)) { // sums have one order
		s := classes[class]
		own := s.among(indices)
		n := min(len(own), len(s.reference))
		if n < fewest {
			continue
		}
		samples, real := x.pick(own), c.features.pick(s.reference)
		varieties = append(varieties, spread(samples)/spread(real))
		if n > x.Cols {
			distances = append(distances, FrechetDistance(samples, real))
		}
	}
	identity := func(statistic, what string) string {
		return fmt.Sprintf("%s[%s/%s]@%d", statistic, c.eye().Name(), what, len(c.targets))
	}
	var list []core.Score
	if len(distances) > 0 {
		list = append(list,
			core.Score{Key: "fd_class", Identity: identity("FD", "by-class"), Direction: core.Lower, Value: mean(distances)},
			core.Score{Key: "fd_worst", Identity: identity("FD", "worst-class"), Direction: core.Lower, Value: slices.Max(distances)})
	}
	if len(varieties) > 0 && !math.IsInf(slices.Max(varieties), 0) {
		list = append(list,
			core.Score{Key: "diversity_class", Identity: identity("diversity", "by-class"), Direction: core.Neither, Value: mean(varieties)},
			core.Score{Key: "diversity_least", Identity: identity("diversity", "least-class"), Direction: core.Neither, Value: slices.Min(varieties)})
	}
	return list
}
