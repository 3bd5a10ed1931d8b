package runner

import (
	"context"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// Answered is what a generator has made of a judge's rows: the Samples of
// Conditions and, where they are not nil, those of Walk, Keep, Return and Swap.
type Answered struct {
	Samples                         sample.Batch
	Walked, Kept, Returned, Swapped *sample.Batch
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
	if a.Kept != nil {
		add(func() ([]core.Score, error) { return judge.(Keeper).Kept(*a.Kept) })
	}
	if a.Returned != nil {
		add(func() ([]core.Score, error) { return judge.(Returner).Returned(ctx, *a.Returned) })
	}
	if a.Swapped != nil {
		add(func() ([]core.Score, error) { return judge.(Swapper).Swapped(ctx, a.Samples, *a.Swapped) })
	}
	return scores, err
}

// furthermore samples what a judge asks for beside Conditions: ways back at every
// evaluation, what lies between latents, what is to stay and what other labels do at
// the last one.
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
	if w, can := judge.(Walker); can && last {
		a.Walked = answer(w.Walk(l.run.Info.LatentDim))
	}
	if k, can := judge.(Keeper); can && last {
		a.Kept = answer(k.Keep(l.exp.Evaluate.Samples))
	}
	if s, can := judge.(Swapper); can && last {
		a.Swapped = answer(s.Swap(l.exp.Evaluate.Samples))
	}
	if r, can := judge.(Returner); can && err == nil {
		var rows []variant.Row
		if rows, err = r.Return(ctx, samples); err == nil {
			a.Returned = answer(rows)
		}
	}
	return a, err
}
