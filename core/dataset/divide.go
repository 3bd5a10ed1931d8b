package dataset

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A division is how items are shared out among the splits.
type division struct {
	shares map[string]float64 // of validation and test, where the data has none
	limit  int                // most items of a split, 0 for all
	seed   uint64
}

func newDivision(p variant.Params) division {
	return division{
		shares: map[string]float64{data.Validation: p.Float(optionValidation), data.Test: p.Float(optionTest)},
		limit:  p.Int(optionLimit),
		seed:   uint64(p.Int(optionSeed)),
	}
}

// divide gives the items of each split in the order of the source. A split that
// the source has stays as it is. For one that it lacks, the seed takes a share of
// every stratum, a class or a domain, of what is to be trained on, so that it does
// not depend on which other classes are kept.
func (c collection) divide(d division) (map[string][]item, error) {
	items := slices.Clone(c.items)
	var lacking []string
	for _, name := range []string{data.Validation, data.Test} {
		if !slices.ContainsFunc(items, func(it item) bool { return it.split == name }) {
			lacking = append(lacking, name)
		}
	}
	for name, stratum := range c.strata(items) {
		d.share(items, stratum, lacking, name)
	}
	divided := map[string][]item{}
	for _, it := range items {
		divided[it.split] = append(divided[it.split], it)
	}
	for _, name := range splitNames {
		if len(divided[name]) == 0 {
			return nil, fmt.Errorf("nothing is left for the split %s of %d pictures; a class needs three or more", name, len(items))
		}
		divided[name] = d.limited(divided[name], name)
	}
	return divided, nil
}

// strata are the places of the items to train on, by class or else by domain.
func (c collection) strata(items []item) map[string][]int {
	strata := map[string][]int{}
	for i, it := range items {
		if it.split != "" && it.split != data.Train {
			continue
		}
		name := ""
		switch {
		case len(c.classes) > 0:
			name = c.classes[it.class]
		case len(c.domains) > 0:
			name = c.domains[it.domain]
		}
		strata[name] = append(strata[name], i)
	}
	return strata
}

// share marks the items of a stratum: its random order begins with those of the
// lacking splits, and the rest is trained on.
func (d division) share(items []item, stratum []int, lacking []string, name string) {
	order := num.Permutation(num.NewStream(d.seed, "split", name), 0, len(stratum))
	for _, split := range lacking {
		n := int(math.Round(d.shares[split] * float64(len(stratum))))
		if len(stratum) >= 3 {
			n = max(n, 1)
		}
		n = min(n, len(order))
		for _, i := range order[:n] {
			items[stratum[i]].split = split
		}
		order = order[n:]
	}
	for _, i := range order {
		items[stratum[i]].split = data.Train
	}
}

// limited keeps the first of the items in a random order.
func (d division) limited(items []item, split string) []item {
	return limited(items, d.limit, d.seed, split)
}

// limited keeps as many of the rows of a split as limit allows, which seed
// chooses; 0 allows all.
func limited[T any](rows []T, limit int, seed uint64, split string) []T {
	if limit == 0 || len(rows) <= limit {
		return rows
	}
	kept := num.Permutation(num.NewStream(seed, "limit", split, strconv.Itoa(len(rows))), 0, len(rows))[:limit]
	slices.Sort(kept)
	return pick(rows, kept)
}
