package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gander/core"
)

// Gather reads an experiment and all that its runs recorded. The artifacts
// themselves stay in resultsDir until a report shows them.
//
// It returns core.ErrNotFound, wrapped, if the store has no such experiment.
func Gather(ctx context.Context, reader core.Reader, experiment, resultsDir string) (*Comparison, error) {
	e, err := reader.Experiment(ctx, experiment)
	if err != nil {
		return nil, fmt.Errorf("read experiment %q: %w", experiment, err)
	}
	planned, err := reader.Runs(ctx, core.RunFilter{Experiment: experiment})
	if err != nil {
		return nil, fmt.Errorf("read runs of %q: %w", experiment, err)
	}
	runs, err := readRuns(ctx, reader, planned, everything)
	if err != nil {
		return nil, err
	}
	c := assemble([]core.Experiment{e}, runs)
	c.Results = resultsDir
	return c, nil
}

// assemble groups the runs of experiments into contests.
func assemble(experiments []core.Experiment, runs []Run) *Comparison {
	c := &Comparison{Experiment: merged(experiments), Contests: contests(experiments, runs)}
	for i := range c.Contests {
		contest := &c.Contests[i]
		evaluated(contest.Contenders, experiments)
		name(contest.Contenders, len(experiments) > 1)
		contest.Contenders = markVarying(contest.Contenders)
		contest.Columns = columns(contest.Contenders, c.Experiment.Report.Headline)
	}
	style(c.Contests)
	return c
}

// evaluated tells contenders how their experiments score.
func evaluated(contenders []Contender, experiments []core.Experiment) {
	for i, k := range contenders {
		for _, e := range experiments {
			if e.Name == k.Experiment {
				contenders[i].Evaluate = e.Evaluate
			}
		}
	}
}

// merged is the one experiment, or what several have together.
func merged(experiments []core.Experiment) core.Experiment {
	if len(experiments) == 1 {
		return experiments[0]
	}
	var e core.Experiment
	var names []string
	for _, one := range experiments {
		names = append(names, one.Name)
		e.Datasets = append(e.Datasets, one.Datasets...)
		e.Report.Headline = one.Report.Headline
		for _, seed := range one.Seeds {
			if !slices.Contains(e.Seeds, seed) {
				e.Seeds = append(e.Seeds, seed)
			}
		}
	}
	for _, one := range experiments {
		if one.Report.Headline != e.Report.Headline {
			e.Report.Headline = "" // none of them speaks for all
		}
	}
	e.Name = strings.Join(names, ", ")
	return e
}

// contests groups runs by the data that they are judged on, and by what was
// run, both in order of the plan.
func contests(experiments []core.Experiment, runs []Run) []Contest {
	var all []Contest
	byData, contenders := map[string]int{}, map[string]int{}
	prints := fingerprints(runs)
	for i, r := range runs {
		at, known := byData[prints[i]]
		if !known {
			at = len(all)
			byData[prints[i]] = at
			all = append(all, Contest{Dataset: datasetSpec(experiments, r), Named: r.Judge(), Data: r.Data, Published: publishedOn(experiments, r)})
		}
		all[at].add(r, fmt.Sprint(at, "\n", r.Experiment, "\n", r.Label, "\n", r.Variant, "\n", r.Params), contenders)
	}
	tellApart(all)
	return all
}

// fingerprints tell the data that runs are judged on apart: by their hash, or
// by their name where no run of it has begun.
func fingerprints(runs []Run) []string {
	known := map[[2]string]string{}
	for _, r := range runs {
		if r.Data != "" {
			known[[2]string{r.Experiment, r.Judge()}] = r.Data
		}
	}
	prints := make([]string, len(runs))
	for i, r := range runs {
		prints[i] = r.Data
		if r.Data == "" {
			prints[i] = known[[2]string{r.Experiment, r.Judge()}]
		}
		if prints[i] == "" {
			prints[i] = "named " + r.Judge()
		}
	}
	return prints
}

// tellApart names contests on different data of one name by their hashes, and
// has the scores of each bear its name.
func tellApart(all []Contest) {
	for i := range all {
		c := &all[i]
		same := func(o Contest) bool { return o.Named == c.Named && o.Data != c.Data }
		if slices.ContainsFunc(all, same) && c.Data != "" {
			c.Dataset.Name = fmt.Sprintf("%s (data %s)", c.Named, shortHash(c.Data))
		}
		for _, k := range c.Contenders {
			for r := range k.Runs {
				k.Runs[r].rename(c.Dataset.Name)
			}
		}
	}
}

// rename gives the scores that were computed on the run's judge another name
// for it.
func (r *Run) rename(dataset string) {
	judge := r.Judge()
	if judge == dataset {
		return
	}
	r.Scores = slices.Clone(r.Scores)
	for i := range r.Scores {
		if r.Scores[i].Dataset == judge {
			r.Scores[i].Dataset = dataset
		}
	}
}

func datasetSpec(experiments []core.Experiment, r Run) core.DatasetSpec {
	for _, e := range experiments {
		for _, d := range e.Datasets {
			if e.Name == r.Experiment && d.Name == r.Judge() {
				return d
			}
		}
	}
	return core.DatasetSpec{Name: r.Judge()}
}

// add puts a run to the contender that it is a seed of.
func (c *Contest) add(r Run, what string, contenders map[string]int) {
	i, known := contenders[what]
	if !known {
		i = len(c.Contenders)
		contenders[what] = i
		c.Contenders = append(c.Contenders, Contender{
			Label: r.Label, Named: r.Label, Experiment: r.Experiment, Variant: r.Variant, Params: r.Params,
		})
	}
	c.Contenders[i].Runs = append(c.Contenders[i].Runs, r)
}
