package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"gander/core"
	"gander/core/eval"
)

// Document is the JSON form of a comparison, a stable contract: fields are
// added, never renamed or removed, while Format stays.
type Document struct {
	Format     string          `json:"format"` // "gander.comparison/1"
	Experiment string          `json:"experiment"`
	Question   string          `json:"question,omitempty"`
	Expected   []ExpectedDoc   `json:"expectations"`
	Runs       []StatusCount   `json:"runs"`
	Contests   []ContestDoc    `json:"contests"`
	Refusals   []string        `json:"refusals"` // what is not ranked together, and why
	Unfinished []UnfinishedDoc `json:"unfinished"`
	Health     []AlarmDoc      `json:"health,omitempty"` // what ails runs' training
}

// ExpectedDoc is an expectation of the spec and what became of it.
type ExpectedDoc struct {
	core.Expectation
	Value  Number   `json:"value"`            // the mean over seeds, null without a result
	Values []Number `json:"values,omitempty"` // of the seeds, where each must meet it
	Met    bool     `json:"met"`
}

// ContestDoc is one dataset of a Document.
type ContestDoc struct {
	Dataset  string        `json:"dataset"`
	Headline string        `json:"headline,omitempty"` // identity of a score
	Verdict  string        `json:"verdict"`
	Pairs    []PairDoc     `json:"pairs"` // of labels, compared in the headline score
	Scores   []ScoreDoc    `json:"scores"`
	Labels   []LabelResult `json:"labels"`
	Data     string        `json:"data_sha256,omitempty"`
	Differ   []string      `json:"differing_parameters"`
	Rules    []RuleDoc     `json:"rules"`   // of reporting the headline score
	Tunings  []TuningDoc   `json:"tunings"` // of swept labels, by the headline score
	// Published are results of others, which take no part in the verdict.
	Published []core.Published `json:"published,omitempty"`
}

// PairDoc is an eval.Pair of a Document.
type PairDoc struct {
	A           string    `json:"a"`
	B           string    `json:"b"`
	Improvement Number    `json:"probability_of_improvement"` // of A over B
	Interval    [2]Number `json:"interval"`                   // of that, 95 % bootstrap
	P           Number    `json:"p"`                          // exact two-sided Mann–Whitney
	Corrected   Number    `json:"p_corrected"`                // by Holm, over the pairs
	Different   bool      `json:"different"`
	Welch       Number    `json:"p_welch"` // two-sided, of the finished runs
	WelchHolm   Number    `json:"p_welch_corrected"`
}

// ScoreDoc describes a score.
type ScoreDoc struct {
	Key       string         `json:"key"`
	Identity  string         `json:"identity"`
	Dataset   string         `json:"dataset"`
	Direction core.Direction `json:"direction"`
	Unit      string         `json:"unit,omitempty"`
	Floor     *Number        `json:"floor,omitempty"`
	Ceiling   *Number        `json:"ceiling,omitempty"`
}

// LabelResult is a contender of a Document.
type LabelResult struct {
	Experiment          string         `json:"experiment"`
	Label               string         `json:"label"`
	Variant             string         `json:"variant"`
	Params              map[string]any `json:"params"`
	Runs                int            `json:"runs"`
	Finished            int            `json:"finished"`
	Results             []ResultDoc    `json:"results"`            // in order of the contest's scores
	MeanSeconds         *Number        `json:"mean_train_seconds"` // null without a finished run
	MeanImages          *int64         `json:"mean_images"`
	GeneratorParams     int64          `json:"generator_params"`
	DiscriminatorParams int64          `json:"discriminator_params"`
}

// ResultDoc is a Cell of a Document.
type ResultDoc struct {
	Key      string    `json:"key"`
	Identity string    `json:"identity"`
	N        int       `json:"n"`
	Mean     Number    `json:"mean"` // null without values
	SD       Number    `json:"sd"`   // null with fewer than two values
	IQM      Number    `json:"iqm"`  // interquartile mean
	Failed   int       `json:"failed"`
	Best     bool      `json:"best"`
	Values   []SeedDoc `json:"values"`
}

// SeedDoc is one run's value: at the end, and by other rules of reporting it.
type SeedDoc struct {
	Seed      uint64 `json:"seed"`
	Value     Number `json:"value"`
	Peak      Number `json:"best_of_run"` // chosen by the same data: it flatters
	LastTenth Number `json:"mean_of_last_tenth"`
	Area      Number `json:"mean_over_training"` // area under the curve over its length
	Chosen    Number `json:"best_by_validation"` // null without scores on the validation split
}

// UnfinishedDoc is a run without a result.
type UnfinishedDoc struct {
	Run     string         `json:"run"`
	Label   string         `json:"label"`
	Dataset string         `json:"dataset"`
	Seed    uint64         `json:"seed"`
	Status  core.RunStatus `json:"status"`
	Reason  string         `json:"reason,omitempty"`
}

// AlarmDoc is an ailment of a run and where it begins.
type AlarmDoc struct {
	Run     string `json:"run"`
	Label   string `json:"label"`
	Dataset string `json:"dataset"`
	Seed    uint64 `json:"seed"`
	eval.Flag
}

// A Number is null in JSON if it is not finite.
type Number float64

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// JSON writes the comparison's Document.
func (c *Comparison) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c.Document()); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}

// Document gives the comparison in its JSON form.
func (c *Comparison) Document() Document {
	d := Document{
		Format: "gander.comparison/1", Experiment: c.Experiment.Name, Question: c.Experiment.Question,
		Expected: []ExpectedDoc{}, Runs: c.Tally(),
		Contests: []ContestDoc{}, Refusals: orEmpty(c.Refusals()), Unfinished: []UnfinishedDoc{},
	}
	for _, j := range c.Judge() {
		d.Expected = append(d.Expected, j.document())
	}
	for i, answer := range c.Answers() {
		d.Contests = append(d.Contests, c.Contests[i].document(answer))
	}
	for _, r := range c.Unfinished() {
		d.Unfinished = append(d.Unfinished, UnfinishedDoc{r.ID, r.Label, r.Judge(), r.Seed, r.Status, r.Reason})
	}
	for _, a := range c.Alarms() {
		d.Health = append(d.Health, AlarmDoc{a.Run.ID, a.Run.Label, a.Run.Judge(), a.Run.Seed, a.Flag})
	}
	return d
}

func (j Judgement) document() ExpectedDoc {
	d := ExpectedDoc{Expectation: j.Expectation, Value: Number(j.Value), Met: j.Met}
	if j.Seeds == core.EverySeed {
		for _, v := range j.Values {
			d.Values = append(d.Values, Number(v))
		}
	}
	return d
}

func (c Contest) document(a Answer) ContestDoc {
	d := ContestDoc{Dataset: c.Dataset.Name, Verdict: a.String(), Pairs: []PairDoc{}, Scores: []ScoreDoc{}, Published: c.Published}
	for _, p := range a.Pairs {
		interval := [2]Number{Number(p.Interval.Low), Number(p.Interval.High)}
		d.Pairs = append(d.Pairs, PairDoc{p.A, p.B, Number(p.Improvement), interval, Number(p.P), Number(p.Corrected), p.Different, Number(p.Welch), Number(p.WelchCorrected)})
	}
	d.Data, d.Differ, d.Rules, d.Tunings = c.Data, orEmpty(c.Differing()), []RuleDoc{}, []TuningDoc{}
	if len(c.Columns) > 0 {
		d.Headline = c.Columns[0].Identity
		d.addRules(c)
	}
	for _, k := range c.Contenders {
		d.Labels = append(d.Labels, k.document())
	}
	for _, column := range c.Columns {
		d.Scores = append(d.Scores, ScoreDoc{
			column.Key, column.Identity, column.Dataset, column.Direction, column.Unit,
			(*Number)(column.Floor), (*Number)(column.Ceiling),
		})
		for i, cell := range c.Cells(column) {
			d.Labels[i].Results = append(d.Labels[i].Results, cell.document(c.Contenders[i], column))
		}
	}
	return d
}

// orEmpty keeps an empty list from becoming null in JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// iqm is NaN without values.
func (c Cell) iqm() float64 {
	if len(c.Values) == 0 {
		return math.NaN()
	}
	values := make([]float64, len(c.Values))
	for i, v := range c.Values {
		values[i] = v.Value
	}
	return eval.IQM(values)
}

func (k Contender) document() LabelResult {
	d := LabelResult{
		Experiment: k.Experiment, Label: k.Label, Variant: k.Variant, Params: k.Params,
		Runs: len(k.Runs), Finished: k.Finished(), Results: []ResultDoc{},
	}
	if cost, ok := k.MeanProgress(); ok {
		seconds := Number(cost.Seconds)
		d.MeanSeconds, d.MeanImages = &seconds, &cost.Images
	}
	for _, r := range k.Runs {
		d.GeneratorParams = max(d.GeneratorParams, r.Info.GeneratorParams)
		d.DiscriminatorParams = max(d.DiscriminatorParams, r.Info.DiscriminatorParams)
	}
	return d
}

func (c Cell) document(k Contender, column Column) ResultDoc {
	d := ResultDoc{
		Key: column.Key, Identity: column.Identity, N: len(c.Values),
		Failed: c.Failed, Mean: Number(c.Mean), SD: Number(c.SD), IQM: Number(c.iqm()), Best: c.Best, Values: []SeedDoc{},
	}
	for _, r := range k.Runs {
		if s, ok := r.Final(column); ok {
			curve := r.curve(column)
			d.Values = append(d.Values, SeedDoc{
				r.Seed, Number(s.Value), Number(curve.Best(column.Direction)), Number(curve.LastTenth()), Number(curve.Area()),
				Number(curve.Chosen(r.curve(column.validation()), column.Direction)),
			})
		}
	}
	return d
}
