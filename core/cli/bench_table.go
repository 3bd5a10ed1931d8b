package cli

import (
	"fmt"
	"strconv"
	"strings"

	"gander/core/bench"
)

// listed are the most expensive parts of a step that a person is shown.
const listed = 6

// printBench writes the measurements, and below the table where the time goes.
func (a *app) printBench(all []bench.Measurement, detail bool) error {
	heads := []string{"WORKLOAD", "ISA", "THREADS", "S/STEP", "IMAGES/S", "GFLOP/S", "OF PEAK", "PEAK RSS", "ALLOCS/STEP", "START"}
	var rows [][]string
	for _, m := range all {
		rows = append(rows, []string{
			m.Workload, m.ISA, strconv.Itoa(m.Threads), fmt.Sprintf("%.3f", m.StepS), fmt.Sprintf("%.1f", m.ImagesPerS),
			fmt.Sprintf("%.0f", m.GFLOPS), fmt.Sprintf("%.0f %%", 100*m.ShareOfPeak), fmt.Sprintf("%.0f MB", m.PeakRSSMB),
			fmt.Sprintf("%.1f", m.AllocsPerStep), fmt.Sprintf("%.2f s", m.StartS),
		})
	}
	if err := a.print(all, heads, rows); err != nil || a.json {
		return err
	}
	fmt.Fprintln(a.Stdout, "\nwhere a step's time goes (share of the time, then of the multiply-add peak or GB/s)")
	for _, m := range all {
		if detail {
			if err := a.printDetail(m); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.Stdout, "%s, %s, %d threads: %s\n", m.Workload, m.ISA, m.Threads, where(m.Where))
	}
	return nil
}

// printDetail lists every operator and shape of a step.
func (a *app) printDetail(m bench.Measurement) error {
	fmt.Fprintf(a.Stdout, "\n%s, %s, %d threads\n", m.Workload, m.ISA, m.Threads)
	var rows [][]string
	for _, p := range m.Where {
		rows = append(rows, []string{p.Name, p.Shape, strconv.Itoa(p.Calls), fmt.Sprintf("%.2f", 1e3*p.Seconds), fmt.Sprintf("%.1f %%", 100*p.Share), speed(p)})
	}
	return a.print(nil, []string{"OPERATOR", "SHAPES", "CALLS", "MS", "OF STEP", "SPEED"}, rows)
}

func where(parts []bench.Part) string {
	var words []string
	rest := 0.0
	for i, p := range parts {
		if i >= listed {
			rest += p.Share
			continue
		}
		word := fmt.Sprintf("%s %.0f %%", p.Name, 100*p.Share)
		if s := speed(p); s != "" {
			word += " (" + s + ")"
		}
		words = append(words, word)
	}
	return strings.Join(append(words, fmt.Sprintf("other %.0f %%", 100*rest)), ", ")
}

// speed is the share of the multiply-add peak, or gigabytes a second where there
// are no multiply-adds; nothing for draws and updates, whose bytes nobody counts.
func speed(p bench.Part) string {
	switch {
	case p.ShareOfPeak > 0:
		return fmt.Sprintf("%.0f %%", 100*p.ShareOfPeak)
	case p.GBPerS > 0:
		return fmt.Sprintf("%.1f GB/s", p.GBPerS)
	}
	return ""
}
