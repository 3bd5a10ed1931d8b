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
	return meet(newManifold(x, 1), newManifold(y, 1), reach{1, 1}).kernelDistance()
}

// kernelSum is the sum of k over rows of d columns, by their products.
func kernelSum(products []float64, d int) float64 {
	var s float64
	for _, p := range products {
		s += cube(float64(p/float64(d)) + 1)
	}
	return s
}

// cube is rounded before anything is added to it, on every machine.
func cube(v float64) float64 { return float64(v * v * v) }

func sum(values []float64) float64 {
	var s float64
	for _, v := range values {
		s += v
	}
	return s
}
