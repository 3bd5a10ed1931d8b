//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// hostileSpec runs a plugin beside a variant that does no harm.
const hostileSpec = `name: hostile
question: What becomes of an experiment with a hostile plugin?
seeds: [1]
budget: {steps: 40}
datasets:
  ring: {source: ring, modes: 8}
runs:
  - {variant: vanilla, dataset: ring, params: {batch_size: 16}, label: healthy}
evaluate: {every: 40 steps, samples: 64}
checkpoint: {every: 20 steps, keep: 2}
log_every: 5
`

// withRun is the spec with one more run.
func withRun(plugin, trouble string) string {
	run := fmt.Sprintf("  - {variant: %s, dataset: ring, params: {size: 0, trouble: %q}, label: hostile}\n", plugin, trouble)
	return strings.Replace(hostileSpec, "evaluate:", run+"evaluate:", 1)
}

// A hostileCase is a plugin, what it does, and what the user reads of it.
type hostileCase struct {
	plugin, trouble string
	status, reason  string   // of the run; the reason as an expression
	tail            string   // in the end of its log
	args            []string // of `gander run`, beside the usual
}

var hostileCases = []hostileCase{
	{"rude", "panic", "crashed", `^exited with code 2: panic: faulty: as you wished$`, "panic: faulty: as you wished", nil},
	{"rude", "exit", "crashed", `^exited with code 3$`, "", nil},
	{"rude", "kill", "crashed", `^killed by signal 9 \(killed\)$`, "", nil},
	{"rude", "leave", "crashed", `^exited with code 0 before its work was done; a plugin runs until it is told to end$`, "", nil},
	{"rude", "error", "failed", `^step 3: no more ideas$`, "", nil},
	{"rude", "hang", "hung", `^no sign of life for 2s \(--stall-after\); the process answers, but its learner is stuck or slower than that$`, "faulty.(*learner).fail", []string{"--stall-after", "2s"}},
	{"rude", "nan", "diverged", `^step 3: loss_g is NaN$`, "", nil},
	{"rude", "bad sample", "diverged", `^sample 0 has the value NaN$`, "", nil},
	{"rude", "stdout flood", "done", `^$`, "", nil},
	{"rude", "stderr flood", "crashed", `^exited with code 2: panic: .*drowned`, "panic: ", nil},
	{"rude", "endless line", "done", `^$`, "", nil},
	{"rude", "malformed log", "crashed", `^exited with code 2: panic: after strange lines`, "panic: after strange lines", nil},
	{"rude", "fork", "done", `^$`, "", nil},
	{"rude", "daemon", "done", `^$`, "", nil},
	{"rude", "orphan", "crashed", `^exited with code 2: panic: .*left children`, "panic: ", nil},
	{"rude", "error of lines", "failed", `^step 3: first line; .{0,12}second line.{0,4}; (and so on ){10,60}.{0,12}…$`, "", nil},
	{"wild", "deaf", "hung", `^did not end when it was closed and was killed; gander plugin verify checks how a plugin ends$`, "", nil},
	{"wild", "unknown scalars", "failed", `^the report of step 5 has 4 scalars, the description declares 2; they have to be the same ones, in order$`, "", nil},
	{"wild", "missing scalars", "failed", `^the report of step 5 has 0 scalars, the description declares 2; they have to be the same ones, in order$`, "", nil},
	{"wild", "oversize report", "failed", `^a message is larger than 32 MiB; what is long has to come in pieces \(.*\)$`, "", nil},
	{"wild", "steps backward", "failed", `^a report of 5 steps says step -5, after step 0 of 5$`, "", nil},
	{"wild", "raw flood", "done", `^$`, "", nil},
	{"mute", "none", "hung", `^no handshake within 8s; a plugin prints its line as soon as it listens$`, "", []string{"--stall-after", "8s"}},
	{"antique", "none", "failed", `^it speaks version 99 of the protocol and this gander version 1; build it with the SDK of this gander$`, "", nil},
}

// A hostile plugin ends in a named status with one sentence and the end of its
// log; the run beside it has the bits of a run without it, gander needs no more
// memory, and nothing is left.
func TestHostilePlugins(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds")
	}
	plugins := hostilePlugins(t, "wild", "mute", "antique")
	alone := runHostile(t, plugins, hostileSpec, nil)
	healthy := weights(t, alone.dir)
	calm := runHostile(t, plugins, withRun("rude", "none"), nil)
	if calm.code != 0 {
		t.Fatalf("the plugin without trouble ends with code %d\n%s", calm.code, calm.output)
	}
	for _, c := range hostileCases {
		t.Run(c.plugin+" "+c.trouble, func(t *testing.T) {
			t.Parallel()
			got := runHostile(t, plugins, withRun(c.plugin, c.trouble), c.args)
			got.check(t, c)
			sameWeights(t, "beside "+c.trouble, weights(t, got.dir), healthy)
			if grown := got.peak - calm.peak; grown > 50_000 {
				t.Errorf("gander's memory has a peak of %d kB, %d more than usual", got.peak, grown)
			}
		})
	}
}

// A plugin that cannot say what it is refuses a spec that names it, with one
// sentence, and is in nobody else's way.
func TestDeadPlugin(t *testing.T) {
	plugins := hostilePlugins(t, "dead")
	if h := runHostile(t, plugins, hostileSpec, nil); h.code != 0 || !strings.Contains(h.output, "cannot be used: variant dead: ") || strings.Count(h.output, "\ngoroutine") > 0 {
		t.Errorf("exit code %d\n%s", h.code, h.output)
	}
	if h := runHostile(t, plugins, withRun("dead", "none"), nil); h.code != 2 || !strings.Contains(h.output, "panic: not even born") {
		t.Errorf("exit code %d, want 2\n%s", h.code, h.output)
	}
}

// A hostileRun is what came of one `gander run`.
type hostileRun struct {
	dir    string
	code   int
	output string
	peak   int // of gander's resident memory, kB
	took   time.Duration
}

// check compares what the user reads with what was expected.
func (h hostileRun) check(t *testing.T, c hostileCase) {
	t.Helper()
	want := 3
	if c.status == "done" {
		want = 0
	}
	if h.code != want {
		t.Errorf("exit code %d, want %d\n%s", h.code, want, h.output)
	}
	if c.status != "done" && !strings.Contains(h.output, "hint: gander runs show ") {
		t.Errorf("gander does not say where to read more:\n%s", h.output)
	}
	for _, r := range runsOf(t, h.dir) {
		log, err := os.Stat(filepath.Join(h.dir, "results", r.Dir, "plugin.log"))
		if err != nil || log.Size() > 20e6 {
			t.Errorf("the log of %s: %v, %v", r.Label, log, err)
		}
		if r.Label != "hostile" {
			if r.Status != "done" {
				t.Errorf("%s is %s: %s", r.Label, r.Status, r.Reason)
			}
			continue
		}
		t.Logf("%s: %s (%.1f s, %d MB)", r.Status, r.Reason, h.took.Seconds(), h.peak/1000)
		if r.Status != c.status || !regexp.MustCompile(c.reason).MatchString(r.Reason) || strings.ContainsAny(r.Reason, "\n\x1b") {
			t.Errorf("%s: %q, want %s: %s", r.Status, r.Reason, c.status, c.reason)
		}
		if tail := strings.Join(r.LogTail, "\n"); !strings.Contains(tail, c.tail) || strings.Contains(tail, "\x1b") {
			t.Errorf("the end of the log is without %q, or not fit to be shown:\n%.2000q", c.tail, tail)
		}
	}
}

// runHostile runs a spec in a new folder, and wants nothing to be left.
func runHostile(t *testing.T, plugins, text string, args []string) hostileRun {
	t.Helper()
	h := hostileRun{dir: folder(t, text)}
	tmp, err := os.MkdirTemp("", "gh-") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	mark := "GANDER_TEST_MARK=" + filepath.Base(tmp)
	cmd := gander(t, h.dir, append([]string{"run", "spec.yaml", "--no-report", "--plugin-dir", plugins}, args...)...)
	cmd.Env = append(cmd.Env, "TMPDIR="+tmp, mark, "GANDER_HOSTILE_BYTES="+floodSize())
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	peak := make(chan int)
	go func() { peak <- peakOf(cmd.Process.Pid) }()
	_ = cmd.Wait() // its code tells
	h.took, h.peak, h.code, h.output = time.Since(began), <-peak, cmd.ProcessState.ExitCode(), output.String()
	wantNoneLeft(t, mark)
	if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
		t.Errorf("left in the folder of temporary files: %v", left)
	}
	return h
}

// floodSize is how many bytes a flood has: enough to be seen in a process's
// memory, and gigabytes where there is time.
func floodSize() string {
	if os.Getenv("GANDER_LONG") != "" {
		return "2000000000"
	}
	return "200000000"
}

// hostilePlugins builds the plugin rude into a new folder, and others, which are
// the same program under other names.
func hostilePlugins(t *testing.T, others ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	first := filepath.Join(dir, "gander-variant-rude")
	if out, err := exec.Command("go", "build", "-o", first, "./plugins/internal/hostile").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range others {
		if err := os.Link(first, filepath.Join(dir, "gander-variant-"+name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// peakOf is the peak of a process's resident memory in kB, as far as it was seen
// before its end.
func peakOf(pid int) (peak int) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, after, ok := strings.Cut(string(status), "\nVmHWM:")
		if err != nil || !ok { // a process that has ended has no memory
			return peak
		}
		fmt.Sscan(after, &peak)
		time.Sleep(10 * time.Millisecond)
	}
}

// wantNoneLeft wants every process with a setting in its environment to be gone.
func wantNoneLeft(t *testing.T, setting string) {
	t.Helper()
	eventually(t, "processes are left: "+setting, 5*time.Second, func() bool {
		out, _ := exec.Command("sh", "-c", `grep -ls "$0" /proc/[0-9]*/environ`, setting).Output() // none is an error
		return len(out) == 0
	})
}
