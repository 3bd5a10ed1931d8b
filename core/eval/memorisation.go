package eval

import (
	"iter"
	"math"
	"slices"
)

// AuthPct is the percentage of authentic samples (Alaa et al. 2022, arXiv
// 2102.08921, §3.3): those farther from their nearest training row than that
// row is from any other. Copies get 0. Held-out real rows do not get 100; what
// they get is what to hold it against. It panics on fewer than two training
// rows.
func AuthPct(train, samples Features) float64 {
	if train.Rows < 2 {
		panic("eval: authenticity by fewer than two training rows")
	}
	rows, squared := train.nearest(samples)
	gaps := train.gaps(rows)
	authentic := 0
	for i, row := range rows {
		if gaps[row] < squared[i] {
			authentic++
		}
	}
	return 100 * float64(authentic) / float64(samples.Rows)
}

// gaps are the squared distances of the given rows to their nearest other row.
func (f Features) gaps(rows []int) map[int]float64 {
	distinct := slices.Compact(slices.Sorted(slices.Values(rows)))
	squares, least := f.squares(), make([]float64, len(distinct))
	products(f.pick(distinct), f.panels(), func(mine iter.Seq[product]) {
		for p := range mine {
			for i := range p.Rows {
				row := distinct[p.from+i]
				_, least[p.from+i] = nearestOf(p.Row(i), squares[row], squares, row)
			}
		}
	})
	gaps := map[int]float64{}
	for i, row := range distinct {
		gaps[row] = least[i]
	}
	return gaps
}

// Copies is the C_T below which samples are taken for copies.
const Copies = -3

// CopyTest is C_T of Meehan, Chaudhuri and Dasgupta 2020 (arXiv 2004.05675,
// eq. 5): whether samples lie nearer to the training rows than held-out real
// rows do, as a z-value of the Mann–Whitney test, averaged over cells of the
// training rows by their share of held-out rows. Below Copies the generator
// copies, far above 3 it misses the data. Cells with hardly any samples don't count; if
// there are no others, it is NaN.
func CopyTest(train, heldOut, samples Features, cells int) float64 {
	centres := train.cluster(cells)
	cellOf := func(f Features) []int { c, _ := centres.nearest(f); return c }
	_, ofHeldOut := train.nearest(heldOut)
	_, ofSamples := train.nearest(samples)
	held, drawn := byCell(ofHeldOut, cellOf(heldOut), centres.Rows), byCell(ofSamples, cellOf(samples), centres.Rows)
	total, weight := 0.0, 0.0
	for c := range held {
		// The share of samples is to exceed 20/m, as in the paper's own code.
		if len(drawn[c]) <= 20 && cells > 1 || len(held[c]) == 0 || len(drawn[c]) == 0 {
			continue
		}
		share := float64(len(held[c]))
		total += share * rankZ(drawn[c], held[c])
		weight += share
	}
	return total / weight
}

// NearestRatio is the median, over samples, of the distance to the nearest training
// row over that to the nearest held-out row, of which there should be as many: 1 for
// samples that know neither, 0 for copies. Samples that both distances are 0 of
// don't count; NaN if there are no others.
func NearestRatio(train, heldOut, samples Features) float64 {
	_, toTrain := train.nearest(samples)
	_, toHeldOut := heldOut.nearest(samples)
	var ratios []float64
	for i, d := range toTrain {
		if r := math.Sqrt(d / toHeldOut[i]); !math.IsNaN(r) {
			ratios = append(ratios, min(r, 1e9))
		}
	}
	if len(ratios) == 0 {
		return math.NaN()
	}
	slices.Sort(ratios)
	return (ratios[(len(ratios)-1)/2] + ratios[len(ratios)/2]) / 2
}

func byCell(values []float64, cellOf []int, cells int) [][]float64 {
	lists := make([][]float64, cells)
	for i, v := range values {
		lists[cellOf[i]] = append(lists[cellOf[i]], v)
	}
	return lists
}

// rankZ is the Mann–Whitney statistic of a over b as a z-value, with the
// correction for continuity of Meehan et al.
func rankZ(a, b []float64) float64 {
	n, m := float64(len(b)), float64(len(a))
	return (pairsAbove(a, b) - (n*m/2 - 0.5)) / math.Sqrt(n*m*(n+m+1)/12)
}

// pairsAbove counts the pairs in which a value of a is larger than one of b,
// ties counting half.
func pairsAbove(a, b []float64) float64 {
	sorted := slices.Sorted(slices.Values(b))
	u := 0.0
	for _, v := range a {
		from, _ := slices.BinarySearch(sorted, v)
		equal := 0
		for from+equal < len(sorted) && sorted[from+equal] == v {
			equal++
		}
		u += float64(from) + float64(equal)/2
	}
	return u
}
