package nn

import (
	"cmp"
	"slices"
)

// A block is a stretch of numbers that one value occupies from the moment
// first to the moment last, both included.
type block struct {
	first, last int
	size        int // in numbers
	offset      int // in the arena, set by pack
}

// alignment of the blocks in numbers: 64 bytes of float32, a cache line and
// the widest vector register.
const alignment = 16

// pack places blocks so that no two that live at the same time overlap, and
// gives the length of the arena. It places the largest first, each as low as
// it fits: within a few per cent of the best for training graphs, whose large
// buffers are few.
func pack(blocks []*block) (length int) {
	order := slices.Clone(blocks)
	slices.SortStableFunc(order, func(a, b *block) int { return cmp.Compare(b.size, a.size) })
	var placed []*block // by offset
	for _, b := range order {
		b.offset = lowest(b, placed)
		length = max(length, b.end())
		at, _ := slices.BinarySearchFunc(placed, b.offset, func(p *block, offset int) int {
			return cmp.Compare(p.offset, offset)
		})
		placed = slices.Insert(placed, at, b)
	}
	return length
}

// lowest is the first offset at which b fits between those placed blocks that
// live at the same time.
func lowest(b *block, placed []*block) int {
	offset := 0
	for _, p := range placed {
		if p.last < b.first || b.last < p.first {
			continue
		}
		if offset+b.size <= p.offset {
			break
		}
		offset = max(offset, p.end())
	}
	return offset
}

// end is the offset behind b, rounded up to the alignment.
func (b *block) end() int {
	return (b.offset + b.size + alignment - 1) / alignment * alignment
}
