package reports

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"gander/core"
)

// hostileLabels are labels that break careless writers.
var hostileLabels = []string{
	`<script>alert("x")</script>`,
	`"><img src=x onerror=alert(1)>`,
	`</style></script><h1>`,
	"a|b*c_d`e`[f](javascript:alert(1))",
	"\x1b[31mred\x1b[0m\r\nnext",
	`{{.Label}} ${x} 'quoted' \u003c`,
	"a very long label that goes on and on: wgan with gradient penalty, lambda_gp=10, n_critic=5, lr_g=1e-4, lr_d=3e-4",
	strings.Repeat("unbroken", 12),
	"日本語のラベル", "ωγαν-🦢", "=cmd()", "x",
}

// hostile is an experiment of twelve such labels: every status, NaN, infinite
// and absent values, one seed, one point, no point, lost artifacts.
func hostile() *fakeReader {
	statuses := []core.RunStatus{
		core.Done, core.Done, core.Planned, core.Running, core.Stopped, core.Diverged,
		core.Rejected, core.Failed, core.Crashed, core.Hung, core.Done, core.Done,
	}
	f := newFake(core.Experiment{
		Name: `<b>hostile</b> & "co"`, Question: `Is 1 < 2 & </title><script>alert(2)</script>?`,
		Seeds: []uint64{7}, Budget: core.Budget{Currency: core.Steps, Amount: 10},
		Text: "name: </pre><script>alert(3)</script>", Path: "a b'c.yaml",
	})
	for i, label := range hostileLabels {
		r := core.Run{
			ID: fmt.Sprint("run", i), Experiment: f.experiments[0].Name, Position: i, Label: label, Variant: "v", Seed: 7,
			Datasets: []string{`<i>data</i>`}, Status: statuses[i], Params: map[string]any{"p": label},
			Reason: "</td><script>alert(4)</script>", LogTail: []string{"</pre><script>alert(5)</script>", "\x1b]0;title\a"},
		}
		for k := range i {
			value := []float64{1, math.NaN(), math.Inf(1), 1e30, -5}[k%5] * float64(i)
			p := core.Progress{Step: k + 1, DUpdates: int64(k + 1), Images: int64(k+1) * 64}
			f.points[r.ID] = append(f.points[r.ID], core.Point{Progress: p, Scalars: []core.Scalar{{Key: `<u>`, Role: "loss_d", Mean: value}}})
			f.scores[r.ID] = append(f.scores[r.ID], core.Score{
				Step: k + 1, Images: int64(k+1) * 64, Key: `<s>|`, Identity: `<s>[x]@1`, Dataset: `<i>data</i>`, Value: value, Direction: core.Lower,
			})
			r.Progress = p
		}
		f.artifacts[r.ID] = []core.Artifact{
			{Step: 1, Kind: core.KindGrid, Path: "not/there.png", Bytes: 10},
			{Step: 2, Kind: core.KindGrid, Path: "../../../etc/passwd", Bytes: 10},
		}
		f.runs = append(f.runs, r)
	}
	return f
}

func gatherHostile(t *testing.T) *Comparison {
	t.Helper()
	f := hostile()
	c, err := Gather(t.Context(), f, f.experiments[0].Name, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHostileStringsStayText(t *testing.T) {
	c := gatherHostile(t)
	render := func(write writer) string {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	html := render(c.HTML)
	for _, tag := range []string{"<script>alert", "<img src=x", "<h1></", "<b>hostile", "<i>data", "<u>", "<s>"} {
		if strings.Contains(html, tag) {
			t.Errorf("page contains %q", tag)
		}
	}
	text := render(func(w io.Writer) error { return c.Text(w, TextStyle{Width: 100}) })
	if strings.ContainsAny(text, "\x1b\a\r") {
		t.Error("terminal text contains control characters")
	}
	markdown := render(c.Markdown)
	bars, wide := 0, 0 // of the table's head
	for line := range strings.Lines(markdown) {
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			bars = 0
		case bars == 0:
			bars, wide = n, max(wide, n)
		case n != bars:
			t.Errorf("broken table line in Markdown: %s", line)
		}
	}
	if wide != 8 {
		t.Errorf("the widest table has %d bars, want 8", wide)
	}
	if strings.Contains(markdown, "<script") || regexp.MustCompile(`[^\\]\]\(`).MatchString(markdown) {
		t.Error("Markdown contains live markup")
	}
}

func TestEveryRunIsCounted(t *testing.T) {
	c := gatherHostile(t)
	total := 0
	for _, s := range c.Tally() {
		total += s.Runs
	}
	if total != len(hostileLabels) {
		t.Errorf("tally counts %d runs, want %d", total, len(hostileLabels))
	}
	if got := len(c.Unfinished()); got != 8 {
		t.Errorf("%d runs without a result, want 8", got)
	}
}
