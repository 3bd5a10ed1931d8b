package gan

import (
	"errors"
	"slices"

	"gander/core/nn"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A Stream is the endless batches of one dataset, or of one of its domains. The
// k-th draws of all its sources belong to the same rows.
type Stream struct {
	Batch  int // rows of a batch
	file   *data.File
	loader *data.Loader
	order  func() *data.Batches // anew for each source, as each remembers where it is
}

// OpenStream opens the training split of d for batches of n rows. With the name
// of a domain it draws from that domain alone; with "" from all rows.
func OpenStream(d variant.Dataset, domain string, n int, seed uint64) (*Stream, error) {
	file, err := data.Open(d.Path)
	if err != nil {
		return nil, err
	}
	s := &Stream{Batch: n, file: file}
	names := []string{d.Name}
	s.order = func() *data.Batches { return data.NewBatches(file.Rows(), seed, d.Name, "batches") }
	if domain != "" {
		rows := file.InDomain(slices.Index(d.Header.Domains, domain))
		if len(rows) == 0 {
			return nil, errors.Join(Unsupported("no images of domain %s in dataset %s", domain, d.Name), file.Close())
		}
		names = append(names, domain)
		s.order = func() *data.Batches { return data.NewBatchesOf(rows, seed, d.Name, domain, "batches") }
	}
	s.loader = data.NewLoader(file, s.order(), n, seed, names...)
	return s, nil
}

// Rows is how many rows the stream draws from.
func (s *Stream) Rows() int { return s.order().Len() }

// Images draws (n, H, W, C) in [-1, 1], or the points of a dataset.
func (s *Stream) Images() nn.Source { return Batches(s.loader, s.Batch) }

// Facts draws what the file says of the rows: fill writes that of one row.
func (s *Stream) Facts(fill func(dst []float32, f *data.File, row int)) nn.Source {
	order, rows := s.order(), make([]int, s.Batch)
	return func(dst []float32, k uint64) error {
		order.At(k*uint64(s.Batch), rows)
		width := len(dst) / s.Batch
		clear(dst)
		for i, row := range rows {
			fill(dst[i*width:(i+1)*width], s.file, row)
		}
		return nil
	}
}

// Label writes a row's class as a one-hot vector, for Facts.
func Label(dst []float32, f *data.File, row int) { dst[f.Label(row)] = 1 }

// Close ends the reading of the dataset.
func (s *Stream) Close() error {
	s.loader.Close()
	return s.file.Close()
}

// InTurn draws from each of the sources in turn, so many times in a row.
func InTurn(times int, sources ...nn.Source) nn.Source {
	in, n := uint64(times), uint64(len(sources))
	return func(dst []float32, k uint64) error {
		turn := k / in
		return sources[turn%n](dst, turn/n*in+k%in)
	}
}

// Shuffled draws from source and puts the n rows of each draw in another order,
// taken from the stream called name.
func Shuffled(source nn.Source, n int, seed uint64, name string) nn.Source {
	stream := num.NewStream(seed, name)
	var drawn []float32
	order := make([]int, n)
	return func(dst []float32, k uint64) error {
		drawn = slices.Grow(drawn[:0], len(dst))[:len(dst)]
		if err := source(drawn, k); err != nil {
			return err
		}
		width := len(dst) / n
		num.Permute(order, stream, k)
		for to, from := range order {
			copy(dst[to*width:(to+1)*width], drawn[from*width:(from+1)*width])
		}
		return nil
	}
}
