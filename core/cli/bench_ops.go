package cli

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"gander/core/bench"
)

func (a *app) opsCommand(f *benchFlags) *cobra.Command {
	return a.jsonFlag(&cobra.Command{
		Use: "ops", Short: "Measure single operations, as a share of the multiply-add peak or of the memory bandwidth",
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return a.benchOps(*f) },
	})
}

func (a *app) benchOps(f benchFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	f = f.complete()
	var all []bench.Speed
	for _, isa := range f.isas {
		for _, threads := range f.threads {
			speeds, err := bench.Ops(isa, threads)
			if err != nil {
				return err
			}
			all = append(all, speeds...)
		}
	}
	var rows [][]string
	for _, s := range all {
		speed, share := fmt.Sprintf("%.0f GFLOP/s", s.GFLOPS), fmt.Sprintf("%.0f %% of multiply-adds", 100*s.ShareOfPeak)
		if s.GFLOPS == 0 {
			speed, share = fmt.Sprintf("%.1f GB/s", s.GBPerS), fmt.Sprintf("%.0f %% of a copy", 100*s.ShareOfCopy)
		}
		rows = append(rows, []string{s.Op, s.Shape, s.ISA, strconv.Itoa(s.Threads), fmt.Sprintf("%.3f", 1e3*s.Seconds), speed, share})
	}
	return a.print(all, []string{"OPERATION", "SHAPE", "ISA", "THREADS", "MS", "SPEED", "OF PEAK"}, rows)
}
