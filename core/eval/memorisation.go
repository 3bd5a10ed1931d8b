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
	return train.authentic(rows, squared)
}

// authentic is AuthPct of samples whose nearest rows and squared distances are known.
func (f Features) authentic(rows []int, squared []float64) float64 {
	gaps := f.gaps(rows)
	authentic := 0
	for i, row := range rows {
		if gaps[row] < squared[i] {
			authentic++
		}
	}
	return 100 * float64(authentic) / float64(len(rows))
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
	n := newNovelty(train, heldOut, cells)
	_, ofSamples := train.nearest(samples)
	return n.test(samples, ofSamples)
}

// A novelty is what the test for copies knows before it sees samples.
type novelty struct {
	centres Features
	held    [][]float64 // squared distances of the held-out rows of each cell to training rows
}

func newNovelty(train, heldOut Features, cells int) novelty {
	n := novelty{centres: train.cluster(cells)}
	_, squared := train.nearest(heldOut)
	n.held = n.byCell(heldOut, squared)
	return n
}

// test is CopyTest of samples whose squared distances to training rows are known.
func (n novelty) test(samples Features, squared []float64) float64 {
	drawn := n.byCell(samples, squared)
	total, weight := 0.0, 0.0
	for c, held := range n.held {
		// The share of samples is to exceed 20/m, as in the paper's own code.
		if len(drawn[c]) <= 20 && n.centres.Rows > 1 || len(held) == 0 || len(drawn[c]) == 0 {
			continue
		}
		share := float64(len(held))
		total += share * rankZ(drawn[c], held)
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
	return medianRatio(toTrain, toHeldOut)
}

// medianRatio is NearestRatio by squared distances.
func medianRatio(toTrain, toHeldOut []float64) float64 {
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

// byCell sorts a number of each row by the row's cell.
func (n novelty) byCell(f Features, values []float64) [][]float64 {
	lists := make([][]float64, n.centres.Rows)
	cellOf, _ := n.centres.nearest(f)
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
