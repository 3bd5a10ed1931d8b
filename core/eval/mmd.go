package eval

// KernelDistance is the unbiased estimate of the squared maximum mean
// discrepancy between two distributions, from n samples of one and m of the
// other, with the kernel k(x, y) = (x·y/d + 1)³ on features of length d:
//
//	Σ_{i≠j} k(xᵢ,xⱼ)/(n(n−1)) + Σ_{i≠j} k(yᵢ,yⱼ)/(m(m−1)) − 2 Σ k(xᵢ,yⱼ)/(nm)
//
// (Bińkowski et al., Demystifying MMD GANs, 2018, §3; Gretton et al. 2012,
// eq. 3). It is near 0 for equal distributions and may then be negative. It
// panics on fewer than two rows or on rows of different lengths.
func KernelDistance(x, y Features) float64 {
	return within(x) + within(y) - 2*between(x, y)
}

// within is the mean of k over pairs of different rows.
func within(x Features) float64 {
	if x.Rows < 2 {
		panic("eval: kernel distance of fewer than two rows")
	}
	sums := make([]float64, x.Rows)
	parallel(x.Rows, func(i int) { sums[i] = kernelSum(x.Row(i), x.First(i)) })
	return 2 * sum(sums) / float64(x.Rows) / float64(x.Rows-1)
}

// between is the mean of k over all pairs of a row of x and a row of y.
func between(x, y Features) float64 {
	if x.Cols != y.Cols {
		panic("eval: kernel distance of rows of different lengths")
	}
	sums := make([]float64, x.Rows)
	parallel(x.Rows, func(i int) { sums[i] = kernelSum(x.Row(i), y) })
	return sum(sums) / float64(x.Rows) / float64(y.Rows)
}

// kernelSum is the sum of k over the pairs of a with a row of y.
func kernelSum(a []float64, y Features) float64 {
	products := make([]float64, y.Rows)
	y.dots(products, a)
	for j, p := range products {
		products[j] = cube(p/float64(y.Cols) + 1)
	}
	return sum(products)
}

func cube(v float64) float64 { return v * v * v }

func sum(values []float64) float64 {
	var s float64
	for _, v := range values {
		s += v
	}
	return s
}
