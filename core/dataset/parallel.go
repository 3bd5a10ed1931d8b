package dataset

import (
	"iter"
	"runtime"
	"sync"
)

// inOrder applies f to what in yields, on all processors, and yields the results
// in the order of in. Only a few results are ahead of the one that is wanted, so
// that memory does not grow with their number. in runs on a goroutine of its own;
// all of them have ended when the sequence ends.
func inOrder[A, B any](in iter.Seq2[A, error], f func(A) (B, error)) iter.Seq2[B, error] {
	return func(yield func(B, error) bool) {
		p := newPipeline[A, B](runtime.GOMAXPROCS(0))
		defer p.running.Wait()
		defer close(p.stop)
		p.running.Go(func() { p.feed(in) })
		for range cap(p.queue) / ahead {
			p.running.Go(func() { p.work(f) })
		}
		for t := range p.queue {
			if r := <-t.result; !yield(r.b, r.err) {
				return
			}
		}
	}
}

// ahead is how many results a processor may be ahead: enough that a slow one
// does not hold up the others.
const ahead = 8

// A pipeline is the channels between feeding, working and yielding.
type pipeline[A, B any] struct {
	tasks   chan task[A, B] // for whoever is free
	queue   chan task[A, B] // the same ones in their order
	stop    chan struct{}   // closed when nobody wants more
	running sync.WaitGroup
}

type task[A, B any] struct {
	a      A
	err    error // in place of a
	result chan result[B]
}

type result[B any] struct {
	b   B
	err error
}

func newPipeline[A, B any](workers int) *pipeline[A, B] {
	return &pipeline[A, B]{
		tasks: make(chan task[A, B]),
		queue: make(chan task[A, B], ahead*workers),
		stop:  make(chan struct{}),
	}
}

func (p *pipeline[A, B]) feed(in iter.Seq2[A, error]) {
	defer close(p.tasks)
	defer close(p.queue)
	for a, err := range in {
		t := task[A, B]{a, err, make(chan result[B], 1)}
		select {
		case p.queue <- t:
		case <-p.stop:
			return
		}
		select {
		case p.tasks <- t:
		case <-p.stop:
			return
		}
	}
}

func (p *pipeline[A, B]) work(f func(A) (B, error)) {
	for t := range p.tasks {
		var r result[B]
		if r.err = t.err; t.err == nil {
			r.b, r.err = f(t.a)
		}
		t.result <- r
	}
}
