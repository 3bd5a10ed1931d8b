package eval

import (
	"testing"
)

// Pictures of the second domain are negatives of the first: a network that is
// shown the pairs learns it, is the same from the cache, and there is none where
// no pairs are known.
func TestSupervised(t *testing.T) {
	cache := t.TempDir()
	j := newJudge(t, paired, cache)
	idle := judged(t, j, batch(j.test, newConditions(j.test, j.task, samples).sources))
	near(t, "paired of the sources", idle["paired"].Value, 1, 1e-12)
	taught := idle["paired_taught"]
	if taught.Value <= 0 || taught.Value > 0.35 { // all grey is 0.5
		t.Errorf("a network that was shown the pairs is off by %v of doing nothing", taught.Value)
	}
	if shown := idle["paired_shown"].Value; shown <= 0 || shown > taught.Value {
		t.Errorf("it is off by %v on pairs that it was shown, %v on others", shown, taught.Value)
	}
	again := newJudge(t, paired, cache)
	from := judged(t, again, batch(j.test, newConditions(j.test, j.task, samples).sources))["paired_taught"]
	if from.Value != taught.Value || from.Identity != taught.Identity {
		t.Errorf("from the cache %v, %s; at first %v, %s", from.Value, from.Identity, taught.Value, taught.Identity)
	}
	alone := newJudge(t, unpaired, "")
	if _, any := judged(t, alone, batch(alone.test, newConditions(alone.test, alone.task, samples).sources))["paired_taught"]; any {
		t.Error("something was learnt from pairs where there are none")
	}
}
