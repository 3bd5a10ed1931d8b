package sqlite_test

import (
	"slices"
	"testing"

	"gander/core"
)

// What ails a run is known until the run goes on.
func TestFlags(t *testing.T) {
	store := storeWithRun(t, t.TempDir())
	flags := []core.Flag{{Ailment: "vanishing", Step: 10, Detail: "so"}, {Ailment: "collapse", Step: 30, Detail: "fell"}}
	expect := func(when string, want []core.Flag, wantKnown bool) {
		t.Helper()
		got, known, err := store.Flags(ctx, "a")
		if err != nil || known != wantKnown || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v, %v; want %v, %v", when, got, known, err, want, wantKnown)
		}
	}
	expect("at first", nil, false)
	must(t, store.Examined(ctx, "a", flags))
	expect("examined", flags, true)
	must(t, store.Examined(ctx, "a", flags[:1]))
	expect("examined again", flags[:1], true)
	must(t, store.Record(ctx, "a", core.Record{Scores: []core.Score{{Key: "kd", Identity: "KD", Direction: core.Lower}}}))
	expect("after a score", nil, false)
	must(t, store.Examined(ctx, "a", nil))
	expect("examined without finding", nil, true)
	if _, err := store.Begin(ctx, "a", core.Attempt{}, core.RunInfo{}); err != nil {
		t.Fatal(err)
	}
	expect("begun again", nil, false)
	if _, _, err := store.Flags(ctx, "absent"); err == nil {
		t.Error("a run that is not there has flags")
	}
}
