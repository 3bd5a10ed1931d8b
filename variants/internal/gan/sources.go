package gan

import (
	"fmt"

	"gander/core/nn"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Normal draws standard normal numbers from the stream called name.
func Normal(seed uint64, name string) nn.Source {
	s := num.NewStream(seed, name)
	return func(dst []float32, k uint64) error {
		s.FillNormal(dst, k*uint64(len(dst)))
		return nil
	}
}

// Uniform draws numbers of [0, 1] from the stream called name.
func Uniform(seed uint64, name string) nn.Source {
	s := num.NewStream(seed, name)
	return func(dst []float32, k uint64) error {
		s.FillUniform(dst, 0, 1, k*uint64(len(dst)))
		return nil
	}
}

// Batches draws the batches of n rows that l reads.
func Batches(l *data.Loader, n int) nn.Source {
	rows := make([]int, n)
	return func(dst []float32, k uint64) error {
		l.Batch(k, dst, rows)
		return nil
	}
}

// Latents gives each row its latent of n numbers: its own, or the one that its
// index has in the seed's stream, times the truncation.
func Latents(s variant.Sampling, rows []variant.Row, n int) ([]float32, error) {
	z := make([]float32, len(rows)*n)
	for i, row := range rows {
		dst := z[i*n : (i+1)*n]
		if row.Latent != nil {
			if len(row.Latent) != n {
				return nil, fmt.Errorf("latent of row %d has %d numbers, want %d", i, len(row.Latent), n)
			}
			copy(dst, row.Latent)
			continue
		}
		num.Latent(s.Seed, row.Index, dst)
		for j := range dst {
			dst[j] *= float32(s.Truncation)
		}
	}
	return z, nil
}
