package eval

import (
	"context"
	"math"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant"
)

// The noise has the deviation that it is said to have, and does not depend on what
// it is put on but where black or white ends it.
func TestNoiseOnTheWay(t *testing.T) {
	grey := change(noise([]int{side, side, 1}, samples), func(_ int, p []byte) []byte {
		for i := range p {
			p[i] = 100
		}
		return p
	})
	loud := withNoise(grey)
	total, squares := 0.0, 0.0
	for _, v := range loud.U8 {
		total += float64(v) - 100
		squares += square(float64(v) - 100)
	}
	n := float64(len(loud.U8))
	near(t, "mean", total/n, 0, 5*noiseOnTheWay/math.Sqrt(n))
	near(t, "deviation, with that of rounding", math.Sqrt(squares/n), math.Sqrt(noiseOnTheWay*noiseOnTheWay+1./12), 0.02)
	for _, end := range []byte{0, 255} {
		for i, v := range withNoise(change(grey, func(_ int, p []byte) []byte { return fill(p, end) })).U8 {
			if d := int(loud.U8[i]) - 100; d < 0 == (end == 0) && v != end || v != end && int(v)-int(end) != d {
				t.Fatalf("%d with noise of %d is %d", end, d, v)
			}
		}
	}
}

func fill(p []byte, v byte) []byte {
	for i := range p {
		p[i] = v
	}
	return p
}

// A translator that hides the upper four bits of its source in the lower ones of a
// true translation finds them again: its cycle is better than that of an honest one
// that comes back a little off. With noise on the way it is found out, while the honest
// one and one that does nothing lose no more than the noise.
func TestHiddenSourcesAreFoundOut(t *testing.T) {
	j := newJudge(t, paired, warm)
	c := newConditions(j.test, j.task, samples)
	sources, truth := batch(j.test, c.sources), batch(j.test, c.targets)
	size := sources.RowSize()
	hiding := change(truth, func(i int, p []byte) []byte {
		q := make([]byte, len(p))
		for k, v := range p {
			q[k] = v&0xf0 | sources.U8[i*size+k]>>4
		}
		return q
	})
	found := func(b sample.Batch) sample.Batch {
		return change(b, func(_ int, p []byte) []byte {
			q := make([]byte, len(p))
			for k, v := range p {
				q[k] = v<<4 | 8
			}
			return q
		})
	}
	nearly := func(b sample.Batch) sample.Batch {
		return change(b, func(_ int, p []byte) []byte {
			q := negative(p)
			for k, v := range q {
				q[k] = max(v, 8) - 8
			}
			return q
		})
	}
	same := func(b sample.Batch) sample.Batch { return b }
	gets := func(there sample.Batch, back func(sample.Batch) sample.Batch) (clean, noisy float64) {
		rows, err := j.ReturnNoisy(context.Background(), there)
		must(t, err)
		scores, err := j.ReturnedNoisy(context.Background(), back(asBytes(there.Shape, rows)))
		must(t, err)
		return cycled(t, j, back(there)), known(t, scores)["cycle_noisy"].Value
	}
	clean, noisy := gets(hiding, found)
	honest, honestNoisy := gets(truth, nearly)
	idle, idleNoisy := gets(sources, same)
	if clean > 0.03 || noisy < 0.1 {
		t.Errorf("hidden sources come back %v off, with noise on the way %v", clean, noisy)
	}
	if honestNoisy-honest > 0.01 || honestNoisy > noisy/4 {
		t.Errorf("a true translation comes back %v off, with noise on the way %v", honest, honestNoisy)
	}
	if idle != 0 || idleNoisy <= 0 || idleNoisy > 0.0063 { // E|N(0, 2)| is 1.6
		t.Errorf("what was handed back is %v off, with noise on the way %v", idle, idleNoisy)
	}
	if rows, err := j.For(variant.Image).ReturnNoisy(context.Background(), truth); err != nil || rows != nil {
		t.Errorf("images without a source have %d ways back, %v", len(rows), err)
	}
	if _, err := j.ReturnNoisy(context.Background(), noise([]int{side, side + 1, 1}, 3)); err == nil {
		t.Error("images of another size are sent back")
	}
}

// asBytes are the sources of rows as samples.
func asBytes(shape []int, rows []variant.Row) sample.Batch {
	all := variant.Tensor{Shape: shape}
	for _, row := range rows {
		all.Data = append(all.Data, row.Source...)
	}
	return sample.Of(all)
}
