package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
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
