package reports

import (
	"strings"
	"testing"

	"gander/core"
)

// Labels that reach the very same are level, and none of them leads.
func TestNoneLeadsAmongEquals(t *testing.T) {
	contender := func(label string, values ...float64) Contender {
		k := Contender{Label: label}
		for i, v := range values {
			k.Runs = append(k.Runs, Run{
				Run:    core.Run{Label: label, Seed: uint64(i), Status: core.Done},
				Scores: []core.Score{{Key: "hq", Identity: "HQ[3sd]@512", Direction: core.Higher, Value: v}},
			})
		}
		return k
	}
	lead := func(list ...Contender) string {
		c := Contest{Dataset: core.DatasetSpec{Name: "ring"}, Contenders: list}
		c.Columns = columns(c.Contenders, "hq")
		return c.answer().Lead
	}
	a, b, c := contender("a", 0, 0, 0, 0, 0), contender("b", 0, 0, 0, 0, 0), contender("c", 0, 0, 0.5, 0, 0)
	if got := lead(a, b); !strings.HasPrefix(got, "On ring a, b are level at the head in hq; a has 0 ± 0 (5 seeds") {
		t.Errorf("of equals it says %q", got)
	}
	if got := lead(a, b, c); !strings.HasPrefix(got, "On ring c leads in hq with 0.1") {
		t.Errorf("of one with a better mean it says %q", got)
	}
}
