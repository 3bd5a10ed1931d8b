package host

import "time"

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

// observe notes the peak of memory while there is a process to ask.
func (p *Process) observe() {
	if id := p.child.pid(); id > 0 && !p.child.hasExited() {
		p.peak.Store(max(p.peak.Load(), peakMemory(id)))
	}
}
