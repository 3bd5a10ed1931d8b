package nn

import "fmt"

// A Function maps rows to rows through networks in the mode Sample or Averaged.
// It computes in batches of a fixed size and fills up the last one, so that a
// row's result depends on that row alone.
type Function struct {
	program *Program
	in      []*Node
	out     *Node
	batch   int
	host    [][]float32 // one batch of each input
	result  []float32
}

// functionStage names the one stage of a function.
const functionStage = "function"

// NewFunction compiles the function that build describes: its output and its
// inputs, made by Graph.Input without a source. All of them have the same
// first dimension, the size of a batch.
func NewFunction(r *Registry, build func(g *Graph) (out *Node, in []*Node)) (*Function, error) {
	f := &Function{}
	p, err := Compile(r, func(g *Graph) []Stage {
		f.out, f.in = build(g)
		return []Stage{{Name: functionStage, Also: []*Node{f.out}}}
	})
	if err != nil {
		return nil, err
	}
	f.program = p
	f.batch = f.out.Shape()[0]
	f.result = make([]float32, f.out.Shape().TotalSize())
	for _, in := range f.in {
		if in.Shape()[0] != f.batch {
			p.Close()
			return nil, fmt.Errorf("function of inputs %v and output %v: the batches differ", in.Shape(), f.out.Shape())
		}
		f.host = append(f.host, make([]float32, in.Shape().TotalSize()))
	}
	return f, nil
}

// Map writes the results of rows into dst: src[i] holds the rows of the i-th
// input, one after another. It panics where lengths don't agree.
func (f *Function) Map(dst []float32, src ...[]float32) error {
	rows := len(dst) / (len(f.result) / f.batch)
	for i, s := range src {
		if len(s)*f.batch != rows*len(f.host[i]) {
			panic(fmt.Sprintf("nn: input %d has %d numbers for %d rows", i, len(s), rows))
		}
	}
	for from := 0; from < rows; from += f.batch {
		if err := f.chunk(dst, src, from, min(f.batch, rows-from)); err != nil {
			return err
		}
	}
	return nil
}

// chunk maps n rows. What is left of the batch keeps older rows.
func (f *Function) chunk(dst []float32, src [][]float32, from, n int) error {
	for i, s := range src {
		size := len(f.host[i]) / f.batch
		copy(f.host[i], s[from*size:(from+n)*size])
		f.program.Set(f.in[i], f.host[i])
	}
	if err := f.program.Step(); err != nil {
		return err
	}
	f.program.Value(f.result, functionStage, f.out)
	size := len(f.result) / f.batch
	copy(dst[from*size:(from+n)*size], f.result)
	return nil
}

// MACs is the number of multiply-adds of one batch.
func (f *Function) MACs() int64 { return f.program.MACs() }

// Bytes is how much memory the function takes.
func (f *Function) Bytes() int64 { return f.program.Bytes() }

// Close frees that memory.
func (f *Function) Close() { f.program.Close() }
