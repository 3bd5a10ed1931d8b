package eval

import (
	"slices"
	"testing"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// Each question is asked ten times, with latents of its own each time. Answers that
// do not heed them have no variety, those that heed them little have little, and real
// images of the style have what the floor says, whether a classifier is asked or
// structural similarity.
func TestVaried(t *testing.T) {
	for name, j := range map[string]*ImageJudge{
		"classifier": taught(t, attributed, warm).For(variant.AttributeTo), "similarity": newJudge(t, paired, warm),
	} {
		rows := j.Vary(8)
		c := newConditions(j.test, j.task, variedQuestions)
		if len(rows) != 320 {
			t.Fatalf("%s: %d rows", name, len(rows))
		}
		for i, row := range rows {
			target := c.targets[i/10]
			if row.Index != uint64(i) || row.Domain != j.test.Domain(target) || !slices.Equal(row.Source, rows[i/10*10].Source) {
				t.Fatalf("%s: row %d is another question than the ten that it belongs to", name, i)
			}
		}
		of := func(b sample.Batch) core.Score {
			scores, err := j.Varied(b)
			must(t, err)
			return known(t, scores)["varied"]
		}
		repeated := make([]int, len(rows))
		for i := range repeated {
			repeated[i] = c.targets[i/10]
		}
		same := batch(j.test, repeated)
		near(t, name+": variety of one answer", of(same).Value, 0, 1e-12)
		little, more := of(change(same, noisy(10))).Value, of(change(same, noisy(60))).Value
		if little <= 0 || more <= little {
			t.Errorf("%s: variety is %v with a little noise on the answers, %v with more", name, little, more)
		}
		real, enough := j.realVariety()
		s := of(real)
		if !enough || s.Floor == nil || s.Value != *s.Floor || s.Value <= little {
			t.Errorf("%s: real images have %+v", name, s)
		}
		if _, err := j.Varied(noise(same.Shape[1:], 319)); err == nil {
			t.Errorf("%s: too few answers are scored", name)
		}
		if rows := j.Vary(0); rows != nil {
			t.Errorf("%s: a variant without latents is asked %d times", name, len(rows))
		}
	}
	if rows := newJudge(t, plain, warm).Vary(8); rows != nil {
		t.Errorf("images without a source are asked for %d times", len(rows))
	}
}
