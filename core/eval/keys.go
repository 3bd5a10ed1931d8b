package eval

import "slices"

// Keys are the short keys of all scores, those that say most of a task first:
// the order of columns in a table, and of what is shown where there is no room
// for all.
var Keys = []string{
	"modes", "hq", "kl", "spread",
	"kd", "paired", "changed_error", "kept_error", "domain_accuracy", "accuracy",
	"fd", "precision", "recall", "density", "coverage", "diversity",
	"kd_cnn", "fd_cnn", "cs", "label_kl", "agreement",
	"copying", "authentic", "nn_test", "nn_fake", "nn_real", "swd", "ms_ssim", "mind", "vendi",
}

// Rank is the place of a key in Keys; unknown ones come after all others.
func Rank(key string) int {
	if i := slices.Index(Keys, key); i >= 0 {
		return i
	}
	return len(Keys)
}
