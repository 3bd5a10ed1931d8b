//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// long is the spec with so many steps that a test can interfere.
var long = strings.NewReplacer("{steps: 60}", "{steps: 600}", "every: 30 steps", "every: 300 steps").Replace(spec)

// endless is the spec with so many steps that no run gets to its end.
var endless = strings.Replace(long, "{steps: 600}", "{steps: 6000000}", 1)

// start begins a run in the background and waits until it has plugins.
func start(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := gander(t, dir, "run", "spec.yaml")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	eventually(t, "no plugin process", 30*time.Second, func() bool { return len(plugins(t, cmd.Process.Pid)) > 0 })
	return cmd
}

// trained waits until some run has recorded a step.
func trained(t *testing.T, dir string) {
	t.Helper()
	eventually(t, "no step recorded", 60*time.Second, func() bool {
		if _, err := os.Stat(filepath.Join(dir, "results", "gander.db")); err != nil {
			return false
		}
		for _, r := range runsOf(t, dir) {
			if r.Status == "running" && r.Progress.Step > 40 {
				return true
			}
		}
		return false
	})
}

func TestKilledPluginLeavesTheOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds")
	}
	dir := folder(t, long)
	cmd := start(t, dir)
	trained(t, dir)
	running := plugins(t, cmd.Process.Pid)
	victim := running[len(running)-1] // the youngest has most of its steps before it
	if err := exec.Command("kill", "-KILL", victim).Run(); err != nil {
		t.Fatal(err)
	}
	if cmd.Wait(); cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("exit code %d, want 3", cmd.ProcessState.ExitCode())
	}
	crashed := 0
	for _, r := range runsOf(t, dir) {
		switch {
		case r.Status == "crashed" && strings.Contains(r.Reason, "signal"):
			crashed++
		case r.Status != "done":
			t.Errorf("%s, seed %d is %s: %s", r.Label, r.Seed, r.Status, r.Reason)
		}
	}
	if crashed != 1 {
		t.Errorf("%d runs crashed, want 1", crashed)
	}
}

// Killing gander in the middle leaves no process behind, and running the spec
// again ends with the bits of a run that nobody killed.
func TestKilledGanderGoesOnWithTheSameBits(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds")
	}
	whole := folder(t, long)
	must(t, gander(t, whole, "run", "spec.yaml"), 0)
	dir := folder(t, long)
	cmd := start(t, dir)
	trained(t, dir)
	orphans := plugins(t, cmd.Process.Pid)
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	eventually(t, "plugins outlive gander", 5*time.Second, func() bool {
		for _, pid := range orphans {
			if _, err := os.Stat("/proc/" + pid); err == nil {
				return false
			}
		}
		return true
	})
	must(t, gander(t, dir, "run", "spec.yaml"), 0)
	sameWeights(t, "killed and run again", weights(t, dir), weights(t, whole))
}

func TestInterruptSavesAndSaysSo(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds")
	}
	dir := folder(t, endless)
	cmd := start(t, dir)
	trained(t, dir)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("exit code %d, want 130", cmd.ProcessState.ExitCode())
	}
	stopped := 0
	for _, r := range runsOf(t, dir) {
		if r.Status == "stopped" && r.Progress.Step > 0 {
			stopped++
		}
	}
	if stopped == 0 {
		t.Error("no run is stopped with its progress")
	}
}
