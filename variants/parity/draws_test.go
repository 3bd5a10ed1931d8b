package parity

import (
	"slices"
	"testing"

	"gander/core/checkpoint"
	"gander/core/nn"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
)

// A drawing is what the inputs of a run draw, drawn a second time: draws are
// pure functions of the seed, a stream's name and their number.
type drawing struct {
	testing.TB
	variant.Setup
	count   int // draws of each input
	tensors *[]checkpoint.Tensor
}

// batch is the rows of one draw.
func (d drawing) batch() int { return d.Params.Int("batch_size") }

// note draws count times, each draw of the given shape.
func (d drawing) note(name string, source nn.Source, shape ...int) {
	d.Helper()
	size := 1
	for _, n := range shape {
		size *= n
	}
	values := make([]float32, d.count*size)
	for k := range d.count {
		if err := source(values[k*size:(k+1)*size], uint64(k)); err != nil {
			d.Fatal(err)
		}
	}
	*d.tensors = append(*d.tensors, checkpoint.New(name, append([]int{d.count}, shape...), values))
}

// stream opens the batches of a dataset, or of one of its domains.
func (d drawing) stream(of variant.Dataset, domain string) *gan.Stream {
	d.Helper()
	s, err := gan.OpenStream(of, domain, d.batch(), d.Seed)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() {
		if err := s.Close(); err != nil {
			d.Error(err)
		}
	})
	return s
}

func (d drawing) images(name string, s *gan.Stream) {
	d.note(name, s.Images(), slices.Concat([]int{d.batch()}, d.Data[0].Header.Shape)...)
}

// unconditional draws for vanilla and wgan.
func unconditional(d drawing) {
	d.images("real", d.stream(d.Data[0], ""))
	d.note("z", gan.Normal(d.Seed, "z"), d.batch(), d.Params.Int("latent_dim"))
	d.note("alpha", gan.Uniform(d.Seed, "alpha"), d.batch())
}

func labelled(d drawing) {
	s := d.stream(d.Data[0], "")
	d.images("real", s)
	d.note("z", gan.Normal(d.Seed, "z"), d.batch(), d.Params.Int("latent_dim"))
	d.note("labels", s.Facts(gan.Label), d.batch(), len(d.Data[0].Header.Classes))
}

// cycle draws the images of both domains and the chances of the pools: whether
// an image is exchanged, and against which.
func cycle(d drawing) {
	size := float64(d.Params.Int("pool_size"))
	for i, name := range []string{"a", "b"} {
		d.images(name, d.stream(d.Data[0], d.Data[0].Header.Domains[i]))
		s, n := num.NewStream(d.Seed, "pool", name), d.count*d.batch()
		chance, place := make([]float64, n), make([]float64, n)
		for k := range n {
			chance[k] = s.Float64(uint64(2 * k))
			place[k] = float64(int(s.Float64(uint64(2*k+1)) * size))
		}
		*d.tensors = append(*d.tensors, checkpoint.New("pool_"+name+"/chance", []int{n}, chance), checkpoint.New("pool_"+name+"/place", []int{n}, place))
	}
}

// star draws from the datasets in turn, a step from each. Each knows its own attributes; where
// there are several, all attributes and a mask make the vector (Choi et al. 2018,
// section 3.3).
func star(d drawing) {
	var real, own, target, known []nn.Source
	all := attributes(d.Data)
	width := len(all)
	if len(d.Data) > 1 {
		width += len(d.Data)
	}
	for i, of := range d.Data {
		s := d.stream(of, "")
		vector := s.Facts(func(dst []float32, f *data.File, row int) {
			for j, name := range of.Header.Attributes {
				dst[slices.Index(all, name)] = float32(f.Attributes(row)[j])
			}
			if len(d.Data) > 1 {
				dst[len(all)+i] = 1
			}
		})
		real, own = append(real, s.Images()), append(own, vector)
		target = append(target, gan.Shuffled(vector, d.batch(), d.Seed, "targets/"+of.Name))
		known = append(known, func(dst []float32, _ uint64) error {
			for j := range dst {
				dst[j] = 0
				if slices.Contains(of.Header.Attributes, all[j%len(all)]) {
					dst[j] = 1
				}
			}
			return nil
		})
	}
	updates := d.Params.Int("n_critic")
	d.note("real", gan.InTurn(updates, real...), slices.Concat([]int{d.batch()}, d.Data[0].Header.Shape)...)
	d.note("own", gan.InTurn(updates, own...), d.batch(), width)
	d.note("target", gan.InTurn(updates, target...), d.batch(), width)
	d.note("known", gan.InTurn(updates, known...), d.batch(), len(all))
	d.note("alpha", gan.Uniform(d.Seed, "alpha"), d.batch())
}

// attributes are all that any of the datasets knows.
func attributes(d []variant.Dataset) []string {
	var all []string
	for _, of := range d {
		for _, name := range of.Header.Attributes {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}
