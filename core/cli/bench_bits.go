package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"gander/core/bench"
	"gander/core/nn/kernel"
	"gander/plugins/builtin"
)

// bitsCommand shows that results do not depend on how they are computed.
func (a *app) bitsCommand(f *benchFlags) *cobra.Command {
	var full bool
	c := &cobra.Command{
		Use: "bits", Short: "Train a few steps of each workload and print a hash of all that was learnt",
		Long: "Train a few steps of each workload, with narrow networks on small batches, and print a\nhash of all that was learnt: the same for GANDER_ISA=avx512, avx2 and portable, for any\nGANDER_THREADS, and on every processor.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("isa") {
				return withHint(usage("bits takes its instruction set from GANDER_ISA"), "GANDER_ISA=%s gander bench bits", f.isas[0])
			}
			return a.bits(*f, full, c.Flags().Changed("steps"))
		},
	}
	c.Flags().BoolVar(&full, "full", false, "train the workloads at their full size")
	return c
}

// bitSteps are enough that every weight has moved and been read again.
const bitSteps = 2

func (a *app) bits(f benchFlags, full, steps bool) error {
	if err := f.check(); err != nil {
		return err
	}
	if !steps {
		f.steps = bitSteps
	}
	for _, name := range f.named() {
		w, _ := bench.Find(name)
		if !full {
			w = w.Small()
		}
		hash, err := bench.Bits(w, builtin.Variant(w.Variant), kernel.Threads(), f.steps)
		if err != nil {
			return fmt.Errorf("train %s: %w", name, err)
		}
		fmt.Fprintf(a.Stdout, "%s  %s\n", hash, name)
	}
	return nil
}
