package nn

import "gander/core/nn/kernel"

// slabs is the memory that tensors are cut from which live as long as their
// registry. The system gives large pages to large memory alone, and filling those
// costs a fraction of filling as many small ones.
type slabs struct {
	made []kernel.Buffer
	rest kernel.Buffer // of the last one
}

// Slabs double from the smallest to the largest, in numbers; boundary is where
// tensors begin.
const (
	smallestSlab = 1 << 14
	largestSlab  = 1 << 22
	boundary     = 16
)

// take cuts off n zeros.
func (s *slabs) take(d kernel.Device, n int) kernel.Buffer {
	whole := (n + boundary - 1) / boundary * boundary
	if whole > s.rest.Len {
		size := max(whole, min(smallestSlab<<len(s.made), largestSlab))
		s.rest = d.Alloc(size)
		s.made = append(s.made, s.rest)
	}
	taken := d.Slice(s.rest, 0, n)
	s.rest = d.Slice(s.rest, whole, s.rest.Len-whole)
	return taken
}

// free gives all of it back.
func (s *slabs) free(d kernel.Device) {
	for _, b := range s.made {
		d.Free(b)
	}
	*s = slabs{}
}
