package eval

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"testing"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

func TestCosine(t *testing.T) {
	origin := []float64{0, 0}
	for _, c := range []struct {
		a, b, from []float64
		want       float64
	}{
		{[]float64{3, 4}, []float64{6, 8}, origin, 1},
		{[]float64{1, 0}, []float64{1, 1}, origin, math.Sqrt(0.5)},
		{[]float64{0, 2}, []float64{0, -3}, origin, -1},
		{[]float64{0, 0}, []float64{0, -3}, origin, 0},
		{[]float64{2, 1}, []float64{1, 2}, []float64{1, 1}, 0},
	} {
		near(t, fmt.Sprint("cosine of ", c.a, " and ", c.b, " from ", c.from), cosine(c.a, c.b, c.from), c.want, 1e-12)
	}
}

// Sources are their own content, their true translations keep more of it than
// images of others do, and noise has the least.
func TestIdentityCosine(t *testing.T) {
	for name, j := range map[string]*ImageJudge{
		"domains": taught(t, paired, warm), "attributes": taught(t, attributed, warm).For(variant.AttributeTo),
	} {
		c := newConditions(j.test, j.task, samples)
		idle := judged(t, j, batch(j.test, c.sources))["identity_cosine"]
		truth := judged(t, j, batch(j.test, c.targets))["identity_cosine"]
		others := judged(t, j, batch(j.test, slices.Concat(c.targets[1:], c.targets[:1])))["identity_cosine"]
		near(t, name+": of the sources", idle.Value, 1, 1e-12)
		if truth.Value < 0.9 || truth.Value >= 1 || math.Abs(others.Value) > 0.15 || math.Abs(*truth.Ceiling) > 0.15 {
			t.Errorf("%s: %v of the truth, %v of images of others, noise %v", name, truth.Value, others.Value, *truth.Ceiling)
		}
		if want := fmt.Sprintf("cosine to the source[%s.%s/classes:4, about the mean of sources]@256", classifierName, j.classifier.hash[:6]); idle.Identity != want {
			t.Errorf("%s: it is called %s, want %s", name, idle.Identity, want)
		}
		near(t, name+": floor", *truth.Floor, truth.Value, 1e-12)
	}
	plainly := taught(t, plain, warm)
	if s, any := judged(t, plainly, copies(plainly))["identity_cosine"]; any {
		t.Errorf("images without a source have %+v", s)
	}
}

// Pictures that are negative or not and framed or not: of translations that
// change one of the two attributes and leave the other one, half the attributes are
// right and few translations are.
func TestAttributesMet(t *testing.T) {
	split := func(name string, n int) *data.File {
		s := num.NewStream(5, name)
		h := kind{}.header(name, n)
		h.Attributes, h.Groups = []string{"negative", "framed"}, n/4
		var rows iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
			for i := range n {
				what := i / 4
				a := []uint8{uint8(i % 2), uint8(i / 2 % 2)}
				p := picture(what%4, s, uint64(what))
				if a[1] == 1 {
					for k := range side {
						p[k], p[side*(side-1)+k] = 255, 255
					}
				}
				if a[0] == 1 {
					p = negative(p)
				}
				if !yield(data.Sample{Label: what % 4, Pixels: p, Attributes: a, Domain: -1, Group: what}, nil) {
					return
				}
			}
		}
		return written(t, h, rows)
	}
	whole, err := NewImageJudge(split(data.Train, 1200), split(data.Test, 300), samples, "")
	must(t, err)
	must(t, whole.Teach(t.Context(), nil))
	j := whole.For(variant.AttributeTo)
	c := newConditions(j.test, j.task, samples)
	truth, idle := judged(t, j, batch(j.test, c.targets)), judged(t, j, batch(j.test, c.sources))
	near(t, "all attributes of the truth", truth["attributes_met"].Value, 1, 0.02)
	near(t, "its floor", *truth["attributes_met"].Floor, 1, 0.02)
	near(t, "all attributes of the sources", idle["attributes_met"].Value, 0, 0.02)
	half := change(batch(j.test, c.targets), func(i int, p []byte) []byte {
		if j.test.Attributes(c.sources[i])[0] != j.test.Attributes(c.targets[i])[0] {
			return negative(p) // of what was to change, this has not
		}
		return p
	})
	got := judged(t, j, half)
	wrong := 0
	for i, target := range c.targets {
		if j.test.Attributes(c.sources[i])[0] != j.test.Attributes(target)[0] {
			wrong++
		}
	}
	near(t, "all attributes where one is not changed", got["attributes_met"].Value, 1-float64(wrong)/samples, 0.03)
	for _, style := range []string{"none", "negative", "framed", "negative+framed"} {
		if s, ok := truth["kd_target:"+style]; !ok || s.Floor == nil || idle["kd_target:"+style].Value < 10*math.Abs(s.Value) {
			t.Errorf("%s: kernel distance %+v of the truth, %v of the sources", style, s, idle["kd:"+style].Value)
		}
	}
	if _, any := truth["density:none"]; any {
		t.Error("combinations of attributes have a density of their own")
	}
}

// Without classes content is all that the classifier's features tell.
func TestContentWithoutClasses(t *testing.T) {
	for classes, want := range map[int]struct {
		columns int
		layer   string
	}{0: {classifierSize, "/fc:128"}, 3: {3, "/classes:3"}} {
		c := &Classifier{questions: questions{classes: classes, attributes: 2}, hash: "0123456"}
		run := NewFeatures(1, classifierSize+c.answers())
		run.Data[classifierSize] = 7
		got := c.contentOf(run)
		if got.Cols != want.columns || c.contentName() != classifierName+".012345"+want.layer || classes > 0 && got.Data[0] != 7 {
			t.Errorf("of %d classes content is %d columns of %s", classes, got.Cols, c.contentName())
		}
	}
}
