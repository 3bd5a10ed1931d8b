package host

import (
	"context"
	"fmt"
	"sync"
	"time"

	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/hashicorp/go-plugin"
)

const (
	// probeTime is how long a process may take to say that it is healthy.
	probeTime = 2 * time.Second
	// dumpTime is how long a hung process gets to write its stacks.
	dumpTime = 2 * time.Second
)

// A watchdog kills the process of a call that gives no sign of life for
// Options.StallAfter.
type watchdog struct {
	process *Process
	after   time.Duration // 0 for a watchdog that sleeps

	mu    sync.Mutex
	timer *time.Timer
	signs int // of life, counted
}

// watch begins to watch over a call, until rest.
func (p *Process) watch() *watchdog {
	p.calls.Add(1)
	w := &watchdog{process: p, after: p.options.StallAfter}
	w.resume()
	return w
}

// rest ends the watch.
func (w *watchdog) rest() {
	w.pause()
	w.process.calls.Add(-1)
}

// alive takes note of a sign of life.
func (w *watchdog) alive() {
	w.pause()
	w.resume()
}

// pause takes note of a sign of life and stops the clock while it is the host
// that takes its time.
func (w *watchdog) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signs++
	if w.timer != nil {
		w.timer.Stop()
	}
}

// resume starts the clock anew.
func (w *watchdog) resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.after > 0 {
		signs := w.signs
		w.timer = time.AfterFunc(w.after, func() { w.bark(signs) })
	}
}

// bark kills the process unless there are signs of life after all. The probes
// also give time to a host that was itself suspended and finds reports waiting.
func (w *watchdog) bark(signs int) {
	answered := w.process.probe()
	w.mu.Lock()
	alive := w.signs != signs
	w.mu.Unlock()
	if alive {
		return
	}
	state := "does not answer"
	if answered {
		state = "answers, but its learner is stuck or slower than that"
	}
	w.process.killHung(fmt.Sprintf("no sign of life for %v (--stall-after); the process %s", w.after, state))
}

// probe asks twice whether the process is healthy, which takes twice
// probeTime, and reports whether it was so at least once.
func (p *Process) probe() bool {
	answered := false
	for range 2 {
		ctx, cancel := context.WithTimeout(p.gone, probeTime)
		_, err := p.health.Check(ctx, &healthpb.HealthCheckRequest{Service: plugin.GRPCServiceName})
		answered = answered || err == nil
		<-ctx.Done()
		cancel()
	}
	return answered
}

// killHung ends the process and remembers why.
func (p *Process) killHung(reason string) {
	p.hang.Store(&reason)
	p.child.quit()
	if !p.child.endsWithin(dumpTime) {
		p.child.kill()
	}
}
