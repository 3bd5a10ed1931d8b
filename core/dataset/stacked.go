package dataset

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// stackedSource puts three grey pictures on each other, as red, green and blue:
// of ten classes come a thousand, on which lost modes can be counted (Metz et al.
// 2017; Srivastava et al. 2017; Lin et al. 2018, who do it with MNIST).
type stackedSource struct{}

const (
	optionOf   = "of"
	optionRows = "rows"

	stackedChannels = 3
	mostStacked     = 10 // classes of a channel
	mnistSide       = 28 // pixels of MNIST and its kin
)

func (stackedSource) About() About {
	return About{
		Name:    "stacked",
		Summary: "three digits, or other grey pictures, as red, green and blue: a thousand classes to be counted",
		Licence: "that of the pictures",
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image},
		Options: []variant.ParamSpec{
			{Name: optionOf, Kind: variant.String, Default: "mnist", Choices: []string{"mnist", "fashion-mnist", "kmnist", "glyphs", "idx"},
				Doc: "source of the pictures; glyphs are its digits, idx any files like MNIST's"},
			{Name: optionPath, Kind: variant.String, Default: "", Doc: "folder of the files of idx"},
			{Name: optionSize, Kind: variant.Int, Default: int64(28), Min: variant.Bound(16), Max: variant.Bound(256), Doc: "height and width in pixels"},
			{Name: optionRows, Kind: variant.Int, Default: int64(128000), Min: variant.Bound(5), Max: variant.Bound(1e7),
				Doc: "pictures to train on; validation and test have a fifth of them each"},
			{Name: "seed", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(math.MaxInt32),
				Doc: "seed of the choice, apart from the seeds of runs"},
		},
	}
}

func (stackedSource) Check(p variant.Params) []*variant.ParamError {
	if (p.String(optionPath) == "") == (p.String(optionOf) == "idx") {
		return []*variant.ParamError{{Name: optionPath, Problem: "goes with of: idx, and with nothing else"}}
	}
	return nil
}

// Base is the source that a stacked dataset takes its pictures from, with its
// options: what each channel is judged by. ok is false for other datasets.
func Base(source string, options map[string]any) (name string, own map[string]any, ok bool) {
	if source != (stackedSource{}).About().Name {
		return "", nil, false
	}
	p, problems := Check(stackedSource{}, options)
	if len(problems) > 0 {
		return "", nil, false
	}
	name, own = base(p)
	return name, own, true
}

func base(p variant.Params) (string, map[string]any) {
	name := p.String(optionOf)
	own := map[string]any{optionSize: int64(p.Int(optionSize))}
	switch name {
	case "mnist", "fashion-mnist", "kmnist":
		if p.Int(optionSize) == mnistSide { // as it is, so that it is the dataset that others use
			delete(own, optionSize)
		}
	case "glyphs":
		own[optionClasses], own[optionAttributes] = "0-9", []string{}
	case "idx":
		own[optionPath] = p.String(optionPath)
	}
	return name, own
}

func (stackedSource) Open(ctx context.Context, p variant.Params) (Reading, error) {
	name, own := base(p)
	source, _, r, err := open(ctx, name, own)
	if err != nil {
		return Reading{}, err
	}
	return Reading{
		Fingerprint: fmt.Sprintf("%s %s %s", name, source.About().Version, r.Fingerprint), Close: r.Close,
		Splits: func(ctx context.Context) ([]Split, error) {
			splits, err := r.Splits(ctx)
			if err != nil {
				return nil, err
			}
			for i := range splits {
				if splits[i], err = stacked(splits[i], p); err != nil {
					return nil, err
				}
			}
			return splits, nil
		},
	}, nil
}

// stacked is the split of rows that are made of those of a split.
func stacked(of Split, p variant.Params) (Split, error) {
	h := of.Header
	if h.Shape[2] != 1 || len(h.Classes) < 2 || len(h.Classes) > mostStacked {
		return Split{}, fmt.Errorf("pictures of %v in %d classes cannot be stacked: want grey ones in 2 to %d", h.Shape, len(h.Classes), mostStacked)
	}
	rows := p.Int(optionRows)
	if h.Split != data.Train {
		rows = max(1, rows/5)
	}
	h.Name, h.Rows, h.Shape = "stacked", rows, []int{h.Shape[0], h.Shape[1], stackedChannels}
	h.Attributes, h.Domains, h.Groups, h.Augment = nil, nil, 0, nil
	h.Stacked, h.Classes = h.Classes, triples(h.Classes)
	return Split{Header: h, Rows: rows, Samples: stack(of.Samples, h, uint64(p.Int("seed")))}, nil
}

// triples names class i·k² + j·k + l of k classes.
func triples(classes []string) []string {
	var names []string
	for _, red := range classes {
		for _, green := range classes {
			for _, blue := range classes {
				names = append(names, red+" "+green+" "+blue)
			}
		}
	}
	return names
}

// stack holds all pictures of a split in memory and draws three of them for each
// row.
func stack(of iter.Seq2[data.Sample, error], h data.Header, seed uint64) iter.Seq2[data.Sample, error] {
	return func(yield func(data.Sample, error) bool) {
		var all []data.Sample
		for s, err := range of {
			if err != nil {
				yield(data.Sample{}, err)
				return
			}
			s.Pixels = slices.Clone(s.Pixels)
			all = append(all, s)
		}
		if len(all) == 0 {
			yield(data.Sample{}, errors.New("there are no pictures to stack"))
			return
		}
		chosen := num.NewStream(seed, h.Name, h.Split, "chosen")
		pixels := make([]byte, h.RowSize())
		for i := range uint64(h.Rows) {
			label := 0
			for c := range uint64(stackedChannels) {
				one := all[int(chosen.Float64(stackedChannels*i+c)*float64(len(all)))]
				for j, v := range one.Pixels {
					pixels[stackedChannels*j+int(c)] = v
				}
				label = label*len(h.Stacked) + one.Label
			}
			if !yield(data.Sample{Pixels: pixels, Label: label}, nil) {
				return
			}
		}
	}
}
