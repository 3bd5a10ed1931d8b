package eval

// Features are rows of equal length, one for each sample, row-major.
type Features struct {
	Rows, Cols int
	Data       []float64
}

// NewFeatures is a block of zeros.
func NewFeatures(rows, cols int) Features {
	return Features{Rows: rows, Cols: cols, Data: make([]float64, rows*cols)}
}

// Row is the i-th row, sharing memory with f.
func (f Features) Row(i int) []float64 { return f.Data[i*f.Cols : (i+1)*f.Cols] }

// First are the first n rows, sharing memory with f.
func (f Features) First(n int) Features {
	return Features{Rows: n, Cols: f.Cols, Data: f.Data[:n*f.Cols]}
}

// dot is a product whose sum is in order of the columns. The conversion keeps the
// compiler from fusing product and sum, so the bits are the same on every machine.
func dot(a, b []float64) float64 {
	var s float64
	for k, v := range a {
		s += float64(v * b[k])
	}
	return s
}

// pick copies the given rows.
func (f Features) pick(rows []int) Features {
	p := NewFeatures(len(rows), f.Cols)
	for i, row := range rows {
		copy(p.Row(i), f.Row(row))
	}
	return p
}

// Moments are the mean and the variance, with n−1, of each column.
func (f Features) Moments() (means, variances []float64) {
	means, variances = make([]float64, f.Cols), make([]float64, f.Cols)
	for i := range f.Rows {
		for j, v := range f.Row(i) {
			means[j] += v
		}
	}
	for j := range means {
		means[j] /= float64(f.Rows)
	}
	for i := range f.Rows {
		for j, v := range f.Row(i) {
			variances[j] += float64((v - means[j]) * (v - means[j]))
		}
	}
	for j := range variances {
		variances[j] /= float64(f.Rows - 1)
	}
	return means, variances
}
