package gan

import (
	"fmt"

	"gander/core/nn"
	"gander/plugins/variant"
)

// sampling tells the sampling functions apart.
type sampling struct {
	weights variant.Weights
	way     int
}

// Sample maps rows through the generator.
func (l *Learner) Sample(s variant.Sampling, rows []variant.Row) (variant.Tensor, error) {
	out := variant.Tensor{Shape: append([]int{len(rows)}, l.model.Shape...)}
	out.Data = make([]float32, len(rows)*out.RowSize())
	places, err := l.sort(rows)
	if err != nil {
		return variant.Tensor{}, err
	}
	for way, places := range places {
		if err := l.sampleWay(s, rows, way, places, out); err != nil {
			return variant.Tensor{}, err
		}
	}
	return out, nil
}

// sort gives the places of the rows that go each way.
func (l *Learner) sort(rows []variant.Row) ([][]int, error) {
	places := make([][]int, l.ways())
	for i, row := range rows {
		way := 0
		if l.model.Way != nil {
			var err error
			if way, err = l.model.Way(row); err != nil {
				return nil, fmt.Errorf("row %d: %w", i, err)
			}
		}
		places[way] = append(places[way], i)
	}
	return places, nil
}

// sampleWay writes the samples of the rows at the given places into out.
func (l *Learner) sampleWay(s variant.Sampling, rows []variant.Row, way int, places []int, out variant.Tensor) error {
	if len(places) == 0 {
		return nil
	}
	f, err := l.sampler(s.Weights, way)
	if err != nil {
		return err
	}
	own := make([]variant.Row, len(places))
	for i, at := range places {
		own[i] = rows[at]
	}
	in, err := l.model.Rows(s, own)
	if err != nil {
		return err
	}
	part := variant.Tensor{Shape: append([]int{len(own)}, l.model.Shape...), Data: make([]float32, len(own)*out.RowSize())}
	if err := f.Map(part.Data, in...); err != nil {
		return err
	}
	for i, at := range places {
		copy(out.Row(at), part.Row(i))
	}
	return nil
}

// ways is how many sampling functions there are of each kind of weights.
func (l *Learner) ways() int { return max(1, l.model.Ways) }

// sampler is the function that samples from the given weights.
func (l *Learner) sampler(weights variant.Weights, way int) (*nn.Function, error) {
	key := sampling{weights, way}
	if f := l.samplers[key]; f != nil {
		return f, nil
	}
	mode := nn.Sample
	if weights == variant.Average {
		mode = nn.Averaged
	}
	if weights != variant.Raw && (weights != variant.Average || !l.model.Average) {
		return nil, fmt.Errorf("no weights %q are kept", weights)
	}
	f, err := nn.NewFunction(l.registry, func(g *nn.Graph) (*nn.Node, []*nn.Node) { return l.model.Sample(g, mode, way) })
	if err != nil {
		return nil, fmt.Errorf("build the sampler: %w", err)
	}
	l.samplers[key] = f
	return f, nil
}
