package reports

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"gander/core"
	"gander/reports/figure"
)

// A run whose scalars stop being finite is flagged with its step, in every form
// of the comparison.
func TestAlarmsAreShown(t *testing.T) {
	c := small(t)
	ailing := &c.Contests[0].Contenders[0].Runs[0]
	for i := range 4 {
		loss := core.Scalar{Key: "loss_g", Role: "loss_g", Mean: 1, Max: 1}
		if i == 2 {
			loss.Max = math.Inf(1)
		}
		ailing.Points = append(ailing.Points, core.Point{Progress: core.Progress{Step: 10 * (i + 1)}, Scalars: []core.Scalar{loss}})
	}
	alarms := c.Alarms()
	if len(alarms) != 1 || alarms[0].Flag.Step != 30 {
		t.Fatalf("alarms are %v, want one at step 30", alarms)
	}
	want := "vanilla on glyphs, seed 1: divergence from step 30: loss_g is not finite"
	if got := alarms[0].String(); got != want {
		t.Errorf("alarm reads %q, want %q", got, want)
	}
	if got := c.Ailing(); !strings.HasPrefix(got, "Training ailed in 1 of ") || !strings.HasSuffix(got, ": divergence in 1") {
		t.Errorf("the first lines say %q", got)
	}
	axis := c.Abscissas()[0]
	for name, flags := range map[string][]figure.Flag{
		"score": ailing.scoreTrace(c.Contests[0].Columns[0], axis).Flags, "scalar": ailing.scalarTrace("loss_g", axis).Flags,
	} {
		if len(flags) != 1 || flags[0].Name != "divergence, step 30" || flags[0].At != ailing.At(30, axis.Currency) {
			t.Errorf("the curve of a %s is flagged %v", name, flags)
		}
	}
	var text, markdown, json bytes.Buffer
	for _, err := range []error{c.Text(&text, TextStyle{}), c.Markdown(&markdown), c.JSON(&json)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range map[string]*bytes.Buffer{"text": &text, "markdown": &markdown} {
		if !strings.Contains(b.String(), "divergence from step 30") {
			t.Errorf("%s does not show the alarm:\n%s", name, b)
		}
	}
	if !strings.Contains(json.String(), `"ailment": "divergence"`) {
		t.Errorf("JSON does not hold the alarm:\n%s", &json)
	}
}
