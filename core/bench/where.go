package bench

import "gander/core/nn"

// A Part is the time that operators of one name take within a step.
type Part struct {
	Name        string  `json:"name"`
	Shape       string  `json:"shape,omitempty"` // with Plan.Detail
	Calls       int     `json:"calls"`
	Seconds     float64 `json:"seconds"`
	Share       float64 `json:"share"`                   // of all parts
	ShareOfPeak float64 `json:"share_of_peak,omitempty"` // where there are multiply-adds
	GBPerS      float64 `json:"gb_per_s,omitempty"`      // elsewhere, if each operand is moved once
}

// where profiles one more step.
func (s *trial) where(l *lane) ([]Part, error) {
	p, err := nn.Record(func() error {
		_, err := s.advance(1)
		return err
	})
	if err != nil {
		return nil, err
	}
	costs := p.Names()
	if s.Detail {
		costs = p.Costs()
	}
	var total float64
	for _, c := range costs {
		total += c.Seconds
	}
	var parts []Part
	for _, c := range costs {
		part := Part{Name: c.Name, Shape: c.Shape, Calls: c.Calls, Seconds: c.Seconds, Share: c.Seconds / total}
		if c.MACs > 0 {
			part.ShareOfPeak = float64(c.MACs) / c.Seconds / l.peak
		} else {
			part.GBPerS = 1e-9 * float64(c.Bytes) / c.Seconds
		}
		parts = append(parts, part)
	}
	return parts, nil
}
