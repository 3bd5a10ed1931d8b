package num

// Permutation is a random order of 0 … n−1, every order being equally likely:
// the order of epoch e, which must be below 2³².
//
// It is Fisher and Yates' shuffle: starting from the identity, for i = n−1 down
// to 1, swap entries i and j, with j uniform in 0 … i. Such a j is r mod (i+1),
// where r is the next Uint64 that is at least 2⁶⁴ mod (i+1); smaller ones, which
// would favour small j, are passed over. Draws start at number e·2³².
func Permutation(s Stream, epoch uint64, n int) []int {
	order := make([]int, n)
	Permute(order, s, epoch)
	return order
}

// Permute sets order to the Permutation of its length.
func Permute(order []int, s Stream, epoch uint64) {
	for i := range order {
		order[i] = i
	}
	k := epoch << 32
	next := func() uint64 { k++; return s.Uint64(k - 1) }
	for i := len(order) - 1; i > 0; i-- {
		j := below(uint64(i)+1, next)
		order[i], order[j] = order[j], order[i]
	}
}

// below is uniform in 0 … m−1, by rejection.
func below(m uint64, next func() uint64) uint64 {
	excess := -m % m // 2⁶⁴ mod m
	for {
		if r := next(); r >= excess {
			return r % m
		}
	}
}
