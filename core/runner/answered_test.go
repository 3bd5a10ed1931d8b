package runner

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// curious asks for all that a judge can ask for, in rows that carry a number of their
// own, and scores what comes back under it.
type curious struct{}

func ask(n float32) []variant.Row { return []variant.Row{{Source: []float32{n}}} }

func hear(b sample.Batch) ([]core.Score, error) {
	return []core.Score{{Key: fmt.Sprint(b.U8[0])}}, nil
}

func (curious) Conditions(int) []variant.Row { return ask(0) }
func (curious) Walk(int) []variant.Row       { return ask(1) }
func (curious) Vary(latents int) []variant.Row {
	if latents == 0 {
		return nil
	}
	return ask(2)
}
func (curious) Keep(int) []variant.Row { return ask(3) }
func (curious) Swap(int) []variant.Row { return ask(6) }
func (curious) Return(context.Context, sample.Batch) ([]variant.Row, error) {
	return ask(4), nil
}
func (curious) ReturnNoisy(context.Context, sample.Batch) ([]variant.Row, error) {
	return ask(5), nil
}
func (curious) Judge(_ context.Context, b sample.Batch) ([]core.Score, error) { return hear(b) }
func (curious) Final(context.Context, sample.Batch) ([]core.Score, error)     { return nil, nil }
func (curious) Walked(b sample.Batch) ([]core.Score, error)                   { return hear(b) }
func (curious) Varied(b sample.Batch) ([]core.Score, error)                   { return hear(b) }
func (curious) Kept(b sample.Batch) ([]core.Score, error)                     { return hear(b) }
func (curious) Swapped(_ context.Context, _, b sample.Batch) ([]core.Score, error) {
	return hear(b)
}
func (curious) Returned(_ context.Context, b sample.Batch) ([]core.Score, error) {
	return hear(b)
}
func (curious) ReturnedNoisy(_ context.Context, b sample.Batch) ([]core.Score, error) {
	return hear(b)
}

// echo answers with the number of a row.
type echo struct{ Process }

func (echo) Sample(_ context.Context, _ variant.Sampling, rows []variant.Row) (sample.Batch, error) {
	return sample.Batch{Shape: []int{1, 1}, U8: []byte{byte(rows[0].Source[0])}}, nil
}

// Each question gets its own answer: at every evaluation the translations and their
// way back, at the last one all of it, and further answers of variants with latents.
func TestWhatIsAskedWhen(t *testing.T) {
	for _, c := range []struct {
		last    bool
		latents int
		want    []string
	}{
		{false, 7, []string{"0", "4"}},
		{true, 7, []string{"0", "1", "2", "3", "6", "4", "5"}},
		{true, 0, []string{"0", "1", "3", "6", "4", "5"}},
	} {
		l := &life{proc: echo{}}
		l.run.Info.LatentDim = c.latents
		first, err := l.proc.Sample(context.Background(), variant.Sampling{}, curious{}.Conditions(1))
		if err != nil {
			t.Fatal(err)
		}
		a, err := l.furthermore(context.Background(), curious{}, variant.Sampling{}, first, c.last)
		if err != nil {
			t.Fatal(err)
		}
		scores, err := a.score(context.Background(), curious{}, c.last)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range scores {
			got = append(got, s.Key)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("at the end %v, latents %d: %v are scored, want %v", c.last, c.latents, got, c.want)
		}
	}
}
