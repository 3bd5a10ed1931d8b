package reports

import (
	"slices"
	"strings"
	"time"

	"gander/core"
)

// provenance is how an experiment was made, from the attempts of its runs.
type provenance struct {
	Versions, Machines, Devices, Binaries []string
	Threads                               []int
	From, To                              time.Time
	TrainSeconds                          float64
}

func (c *Comparison) provenance() provenance {
	var p provenance
	for _, r := range c.Runs() {
		p.TrainSeconds += r.Progress.Seconds
		for _, a := range r.Attempts {
			p.add(r.Run, a)
		}
	}
	return p
}

func (p *provenance) add(r core.Run, a core.Attempt) {
	p.Versions = appendNew(p.Versions, a.GanderVersion)
	p.Machines = appendNew(p.Machines, a.Machine)
	p.Devices = appendNew(p.Devices, a.Device)
	p.Binaries = appendNew(p.Binaries, variantLine(r, a))
	if a.Threads > 0 && !slices.Contains(p.Threads, a.Threads) {
		p.Threads = append(p.Threads, a.Threads)
	}
	if p.From.IsZero() || !a.Started.IsZero() && a.Started.Before(p.From) {
		p.From = a.Started
	}
	if a.Finished.After(p.To) {
		p.To = a.Finished
	}
}

func variantLine(r core.Run, a core.Attempt) string {
	line := r.Variant + " " + a.VariantVersion
	if a.Numerics != "" {
		line += ", numerics " + a.Numerics
	}
	if a.BinarySHA256 != "" {
		line += ", binary " + shortHash(a.BinarySHA256)
	}
	return line
}

func appendNew(all []string, s string) []string {
	if s == "" || slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

// Commands repeat the experiment and its report.
func (c *Comparison) Commands() []string {
	spec := c.Experiment.Path
	if spec == "" {
		spec = c.Experiment.Name + ".yaml"
	}
	return []string{"gander run " + shellWord(spec), "gander report " + shellWord(c.Experiment.Name)}
}

// shellWord quotes a word for a POSIX shell where it needs it.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,+", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// budget says an amount of training in words.
func budget(b core.Budget) string {
	switch b.Currency {
	case core.Seconds:
		return duration(b.Amount)
	case core.MACs:
		return count(b.Amount) + " multiply-adds"
	}
	return count(b.Amount) + " " + string(b.Currency)
}
