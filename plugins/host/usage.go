package host

import (
	"sync/atomic"
	"time"
)

// observeEvery is how often the peak of memory is looked at during a training:
// reports may come a thousand times a second.
const observeEvery = 100 * time.Millisecond

// Usage is what a process has taken from the machine.
type Usage struct {
	MaxRSS int64         // peak of resident memory in bytes; 0 if unknown
	CPU    time.Duration // time of all its processors; 0 until it has ended
}

// Usage tells what the process has taken so far; all of it after Close.
func (p *Process) Usage() Usage {
	p.observe()
	u := Usage{MaxRSS: p.peak.Load()}
	if !p.child.hasExited() {
		return u
	}
	state := p.child.cmd.ProcessState
	u.CPU = state.UserTime() + state.SystemTime()
	if u.MaxRSS == 0 {
		u.MaxRSS = maxRSS(state)
	}
	return u
}

// A sampler lets something happen every so often.
type sampler struct{ last atomic.Int64 } // in nanoseconds of Unix time

// due reports whether it is time again.
func (s *sampler) due() bool {
	now, last := time.Now().UnixNano(), s.last.Load()
	return now-last >= int64(observeEvery) && s.last.CompareAndSwap(last, now)
}

// observe notes the peak of memory while there is a process to ask.
func (p *Process) observe() {
	if id := p.child.pid(); id > 0 && !p.child.hasExited() {
		p.peak.Store(max(p.peak.Load(), peakMemory(id)))
	}
}
