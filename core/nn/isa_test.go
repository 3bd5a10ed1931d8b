package nn_test

import (
	"bytes"
	"fmt"
	"testing"

	"gander/core/nn"
	"gander/core/nn/kernel"
)

// A whole training has the same bits on every instruction set that this
// processor has, and on any number of threads.
func TestInstructionSetsAndThreadsGiveTheSameBits(t *testing.T) {
	for name, build := range trials {
		want := nn.NewRegistry(nn.Float32, 1)
		steps(t, build(t, want), 3)
		for _, isa := range kernel.ISAs() {
			for _, threads := range []int{1, 3} {
				t.Run(fmt.Sprintf("%s on %s with %d threads", name, isa, threads), func(t *testing.T) {
					d, err := kernel.NewCPU(isa, threads)
					if err != nil {
						t.Fatal(err)
					}
					defer d.Close()
					r := nn.NewRegistryOn(d, nn.Float32, 1)
					p := build(t, r)
					steps(t, p, 3)
					if !bytes.Equal(state(t, r), state(t, want)) {
						t.Error("the bits differ")
					}
					p.Close()
					r.Close()
				})
			}
		}
	}
}
