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
	r := reading{folder: folder, shape: shape}
	samples, err := r.pictures(chosen.Answers)
	if err != nil {
		return runner.Answered{}, err
	}
	answered := runner.Answered{Samples: *samples}
	for _, part := range []struct {
		names []string
		to    **sample.Batch
	}{
		{chosen.Stay, &answered.Kept}, {chosen.Swapped, &answered.Swapped}, {chosen.Back, &answered.Returned},
		{chosen.Noisy, &answered.ReturnedNoisy}, {chosen.Clips, &answered.Walked},
	} {
		if *part.to, err = r.pictures(part.names); err != nil {
			return answered, err
		}
	}
	if clips, frames := walksOf(judge); clips > 0 {
		var lacking string
		if answered.Walked, lacking, err = r.walks(ctx, clips, frames); err != nil {
			return answered, err
		}
		if lacking != "" {
			fmt.Fprintln(a.Stderr, lacking)
		}
	}
	if r.resized > 0 {
		fmt.Fprintf(a.Stderr, "%d of %d pictures were resized to %d×%d, which moves scores\n", r.resized, r.all, shape[0], shape[1])
	}
	return answered, nil
}

// A reading counts the images of a shape {H, W, C} that it has read from a folder.
type reading struct {
	folder       *answers.Folder
	shape        []int
	all, resized int
}

// pictures reads those with the names; nil if there are none.
func (r *reading) pictures(names []string) (*sample.Batch, error) {
	if names == nil {
		return nil, nil
	}
	b, resized, err := r.folder.Read(names, r.shape)
	return r.counted(b, resized), err
}

// walks reads clips; nil if there are none, or fewer than so many, as lacking says.
func (r *reading) walks(ctx context.Context, clips, frames int) (b *sample.Batch, lacking string, err error) {
	images, resized, lacking, err := r.folder.Walks(ctx, clips, frames, r.shape)
	if err != nil || images.U8 == nil {
		return nil, lacking, err
	}
	return r.counted(images, resized), "", nil
}

func (r *reading) counted(b sample.Batch, resized int) *sample.Batch {
	r.all, r.resized = r.all+b.Rows(), r.resized+resized
	return &b
}
