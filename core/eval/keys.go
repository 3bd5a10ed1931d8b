package eval

import (
	"slices"

	"gander/core"
)

// Keys are the short keys of all scores, those that say most of a task first:
// the order of columns in a table, and of what is shown where there is no room
// for all.
var Keys = []string{
	"kd", "hq", "modes", "kl", "spread",
	"paired", "paired_taught", "changed_error", "kept_error", "class_kept", "domain_accuracy", "accuracy", "cycle",
	"precision", "recall", "coverage", "diversity", "agreement",
	"fd", "density", "kd_cnn", "fd_cnn", "cs", "label_kl",
	"copying", "authentic", "nn_test", "nn_fake", "nn_real", "swd", "ms_ssim", "mind", "vendi",
}

// Rank is the place of a key in Keys; unknown ones come after all others.
func Rank(key string) int {
	if i := slices.Index(Keys, key); i >= 0 {
		return i
	}
	return len(Keys)
}

// Sorted puts scores into the order of Keys.
func Sorted(scores []core.Score) []core.Score {
	return slices.SortedStableFunc(slices.Values(scores), func(a, b core.Score) int { return Rank(a.Key) - Rank(b.Key) })
}
