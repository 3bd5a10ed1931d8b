package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gander/core/nn/kernel"
)

// Nothing about how a run is computed may change a bit of it: the executor, the
// instruction set, the number of threads, how many runs are in the air, and
// whether the variant is built in or a plugin of its own.
func TestSameBitsHoweverComputed(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds")
	}
	base := folder(t, spec)
	must(t, gander(t, base, "run", "spec.yaml"), 0)
	want := weights(t, base)
	for _, c := range []struct {
		name string
		env  []string
		args []string
	}{
		{"tape machine", []string{"GANDER_EXEC=tape"}, nil},
		{"portable kernels", []string{"GANDER_ISA=portable"}, nil},
		{"one at a time on all threads", nil, []string{"--parallel", "1"}},
		{"plugin of its own", nil, []string{"--plugin-dir", buildPlugin(t)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, spec)
			cmd := gander(t, dir, append([]string{"run", "spec.yaml"}, c.args...)...)
			cmd.Env = append(cmd.Env, c.env...)
			must(t, cmd, 0)
			sameWeights(t, c.name, weights(t, dir), want)
		})
	}
}

// The workloads of `gander bench` learn the same on every instruction set of
// this processor, on any number of threads, and beside other runs.
func TestWorkloadsHaveTheSameBits(t *testing.T) {
	dir := t.TempDir()
	bits := func(env ...string) string {
		cmd := gander(t, dir, "bench", "bits")
		cmd.Env = append(cmd.Env, env...)
		return must(t, cmd, 0)
	}
	want := bits()
	for _, isa := range kernel.ISAs() {
		if isa == "emulated" && os.Getenv("GANDER_LONG") == "" {
			continue // a hundred times slower
		}
		for _, threads := range []string{"1", "2", "3"} {
			t.Run(isa+" with "+threads+" threads", func(t *testing.T) {
				t.Parallel() // beside other runs
				if got := bits("GANDER_ISA="+isa, "GANDER_THREADS="+threads); got != want {
					t.Errorf("learnt\n%swant\n%s", got, want)
				}
			})
		}
	}
}

// buildPlugin builds the vanilla plugin and gives its folder.
func buildPlugin(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "gander-variant-vanilla"), "./plugins/gander-variant-vanilla")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		t.Fatal(err)
	}
	return dir
}
