package runner

import (
	"context"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// Answered is what a generator has made of a judge's rows: the Samples of
// Conditions and, where they are not nil, those of Walk, Vary, Keep, Swap, Return and
// ReturnNoisy.
type Answered struct {
	Samples                                                sample.Batch
	Walked, Varied, Kept, Swapped, Returned, ReturnedNoisy *sample.Batch
}

// Score gives all scores that a judge has for a generator at the end of training.
func (a Answered) Score(ctx context.Context, judge Judge) ([]core.Score, error) {
	return a.score(ctx, judge, true)
}

// score leaves out what is too dear for every evaluation unless it is the last.
func (a Answered) score(ctx context.Context, judge Judge, last bool) ([]core.Score, error) {
	scores, err := judge.Judge(ctx, a.Samples)
	add := func(more func() ([]core.Score, error)) {
		if err != nil {
			return
		}
		var list []core.Score
		list, err = more()
		scores = append(scores, list...)
	}
	if last {
		add(func() ([]core.Score, error) { return judge.Final(ctx, a.Samples) })
	}
	if a.Walked != nil {
		add(func() ([]core.Score, error) { return judge.(Walker).Walked(*a.Walked) })
	}
	if a.Varied != nil {
		add(func() ([]core.Score, error) { return judge.(Varier).Varied(*a.Varied) })
	}
	if a.Kept != nil {
		add(func() ([]core.Score, error) { return judge.(Keeper).Kept(*a.Kept) })
	}
	if a.Swapped != nil {
		add(func() ([]core.Score, error) { return judge.(Swapper).Swapped(ctx, a.Samples, *a.Swapped) })
	}
	if a.Returned != nil {
		add(func() ([]core.Score, error) { return judge.(Returner).Returned(ctx, *a.Returned) })
	}
	if a.ReturnedNoisy != nil {
		add(func() ([]core.Score, error) { return judge.(Returner).ReturnedNoisy(ctx, *a.ReturnedNoisy) })
	}
	return scores, err
}

// furthermore samples what a judge asks for beside Conditions: ways back at every
// evaluation; what lies between latents, further answers, what is to stay, what other
// labels do and ways back from under noise at the last one.
func (l *life) furthermore(ctx context.Context, judge Judge, how variant.Sampling, samples sample.Batch, last bool) (Answered, error) {
	a := Answered{Samples: samples}
	var err error
	answer := func(rows []variant.Row) *sample.Batch {
		if rows == nil || err != nil {
			return nil
		}
		var b sample.Batch
		b, err = l.proc.Sample(ctx, how, rows)
		return &b
	}
	if last {
		l.atEnd(judge, answer, &a)
	}
	way := func(of func(context.Context, sample.Batch) ([]variant.Row, error)) *sample.Batch {
		if err != nil {
			return nil
		}
		var rows []variant.Row
		if rows, err = of(ctx, samples); err != nil {
			return nil
		}
		return answer(rows)
	}
	if r, can := judge.(Returner); can {
		a.Returned = way(r.Return)
		if last {
			a.ReturnedNoisy = way(r.ReturnNoisy)
		}
	}
	return a, err
}

// atEnd samples what is asked at the last evaluation alone, but for ways back.
func (l *life) atEnd(judge Judge, answer func([]variant.Row) *sample.Batch, a *Answered) {
	latents, n := l.run.Info.LatentDim, l.exp.Evaluate.Samples
	if w, can := judge.(Walker); can {
		a.Walked = answer(w.Walk(latents))
	}
	if v, can := judge.(Varier); can {
		a.Varied = answer(v.Vary(latents))
	}
	if k, can := judge.(Keeper); can {
		a.Kept = answer(k.Keep(n))
	}
	if s, can := judge.(Swapper); can {
		a.Swapped = answer(s.Swap(n))
	}
}
