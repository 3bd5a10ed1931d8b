package gan

import (
	"fmt"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// OneDataset is the setup's only dataset. Its file is nil when the learner is
// opened to sample. Images must be between 16 and 256 pixels along both sides.
func OneDataset(s variant.Setup) (variant.Dataset, *data.File, error) {
	if len(s.Data) != 1 {
		return variant.Dataset{}, nil, fmt.Errorf("%w: %d datasets, want one", variant.ErrUnsupported, len(s.Data))
	}
	d := s.Data[0]
	if err := checkShape(d.Header); err != nil {
		return variant.Dataset{}, nil, err
	}
	if s.Purpose != variant.Train {
		return d, nil, nil
	}
	f, err := data.Open(d.Path)
	return d, f, err
}

func checkShape(h data.Header) error {
	if h.Kind == data.KindPoint {
		return nil
	}
	for _, side := range h.Shape[:2] {
		if side < 16 || side > 256 {
			return fmt.Errorf("%w: images of %d×%d pixels, want 16 to 256", variant.ErrUnsupported, h.Shape[1], h.Shape[0])
		}
	}
	return nil
}
