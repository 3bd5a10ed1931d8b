package eval

import (
	"context"
	"slices"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant"
)

// A translator that turns images into negatives comes back to where it began;
// one that moves every pixel by 51 of 255 is off by a fifth.
func TestCycle(t *testing.T) {
	j := newJudge(t, paired, warm)
	c := newConditions(j.test, j.task, samples)
	ctx := context.Background()
	there := change(batch(j.test, c.sources), func(_ int, p []byte) []byte { return negative(p) })
	rows, err := j.Return(ctx, there)
	must(t, err)
	for i, row := range rows {
		if want := j.test.Domain(c.sources[i]); row.Domain != want {
			t.Fatalf("row %d asks for domain %d, its source is of %d", i, row.Domain, want)
		}
		if got, want := row.Source[0], there.Tensor().Data[i*there.RowSize()]; got != want {
			t.Fatalf("row %d begins with %v, the sample with %v", i, got, want)
		}
	}
	back := change(there, func(_ int, p []byte) []byte { return negative(p) })
	off := change(back, fifth)
	near(t, "the sources themselves", cycled(t, j, back), 0, 1e-12)
	near(t, "a fifth from black or white", cycled(t, j, off), 0.2, 1e-12)
	if rows, err := j.For(variant.Image).Return(ctx, there); err != nil || rows != nil {
		t.Errorf("images without a source have %d ways back, %v", len(rows), err)
	}
}

// A translator that is asked for what is there already gets the image, the domain
// and the truth of it: the image itself.
func TestIdentity(t *testing.T) {
	j := newJudge(t, paired, warm)
	rows, targets := j.Keep(samples), newConditions(j.test, j.task, samples).targets
	own := batch(j.test, targets)
	if len(rows) != samples {
		t.Fatalf("%d rows, want %d", len(rows), samples)
	}
	for i, row := range rows {
		if want := j.test.Domain(targets[i]); row.Domain != want {
			t.Fatalf("row %d asks for domain %d, its image is of %d", i, row.Domain, want)
		}
		if got, want := row.Source, own.Tensor().Data[i*own.RowSize():(i+1)*own.RowSize()]; !slices.Equal(got, want) {
			t.Fatalf("row %d begins with another image than its own", i)
		}
	}
	kept := func(b sample.Batch) float64 {
		scores, err := j.Kept(b)
		must(t, err)
		return known(t, scores)["identity"].Value
	}
	near(t, "the images themselves", kept(own), 0, 1e-12)
	near(t, "a fifth from what they were", kept(change(own, fifth)), 0.2, 1e-12)
	if rows := j.For(variant.Image).Keep(samples); rows != nil {
		t.Errorf("images without a source have %d to keep", len(rows))
	}
	if _, err := j.Kept(noise([]int{side, side + 1, 1}, 3)); err == nil {
		t.Error("images of another size are scored")
	}
}

// fifth moves every pixel by 51 of 255.
func fifth(_ int, p []byte) []byte {
	q := make([]byte, len(p))
	for i, v := range p {
		q[i] = v + 51
		if v > 127 {
			q[i] = v - 51
		}
	}
	return q
}

func cycled(t *testing.T, j *ImageJudge, back sample.Batch) float64 {
	t.Helper()
	scores, err := j.Returned(context.Background(), back)
	must(t, err)
	return known(t, scores)["cycle"].Value
}
