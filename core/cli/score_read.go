package cli

import (
	"context"
	"fmt"

	"gander/core/answers"
	"gander/core/runner"
	"gander/plugins/sample"
)

// walksOf is how many clips a judge scores as walks between latents, and of how many
// images; none where it has no such walks.
func walksOf(judge runner.Judge) (clips, frames int) {
	if w, can := judge.(interface{ Walks() (clips, frames int) }); can {
		return w.Walks()
	}
	return 0, 0
}

// answered reads the pictures that were chosen, and clips, and says what was done to
// them or is lacking.
func (a *app) answered(ctx context.Context, judge runner.Judge, folder *answers.Folder, chosen answers.Chosen, shape []int) (runner.Answered, error) {
	var answered runner.Answered
	samples, resized, err := folder.Read(chosen.Answers, shape)
	if err != nil {
		return answered, err
	}
	answered.Samples = samples
	all := samples.Rows()
	add := func(to **sample.Batch, b sample.Batch, n int) { *to, all, resized = &b, all+b.Rows(), resized+n }
	for _, part := range []struct {
		names []string
		to    **sample.Batch
	}{{chosen.Stay, &answered.Kept}, {chosen.Swapped, &answered.Swapped}, {chosen.Back, &answered.Returned}, {chosen.Noisy, &answered.ReturnedNoisy}, {chosen.Clips, &answered.Walked}} {
		if part.names == nil {
			continue
		}
		b, n, err := folder.Read(part.names, shape)
		if err != nil {
			return answered, err
		}
		add(part.to, b, n)
	}
	if clips, frames := walksOf(judge); clips > 0 {
		b, n, lacking, err := folder.Walks(ctx, clips, frames, shape)
		switch {
		case err != nil:
			return answered, err
		case lacking != "":
			fmt.Fprintln(a.Stderr, lacking)
		case b.U8 != nil:
			add(&answered.Walked, b, n)
		}
	}
	if resized > 0 {
		fmt.Fprintf(a.Stderr, "%d of %d pictures were resized to %d×%d, which moves scores\n", resized, all, shape[0], shape[1])
	}
	return answered, nil
}
