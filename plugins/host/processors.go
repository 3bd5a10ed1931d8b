package host

import (
	"slices"
	"sync"
)

// processors are those that limited processes run on. Each gets the ones that
// the fewest others have, so that two runs of one thread each do not share one
// while another is idle.
type processors struct {
	mu    sync.Mutex
	users map[int]int // by processor
}

// take gives n processors, nil for all of them.
func (s *processors) take(n int) []int {
	all := allowedProcessors()
	if n <= 0 || n >= len(all) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		s.users = make(map[int]int)
	}
	slices.SortStableFunc(all, func(a, b int) int { return s.users[a] - s.users[b] })
	taken := all[:n]
	for _, cpu := range taken {
		s.users[cpu]++
	}
	return taken
}

// give takes processors back.
func (s *processors) give(taken []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cpu := range taken {
		s.users[cpu]--
	}
}
