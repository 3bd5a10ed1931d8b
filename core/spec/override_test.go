package spec_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gander/core"
	"gander/core/spec"
)

func TestSet(t *testing.T) {
	tests := []struct {
		set  []string
		get  func(core.Experiment) any
		want any
	}{
		{[]string{"budget.images=2k"}, func(e core.Experiment) any { return e.Budget }, core.Budget{Currency: core.Images, Amount: 2000}},
		{[]string{"budget=90s"}, func(e core.Experiment) any { return e.Entries[0].Budget.Amount }, 90.0},
		{[]string{"seeds=[1, 2]", "seeds=[7]"}, func(e core.Experiment) any { return e.Seeds }, []uint64{7}},
		{[]string{"seeds.1=9"}, func(e core.Experiment) any { return e.Seeds }, []uint64{1, 9, 3}},
		{[]string{"datasets.glyphs.size=16"}, func(e core.Experiment) any { return e.Datasets[0].Options["size"] }, int64(16)},
		{[]string{"datasets.glyphs.domains.attribute=bold"}, func(e core.Experiment) any { return e.Datasets[0].Options["domains.attribute"] }, "bold"},
		{[]string{"sweep=null", "runs.wgan-clip.params.lr_g=1e-4"}, func(e core.Experiment) any { return e.Entries[3].Params["lr_g"] }, 1e-4},
		{[]string{"sweep=null", "runs.5.params.average=false"}, func(e core.Experiment) any { return e.Entries[5].Params["average"] }, false},
		{[]string{"sweep=null", "runs.cyclegan.params={batch_size: 1}"}, func(e core.Experiment) any { return e.Entries[5].Params["batch_size"] }, int64(1)},
		{[]string{"runs.wgan-gp.params.batch_size=7"}, func(e core.Experiment) any { return e.Entries[4].Params["batch_size"] }, int64(7)},
		{[]string{"runs.wgan-gp.params.batch_size=7"}, func(e core.Experiment) any { return e.Entries[9].Params["batch_size"] }, int64(7)},
		{[]string{"runs.wgan-gp.params={batch_size: 7}", "runs.4.params.batch_size=9"}, func(e core.Experiment) any { return e.Entries[4].Params["batch_size"] }, int64(7)},
		{[]string{"evaluate.every=end"}, func(e core.Experiment) any { return e.Evaluate.Every.Amount }, 0.0},
		{[]string{"question=a=b: c"}, nil, nil}, // not YAML
		{[]string{"question='a=b: c'"}, func(e core.Experiment) any { return e.Question }, "a=b: c"},
		{[]string{"report.headline=null"}, func(e core.Experiment) any { return e.Report.Headline }, ""},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.set, " "), func(t *testing.T) {
			e, err := spec.Load("testdata/good-five.yaml", spec.Options{Set: slices.Concat([]string{"expect=null"}, test.set), Known: known()})
			if test.get == nil {
				if err == nil {
					t.Fatal("it is accepted")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := test.get(e); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestSetErrors expects that each faulty override is told by itself.
func TestSetErrors(t *testing.T) {
	var all []string
	for _, set := range []string{
		"budget.imges=2k",
		"budgett=2k images",
		"budget",
		"budget=",
		"seeds.7=1",
		"seeds=[1, x]",
		"question.of=x",
		"datasets.glyphs.sise=16",
		"datasets.glyphs.size=1",
		"runs.wgan-gq.params.lr_g=1",
		"runs.4.params.lr_g=much",
		"runs.4.dataset.0.size=1",
		"budget.steps=2k",
		"runs.vanilla.variant.x=2k",
		"runs.vanilla.params.lr_h=1",
		"sweep.lr_d=[1]",
		"evaluate={every: 20k, samples: 0}",
		"name=*alias",
		"name=[",
		"name={a: 1, a: 2}",
	} {
		_, err := spec.Load("testdata/good-five.yaml", spec.Options{Set: []string{"expect=null", set}, Known: known()})
		var problems *spec.Errors
		if !errors.As(err, &problems) {
			t.Errorf("--set %s: got error %v, want *spec.Errors", set, err)
			continue
		}
		all = append(all, err.Error())
	}
	checkGolden(t, "set", strings.Join(all, "\n"))
}

func TestScale(t *testing.T) {
	const text = `
name: scale
budget: 90s
datasets:
  a: {source: ring, budget: 1001 steps}
runs:
  - {variant: vanilla, dataset: a}
  - {variant: wgan, dataset: a, budget: 10 steps}
`
	e, err := spec.Parse("scale.yaml", text, spec.Options{Scale: 0.05, Known: known()})
	if err != nil {
		t.Fatal(err)
	}
	// Counts are rounded up; 10 steps become one.
	got := []float64{e.Budget.Amount, e.Datasets[0].Budget.Amount, e.Entries[0].Budget.Amount, e.Entries[1].Budget.Amount}
	if want := []float64{4.5, 51, 51, 1}; !slices.Equal(got, want) {
		t.Errorf("budgets are %v, want %v", got, want)
	}
	if e.Evaluate.Every.Amount != 20000 || e.Checkpoint.Every.Amount != 20000 {
		t.Errorf("schedules are %v and %v, want 20000", e.Evaluate.Every, e.Checkpoint.Every)
	}
	for _, factor := range []float64{-1, 1 / zero, zero / zero} {
		if _, err := spec.Parse("scale.yaml", text, spec.Options{Scale: factor, Known: known()}); err == nil {
			t.Errorf("the scale %v is accepted", factor)
		}
	}
}

var zero float64
