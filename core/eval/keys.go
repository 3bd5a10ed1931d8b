package eval

import (
	"slices"
	"strings"

	"gander/core"
)

// Keys are the short keys of all scores, those that say most of a task first:
// the order of columns in a table, and of what is shown where there is no room
// for all.
var Keys = []string{
	"kd", "hq", "modes", "kl", "spread", "w2", "spread_least", "spread_most", "distance",
	"paired", "paired_taught", "paired_shown", "changed_error", "kept_error", "attributes_met", "class_kept", "domain_accuracy", "accuracy", "swap", "cas",
	"kd_ratio", "cycle", "cycle_noisy", "identity", "identity_cosine", "varied",
	"precision", "recall", "coverage", "diversity", "agreement",
	"paired_ssim", "paired_ssim_idle", "seg_iou", "seg_iou_idle", "seg_accuracy", "seg_class",
	"fd", "kd_seeds", "fd_seeds", "density",
	"kd_class", "kd_worst", "kd_target", "fd_class", "fd_worst", "diversity_class", "diversity_least", "swap_change",
	"kd_cnn", "fd_cnn", "fd_inf", "fd_inf_cnn", "fd_inf_fit", "fd_inf_fit_cnn", "cs", "label_kl",
	"cas_seeds", "copying", "authentic", "nn_ratio", "told_apart", "nn_test", "nn_fake", "nn_real",
	"swd", "ms_ssim", "pdist", "ndb", "ndb_jsd", "mind", "vendi",
	"walk_jump", "walk_uneven", "walk_detour", "walk_tpd", "walk_warp", "walk_motion", "clip_tof", "clip_tpd", "clip_warp",
}

// Rank is the place of a key in Keys; unknown ones come after all others. A score
// of one attribute, "changed_error:bold", stands with that of all.
func Rank(key string) int {
	key, _, _ = strings.Cut(key, ":")
	if i := slices.Index(Keys, key); i >= 0 {
		return i
	}
	return len(Keys)
}

// Sorted puts scores into the order of Keys.
func Sorted(scores []core.Score) []core.Score {
	return slices.SortedStableFunc(slices.Values(scores), func(a, b core.Score) int { return Rank(a.Key) - Rank(b.Key) })
}
