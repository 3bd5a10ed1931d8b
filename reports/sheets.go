package reports

import (
	"fmt"
	"os"

	"gander/core"
	"gander/reports/figure"
)

// A namedSheet is a figure with the name of its files.
type namedSheet struct {
	name  string
	sheet figure.Sheet
}

// sheets are the figures of a contest that there is something to draw for:
//
//	DATASET-scores            curves of all scores over images, with bands; and
//	DATASET-scores-steps …    over every other currency
//	DATASET-multiples         the headline score, a panel for each label
//	DATASET-end               the scores at the end, all seeds
//	DATASET-compute           the headline score against what it cost, Pareto front
//	DATASET-precision-recall  fidelity against coverage, and their trade-off
//	DATASET-confusion         what samples are taken for
//	DATASET-parameters        parallel coordinates of a sweep
//	DATASET-losses            losses, a panel for each label
//	DATASET-health            when training began to ail
func (c Contest) sheets(axes []Abscissa, results *os.Root) []namedSheet {
	var all []namedSheet
	add := func(name string, s figure.Sheet) {
		if len(s.Panels) > 0 {
			all = append(all, namedSheet{fileName(c.Dataset.Name) + "-" + name, s})
		}
	}
	for i, a := range axes {
		name := "scores"
		if i > 0 {
			name += "-" + string(a.Currency)
		}
		add(name, c.scoreSheet(a))
	}
	add("multiples", c.multiplesSheet(axes[0]))
	add("end", c.endSheet())
	add("compute", c.computeSheet(axes))
	add("precision-recall", c.fidelitySheet(results))
	add("confusion", c.confusionSheet(results))
	add("parameters", c.parallelSheet())
	add("losses", c.lossSheet(axes[0]))
	add("health", c.healthSheet(axes[0]))
	return all
}

// grid puts panels into rows of so many.
func grid(panels []figure.Panel, beside int) [][]figure.Panel {
	var rows [][]figure.Panel
	for i, p := range panels {
		if i%beside == 0 {
			rows = append(rows, nil)
		}
		last := len(rows) - 1
		rows[last] = append(rows[last], p)
	}
	return rows
}

// multiplesSheet is the headline score with a panel for each label, which stands
// out among the means of the others.
func (c Contest) multiplesSheet(a Abscissa) figure.Sheet {
	s := figure.Sheet{Width: panelWidth, Height: panelHeight}
	if len(c.Columns) == 0 || len(c.Contenders) < 2 || c.steps(c.Columns[0]) < 2 {
		return s
	}
	column := c.Columns[0]
	s.Title = fmt.Sprintf("%s on %s, label by label", column.Title, c.Dataset.Name)
	s.Note = howToRead + " Grey: the means of the other labels. Dotted: real data, noise."
	var panels []figure.Panel
	series := c.scoreSeries(column, a)
	for i, k := range c.Contenders {
		chart := c.scoreChart(column, a)
		chart.Title, chart.Series, chart.Others = k.Label, series[i:i+1], nil
		for j := range chart.References {
			chart.References[j].Name = "" // which a small panel has no room for
		}
		for j := range series {
			if j != i {
				chart.Others = append(chart.Others, series[j])
			}
		}
		panels = append(panels, chart)
	}
	s.Panels = grid(panels, panelsBeside)
	return s
}

// computeSheet is the headline score at the end against every currency that was
// spent on it.
func (c Contest) computeSheet(axes []Abscissa) figure.Sheet {
	s := figure.Sheet{Legend: c.legend(), Width: chartWidth, Height: chartHeight}
	if len(c.Columns) == 0 || c.Columns[0].Direction == core.Neither {
		return s
	}
	s.Title = fmt.Sprintf("%s on %s against what it cost", c.Columns[0].Title, c.Dataset.Name)
	s.Note = "Small: finished seeds. Large: their mean. Dashed: the Pareto front, the best mean for at most so much."
	var panels []figure.Panel
	for _, a := range axes {
		if a.Currency == core.MACs || a.Currency == core.Seconds {
			panels = append(panels, c.computeScatter(c.Columns[0], a))
		}
	}
	s.Panels = grid(panels, 2)
	return s
}

func (c Contest) computeScatter(column Column, a Abscissa) figure.Scatter {
	s := figure.Scatter{
		X: a.Label, Y: column.heading(), Front: true, Higher: column.Direction == core.Higher,
		References: column.references(), LogX: true, LogY: column.Direction == core.Lower,
	}
	for _, k := range c.Contenders {
		cloud := figure.Cloud{Name: k.Label, Style: k.Style}
		for _, r := range k.Runs {
			if final, ok := r.Final(column); ok {
				cloud.X = append(cloud.X, r.Progress.In(a.Currency)/a.divisor)
				cloud.Y = append(cloud.Y, final.Value)
			}
		}
		s.Clouds = append(s.Clouds, cloud)
	}
	return s
}

// parallelSheet draws the parameters that differ, and the headline score that
// each label reached with them.
func (c Contest) parallelSheet() figure.Sheet {
	names := c.Differing()
	s := figure.Sheet{Width: max(chartWidth, float64(len(names)+1)*110), Height: chartHeight}
	const fewest = 4 // lines that a reader needs to see more than in a table
	if len(c.Columns) == 0 || c.Columns[0].Direction == core.Neither || len(names) < 2 || len(c.Contenders) < fewest {
		return s
	}
	column := c.Columns[0]
	s.Title = fmt.Sprintf("%s on %s by the parameters that differ", column.Title, c.Dataset.Name)
	s.Note = "A line for each label, at its mean over the finished seeds: the darker the better, the best one thick. A gap: the label has no such parameter. Axes of wide range are logarithmic."
	p := figure.Parallel{Higher: column.Direction == core.Higher}
	for _, name := range names {
		p.Axes = append(p.Axes, c.parallelAxis(name))
	}
	reached := figure.ParallelAxis{Name: column.heading()}
	for _, cell := range c.Cells(column) {
		reached.Values = append(reached.Values, cell.Mean)
	}
	p.Axes = append(p.Axes, reached)
	s.Panels = [][]figure.Panel{{p}}
	return s
}

// parallelAxis is of numbers if all values are.
func (c Contest) parallelAxis(name string) figure.ParallelAxis {
	axis := figure.ParallelAxis{Name: name}
	var names []string
	numeric := true
	for _, k := range c.Contenders {
		v, ok := k.Params[name]
		number, isNumber := comparand(v).(float64)
		numeric = numeric && (isNumber || !ok)
		if !ok {
			number = missing
			names = append(names, none)
		} else {
			names = append(names, fmt.Sprint(v))
		}
		axis.Values = append(axis.Values, number)
	}
	if !numeric {
		axis.Names, axis.Values = names, nil
	}
	return axis
}

// healthSheet is the runs with an ailment or a bad end, over the first axis.
func (c Contest) healthSheet(a Abscissa) figure.Sheet {
	t := figure.Timeline{X: a.Label}
	styles := map[core.Ailment]int{}
	s := figure.Sheet{}
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			flags := r.Health()
			if len(flags) == 0 && !r.Broken() {
				continue
			}
			row := figure.TimelineRow{Name: k.Label, Detail: fmt.Sprintf(", seed %d", r.Seed), Length: r.Progress.In(a.Currency) / a.divisor, Broken: r.Broken()}
			for _, f := range flags {
				if _, known := styles[f.Ailment]; !known {
					styles[f.Ailment] = len(styles)
					s.Legend = append(s.Legend, figure.Series{Name: string(f.Ailment), Style: styles[f.Ailment]})
				}
				row.Events = append(row.Events, figure.Event{At: r.At(f.Step, a.Currency) / a.divisor, Style: styles[f.Ailment]})
			}
			t.Rows = append(t.Rows, row)
		}
	}
	if len(t.Rows) == 0 {
		return s
	}
	s.Title = "Training health on " + c.Dataset.Name
	s.Note = fmt.Sprintf("Bars: how far the %d of %s with an ailment or a bad end went. Marks: where an ailment begins. Cross: the run broke off.", len(t.Rows), runCount(len(c.runs())))
	s.Width, s.Height = chartWidth*1.5, max(120, float64(18*len(t.Rows)+60))
	s.Panels = [][]figure.Panel{{t}}
	return s
}

func (c Contest) runs() []Run {
	var all []Run
	for _, k := range c.Contenders {
		all = append(all, k.Runs...)
	}
	return all
}
