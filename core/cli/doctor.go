package cli

import (
	"context"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/spf13/cobra"

	"gander/core/nn/kernel"
	"gander/plugins/host"
)

// A finding is one line of doctor: what was looked at, and what was found.
type finding struct {
	Subject string `json:"subject"`
	Found   string `json:"found"`
	Missing string `json:"missing,omitempty"` // what one does without, where it is absent
}

func (a *app) doctorCommand() *cobra.Command {
	return a.jsonFlag(&cobra.Command{
		Use:   "doctor",
		Short: "Tell what this machine offers",
		Args:  noArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.doctor(c.Context()) },
	})
}

func (a *app) doctor(ctx context.Context) error {
	sqlite, _, _ := sqlite3.Version()
	findings := []finding{
		{Subject: "gander", Found: Version + revision()},
		{Subject: "go", Found: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		{Subject: "processor", Found: processor()},
		{Subject: "cores", Found: strconv.Itoa(runtime.NumCPU())},
		{Subject: "memory", Found: memory()},
		{Subject: "kernels", Found: kernel.ISA() + " (this processor can: " + strings.Join(kernel.ISAs(), ", ") + ")"},
		{Subject: "sqlite", Found: sqlite},
	}
	for _, e := range host.Enforcements() {
		findings = append(findings, finding{Subject: e.What, Found: e.Means, Missing: e.Missing})
	}
	findings = append(findings,
		tool(ctx, "c compiler", "cannot rebuild gander here", orElse(a.Getenv("CC"), "cc"), "--version"),
		tool(ctx, "ffmpeg", "no mp4 or webm; PNG and GIF work", "ffmpeg", "-version"),
		tool(ctx, "chromium", "no test of the report in a browser", "chromium", "--version"),
		finding{Subject: "results", Found: a.results},
	)
	rows := make([][]string, len(findings))
	for i, f := range findings {
		rows[i] = []string{f.Subject, f.Found}
		if f.Missing != "" {
			rows[i][1] = "not found: " + f.Missing
		}
	}
	return a.print(findings, []string{"SUBJECT", "FOUND"}, rows)
}

// tool runs a program to learn its version. One that does not tell it in ten
// seconds (most take a tenth of one) is as good as absent.
func tool(ctx context.Context, subject, without, name string, args ...string) finding {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, name, args...)
	command.WaitDelay = time.Second // a child that outlives it may hold its output open
	out, err := command.Output()
	if err != nil {
		return finding{Subject: subject, Missing: without}
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return finding{Subject: subject, Found: strings.TrimSpace(first)}
}

// revision is the commit that gander was built from, where the build knows it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " (" + s.Value[:12] + ")"
		}
	}
	return ""
}
