package dataset

import (
	"math"

	"gander/plugins/variant/data"
)

// Stats describe the rows of one split.
type Stats struct {
	Rows       int
	Classes    []int // rows of each class, as Header.Classes names them
	Attributes []int // rows that have each attribute
	Domains    []int // rows of each domain
	// Mean and Std are over all rows and, for images, pixels: one for each
	// channel or coordinate, in the units that learners see.
	Mean, Std []float64
}

// Describe counts and measures an open split.
func Describe(f *data.File) Stats {
	h := f.Header()
	s := Stats{
		Rows:       h.Rows,
		Classes:    make([]int, len(h.Classes)),
		Attributes: make([]int, len(h.Attributes)),
		Domains:    make([]int, len(h.Domains)),
	}
	for i := range h.Rows {
		s.count(f, i)
	}
	s.Mean, s.Std = moments(f)
	return s
}

func (s *Stats) count(f *data.File, i int) {
	if k := f.Label(i); k >= 0 {
		s.Classes[k]++
	}
	if k := f.Domain(i); k >= 0 {
		s.Domains[k]++
	}
	for j, v := range f.Attributes(i) {
		s.Attributes[j] += int(v)
	}
}

// moments are the mean and the standard deviation of each channel.
func moments(f *data.File) (mean, std []float64) {
	h := f.Header()
	channels := h.Shape[len(h.Shape)-1]
	mean, std = make([]float64, channels), make([]float64, channels)
	row := make([]float32, h.RowSize())
	n := float64(h.Rows * len(row) / channels)
	each := func(add func(c int, v float64)) {
		for i := range h.Rows {
			f.Floats(row, []int{i})
			for j, v := range row {
				add(j%channels, float64(v))
			}
		}
	}
	each(func(c int, v float64) { mean[c] += v / n })
	each(func(c int, v float64) { std[c] += (v - mean[c]) * (v - mean[c]) / n })
	for c := range std {
		std[c] = math.Sqrt(std[c])
	}
	return mean, std
}
