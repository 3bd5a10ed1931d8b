package nn

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"gorgonia.org/tensor"

	"gander/core/checkpoint"
)

// tolerances are how far numbers may lie from PyTorch's, as a share of the
// largest number of their tensor.
var tolerances = map[tensor.Dtype]float64{Float64: 1e-11, Float32: 1e-5}

// Every operator, layer, loss and optimiser gives what PyTorch gives for the
// same numbers, in both types: values, first and second derivatives, running
// statistics, and twenty steps of training.
func TestTorchAgrees(t *testing.T) {
	python := findTorch(t)
	all := readCases(t)
	for of, name := range map[tensor.Dtype]string{Float32: "float32", Float64: "float64"} {
		t.Run(name, func(t *testing.T) {
			torch := torchResults{numbers: runTorch(t, python, name, all), tolerance: tolerances[of]}
			for _, c := range all.Operators {
				t.Run(c.Name, func(t *testing.T) { torch.compareOperator(t, c, of) })
			}
			for _, c := range all.Training {
				t.Run(c.Name, func(t *testing.T) { torch.compareTraining(t, c, of) })
			}
		})
	}
}

// findTorch is a Python that has PyTorch. Without one the test is skipped, except
// where CI promises it.
func findTorch(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import torch, numpy").Run() == nil {
			return python
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no Python with torch and numpy: install Debian's python3-torch")
	}
	t.Skip("NOTHING IS COMPARED WITH PYTORCH: no Python has torch and numpy; install Debian's python3-torch")
	return ""
}

// runTorch lets testdata/torch_ops.py compute all cases.
func runTorch(t *testing.T, python, of string, all cases) map[string][]float64 {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.safetensors"), filepath.Join(dir, "out.safetensors")
	var given []checkpoint.Tensor
	for _, c := range all.Operators {
		given = append(given, c.given(t)...)
	}
	for _, c := range all.Training {
		given = append(given, c.given(t)...)
	}
	if err := checkpoint.Write(in, given); err != nil {
		t.Fatal(err)
	}
	if log, err := exec.Command(python, "testdata/torch_ops.py", casesFile, in, out, of).CombinedOutput(); err != nil {
		t.Fatalf("torch_ops.py: %v\n%s", err, log)
	}
	tensors, err := checkpoint.Read(out)
	if err != nil {
		t.Fatal(err)
	}
	results := map[string][]float64{}
	for _, tensor := range tensors {
		if results[tensor.Name], err = checkpoint.Values[float64](tensor); err != nil {
			t.Fatal(err)
		}
	}
	return results
}

// given are the inputs of a case and what its derivatives are paired with.
func (c operatorCase) given(t *testing.T) []checkpoint.Tensor {
	trial := c.compile(t, NewRegistry(Float32, 1))
	defer trial.Close()
	var list []checkpoint.Tensor
	for _, name := range c.names(true) {
		list = append(list, checkpoint.New(c.Name+"/"+name, c.Inputs[name], c.values(name)))
	}
	for name, n := range trial.nodes {
		if trial.isSet(name) && c.Inputs[name] == nil {
			list = append(list, checkpoint.New(c.Name+"/"+name, n.Shape(), trial.numbers(name, n)))
		}
	}
	return list
}

func (c trainingCase) given(t *testing.T) []checkpoint.Tensor {
	draw := func(name string, steps int, shape ...int) checkpoint.Tensor {
		size := tensor.Shape(shape).TotalSize()
		var values []float32
		for k := range steps {
			batch := make([]float32, size)
			if err := fitSource(c.Name, name)(batch, uint64(k)); err != nil {
				t.Fatal(err)
			}
			values = append(values, batch...)
		}
		if steps > 1 {
			shape = append([]int{steps}, shape...)
		}
		return checkpoint.New(c.Name+"/"+name, shape, values)
	}
	return []checkpoint.Tensor{
		draw("x", fitSteps, fitBatch, fitIn), draw("t", fitSteps, fitBatch, fitOut),
		draw("weight", 1, fitIn, fitOut), draw("bias", 1, fitOut),
	}
}

// torchResults are PyTorch's numbers by name.
type torchResults struct {
	numbers   map[string][]float64
	tolerance float64
}

func (torch torchResults) compareOperator(t *testing.T, c operatorCase, of tensor.Dtype) {
	r := NewRegistry(of, 1)
	trial := c.compile(t, r)
	defer trial.Close()
	if err := trial.Step(); err != nil {
		t.Fatal(err)
	}
	for _, name := range trial.outputs() {
		torch.compare(t, c.Name+"/"+name, trial.result(name))
	}
	for _, name := range c.Updates {
		torch.compare(t, c.Name+"/after/"+name, r.wide(r.find("net.0."+name)))
	}
}

// wide are the numbers of a parameter.
func (r *Registry) wide(p *Param) []float64 {
	if r.of == Float64 {
		return slices.Clone(p.value.Float64s())
	}
	var wide []float64
	for _, v := range r.Values(p) {
		wide = append(wide, float64(v))
	}
	return wide
}

func (torch torchResults) compareTraining(t *testing.T, c trainingCase, of tensor.Dtype) {
	r := NewRegistry(of, 1)
	p := c.compile(t, r)
	defer p.Close()
	var got = map[string][]float64{}
	for range fitSteps {
		if err := p.Step(); err != nil {
			t.Fatal(err)
		}
		got["weight"] = append(got["weight"], r.wide(r.find("net.0.weight"))...)
		got["bias"] = append(got["bias"], r.wide(r.find("net.0.bias"))...)
		if c.Average > 0 {
			got["average"] = append(got["average"], r.wide(r.find(averageName("net.0.weight")))...)
		}
		got["loss"] = append(got["loss"], p.runs[0].loss.wide())
	}
	for name, values := range got {
		torch.compare(t, c.Name+"/"+name, values)
	}
}

// wide is the one number of a place.
func (p place) wide() float64 {
	if d := p.dense(); d.Dtype() == Float64 {
		return d.Float64s()[0]
	}
	return float64(p.dense().Float32s()[0])
}

func (torch torchResults) compare(t *testing.T, name string, got []float64) {
	t.Helper()
	want, ok := torch.numbers[name]
	if !ok || len(want) != len(got) {
		t.Fatalf("%s: %d numbers, PyTorch gives %d", name, len(got), len(want))
	}
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for i, v := range got {
		if d := math.Abs(v - want[i]); !(d <= torch.tolerance*largest) {
			t.Errorf("%s[%d] = %v, PyTorch gives %v: off by %.2g, allowed %s", name, i, v, want[i], d,
				fmt.Sprintf("%.2g of %.3g", torch.tolerance, largest))
			return
		}
	}
}
