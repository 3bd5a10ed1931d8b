package reports

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gander/core"
)

// two is a store with two experiments. On "ring" both have the same data under
// two names, on "faces" different data under one; they score kd on different
// numbers of samples.
func two(t *testing.T) *fakeReader {
	t.Helper()
	f := newFake(core.Experiment{Name: "late", Seeds: []uint64{1, 2}, Datasets: []core.DatasetSpec{{Name: "circle"}, {Name: "faces"}},
		Expect: []core.Expectation{{Score: "kd", Of: "a"}}})
	f.experiments = append(f.experiments, core.Experiment{Name: "early", Seeds: []uint64{1, 2, 3}, Datasets: []core.DatasetSpec{{Name: "ring"}, {Name: "faces"}}})
	add := func(experiment, dataset, data, label string, seed uint64, status core.RunStatus, lr, value float64, samples int) {
		r := core.Run{
			ID: fmt.Sprintf("%s-%s-%s-%d", experiment, dataset, label, seed), Experiment: experiment, Position: len(f.runs), Label: label,
			Variant: "wgan", Datasets: []string{dataset}, Seed: seed, Status: status,
			Params: map[string]any{"lr_g": lr, "penalty": label, "depth": int64(3)}, Progress: core.Progress{Step: 9, Images: 6400},
		}
		f.runs = append(f.runs, r)
		f.attempts[r.ID] = []core.Attempt{{DatasetSHA256: []string{data}}}
		f.scores[r.ID] = []core.Score{
			{Step: 0, Key: "kd", Identity: fmt.Sprintf("KD[x]@%d", samples), Dataset: dataset, Value: 9, Direction: core.Lower},
			{Step: 9, Key: "kd", Identity: fmt.Sprintf("KD[x]@%d", samples), Dataset: dataset, Value: value, Direction: core.Lower},
			{Step: 9, Key: "hq", Identity: "HQ", Dataset: dataset, Value: value / 10, Direction: core.Higher},
		}
	}
	for seed := uint64(1); seed <= 2; seed++ {
		add("late", "circle", "d1", "a", seed, core.Done, 1e-4, 2, 100)
		add("late", "faces", "d2", "a", seed, core.Done, 1e-4, 3, 100)
		add("early", "ring", "d1", "a", seed, core.Done, 2e-4, 4, 200)
		add("early", "ring", "d1", "b", seed, core.Done, 1e-4, 1, 200)
		add("early", "faces", "d3", "b", seed, core.Done, 1e-4, 1, 100)
	}
	add("early", "ring", "d1", "b", 3, core.Crashed, 1e-4, 0, 200)
	return f
}

func selectFrom(t *testing.T, f *fakeReader, s Selection, where ...string) (*Comparison, error) {
	t.Helper()
	for _, text := range where {
		filter, err := ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Where = append(s.Where, filter...)
	}
	return Select(t.Context(), f, s)
}

// shape says which runs are compared with which.
func (c *Comparison) shape() string {
	var parts []string
	for _, contest := range c.Contests {
		for _, k := range contest.Contenders {
			parts = append(parts, fmt.Sprintf("%s: %s %d", contest.Dataset.Name, k.Label, len(k.Runs)))
		}
	}
	return strings.Join(parts, "; ")
}

func TestSelect(t *testing.T) {
	f := two(t)
	for _, c := range []struct {
		name  string
		names []string
		where []string
		want  string
	}{
		{"the latest", nil, nil, "circle: a 2; faces: a 2"},
		{"one", []string{"early"}, nil, "ring: a 2; ring: b 3; faces: b 2"},
		{"both, by data", []string{"late", "early"}, nil,
			"circle: a (late) 2; circle: a (early) 2; circle: b 3; faces (data d2): a 2; faces (data d3): b 2"},
		{"runs of both", []string{"late-circle-a-1", "early-ring"}, nil, "circle: a (late) 1; circle: a (early) 2; circle: b 3"},
		{"each once", []string{"early", "early-ring", "early"}, nil, "ring: a 2; ring: b 3; faces: b 2"},
		{"label", []string{"early"}, []string{"label=b"}, "ring: b 3; faces: b 2"},
		{"all conditions", []string{"early"}, []string{"label=b and seed<=2", "dataset=ring"}, "ring: b 2"},
		{"seeds", []string{"early"}, []string{"seed=1,3 and dataset=r*"}, "ring: a 1; ring: b 2"},
		{"parameter", []string{"early"}, []string{"lr_g>1e-4"}, "ring: a 2"},
		{"equal numbers of other spelling", []string{"early"}, []string{"param.lr_g=0.0002"}, "ring: a 2"},
		{"status", []string{"early"}, []string{"status!=done"}, "ring: b 1"},
		{"score", []string{"early"}, []string{"kd<2 and dataset=ring"}, "ring: b 2"},
		{"score by its prefix", []string{"early"}, []string{"score.hq>=0.4"}, "ring: a 2"},
		{"part of a text", []string{"early", "late"}, []string{"experiment~ar and images>=6.4k"}, "ring: a 2; ring: b 3; faces: b 2"},
		{"run", []string{"early"}, []string{"run=early-faces"}, "faces: b 2"},
	} {
		got, err := selectFrom(t, f, Selection{Names: c.names}, c.where...)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got.shape() != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got.shape(), c.want)
		}
	}
}

// A label whose runs all failed before they were scored, in an experiment where no
// run was, is the worst beside another experiment that scores alike.
func TestFailedBeforeAnyScore(t *testing.T) {
	for samples, want := range map[int]string{100: "two, crashing", 50: "two"} {
		f := newFake(core.Experiment{Name: "one", Evaluate: core.Evaluation{Samples: 100}, Datasets: []core.DatasetSpec{{Name: "ring"}}})
		f.experiments = append(f.experiments, core.Experiment{Name: "silent", Evaluate: core.Evaluation{Samples: samples}, Datasets: []core.DatasetSpec{{Name: "ring"}}})
		for i, experiment := range []string{"one", "silent"} {
			r := core.Run{ID: experiment, Experiment: experiment, Label: []string{"two", "crashing"}[i], Datasets: []string{"ring"}, Seed: 1, Status: core.Crashed}
			f.attempts[r.ID] = []core.Attempt{{DatasetSHA256: []string{"d1"}}}
			if experiment == "one" {
				r.Status = core.Done
				f.scores[r.ID] = []core.Score{{Step: 9, Key: "kd", Identity: "KD[x]@100", Dataset: "ring", Value: 1, Direction: core.Lower}}
			}
			f.runs = append(f.runs, r)
		}
		c, err := selectFrom(t, f, Selection{Names: []string{"one", "silent"}})
		if err != nil {
			t.Fatal(err)
		}
		var ranked []string
		for _, g := range c.Contests[0].groups(c.Contests[0].Columns[0]) {
			ranked = append(ranked, g.Label)
		}
		if got := strings.Join(ranked, ", "); len(c.Contests) != 1 || got != want {
			t.Errorf("scored on %d samples in place of 100: %d contests, ranked are %s, want %s", samples, len(c.Contests), got, want)
		}
	}
}

func TestExpectationsSpeakOfTheWhole(t *testing.T) {
	f := two(t)
	for where, want := range map[string]int{"": 1, "seed=1": 0, "seed<9": 1} {
		var conditions []string
		if where != "" {
			conditions = []string{where}
		}
		c, err := selectFrom(t, f, Selection{Names: []string{"late"}}, conditions...)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(c.Experiment.Expect); got != want {
			t.Errorf("where %q: %d expectations, want %d", where, got, want)
		}
	}
}

func TestSelectRefuses(t *testing.T) {
	f := two(t)
	unknown := func(what, name string) error { return &UnknownName{What: what, Name: name} }
	for _, c := range []struct {
		s     Selection
		where string
		want  error
	}{
		{Selection{Names: []string{"earl", "eary"}}, "", unknown("experiment or run", "eary")},
		{Selection{}, "lable=a", unknown("name to filter by", "lable")},
		{Selection{}, "score.fid<3", unknown("name to filter by", "fid")},
		{Selection{}, "label=aa", unknown("label", "aa")},
		{Selection{}, "label<3", &BadCondition{}},
		{Selection{}, "seed=one", &BadCondition{}},
		{Selection{}, "seed>7", ErrNothing},
		{Selection{By: "kdd"}, "", unknown("name to sort by", "kdd")},
		{Selection{Names: []string{"late", "early"}, By: "kd"}, "", &Mixed{}},
	} {
		var conditions []string
		if c.where != "" {
			conditions = []string{c.where}
		}
		_, err := selectFrom(t, f, c.s, conditions...)
		var name *UnknownName
		switch want := c.want.(type) {
		case *UnknownName:
			if !errors.As(err, &name) || name.What != want.What || name.Name != want.Name || len(name.Known) == 0 {
				t.Errorf("%v where %q: got %v, want %v", c.s, c.where, err, want)
			}
		case *BadCondition:
			if !errors.As(err, &want) {
				t.Errorf("%v where %q: got %v, want a bad condition", c.s, c.where, err)
			}
		case *Mixed:
			if !errors.As(err, &want) {
				t.Errorf("%v where %q: got %v, want mixed scores", c.s, c.where, err)
			}
		default:
			if !errors.Is(err, want) {
				t.Errorf("%v where %q: got %v, want %v", c.s, c.where, err, want)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	c, err := selectFrom(t, two(t), Selection{Names: []string{"late", "early"}})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(c.Refusals(), "\n")
	want := "On circle, kd is not ranked over all labels: KD[x]@200 of a (early), b and KD[x]@100 of a (late) differ in 200 and 100 samples.\n" +
		"faces (data d2) and faces (data d3) are not ranked together: they are different data."
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, cell := range c.Contests[0].Cells(c.Contests[0].Columns[0])[:1] {
		if cell.Best || len(cell.Values) > 0 {
			t.Error("a label is ranked by a score that it does not have")
		}
	}
	one, err := selectFrom(t, two(t), Selection{Names: []string{"early"}})
	if err != nil || len(one.Refusals()) > 0 {
		t.Errorf("%v, %v: refusals without a reason", one.Refusals(), err)
	}
}

func TestSort(t *testing.T) {
	for by, want := range map[string]string{
		"kd": "ab", "-kd": "ba", "hq": "ab", "label": "ab", "-label": "ba", "seeds": "ab",
	} {
		c, err := selectFrom(t, two(t), Selection{Names: []string{"early"}, By: by}, "dataset=ring")
		if err != nil {
			t.Fatal(err)
		}
		// b has the lower kd, but one of its three runs crashed.
		if got := c.Contests[0].Contenders[0].Label + c.Contests[0].Contenders[1].Label; got != want {
			t.Errorf("by %q: %s, want %s", by, got, want)
		}
	}
}

func TestParseFilter(t *testing.T) {
	got, err := ParseFilter(`label="clip lr=1, n=2",b  and seed <= 3 and x!=a*b and y==4 and z~""`)
	want := Filter{
		{"label", "=", []string{"clip lr=1, n=2", "b"}}, {"seed", "<=", []string{"3"}},
		{"x", "!=", []string{"a*b"}}, {"y", "=", []string{"4"}}, {"z", "~", []string{""}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
	for _, c := range want {
		again, err := ParseFilter(c.String())
		if err != nil || !reflect.DeepEqual(again, Filter{c}) {
			t.Errorf("%s is read again as %v, %v", c, again, err)
		}
	}
	for _, bad := range []string{"", "label", "=3", "a=", "a=1,", "a<1,2", `a="b`, "a=1 or b=2", "a=1 and", "a=1b=2 c"} {
		if f, err := ParseFilter(bad); err == nil {
			t.Errorf("%q is read as %v", bad, f)
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, text := range []string{"a=1", `b="x,\"y" and c~z`, "a<=1 and", "\x00=\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := ParseFilter(text)
		if err != nil {
			return
		}
		for _, c := range filter {
			again, err := ParseFilter(c.String())
			if err != nil || !slices.Equal(again[0].Values, c.Values) {
				t.Errorf("%q is read again as %v, %v", c, again, err)
			}
		}
	})
}

func TestParametersThatDiffer(t *testing.T) {
	c, err := selectFrom(t, two(t), Selection{Names: []string{"early"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Contests[0].Differing(); !slices.Equal(got, []string{"lr_g", "penalty"}) {
		t.Errorf("differing parameters are %v", got)
	}
	if _, ok := c.Contests[1].Parameters(); ok {
		t.Error("a single label differs")
	}
}
