package host_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/faulty"
	"gander/plugins/internal/wire"
	"gander/plugins/sdk"
	"gander/plugins/variant"
)

// TestMain lets the test binary be what the tests start: a plugin, or a host
// that is going to be killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == wire.ServeCommand {
		os.Exit(servePlugin(os.Args[2], os.Args[3:]))
	}
	if name, ok := strings.CutPrefix(filepath.Base(os.Args[0]), "gander-variant-"); ok {
		os.Exit(servePlugin(name, os.Args[1:]))
	}
	if len(os.Args) == 2 && os.Args[1] == "shim-host" {
		shimHost()
	}
	os.Exit(m.Run())
}

// The plugins that the test binary can be.
var plugins = []string{"faulty", "noisy", "mute", "quitter", "crasher", "chatty", "untold", "sluggish", "breeder", "still"}

func servePlugin(name string, args []string) int {
	switch name {
	case "noisy":
		fmt.Println("Loading the networks …")
	case "mute":
		time.Sleep(time.Minute)
	case "quitter":
		return 7
	case "crasher":
		panic("not even started")
	case "chatty":
		fmt.Fprintln(os.Stderr, `{"@message": 5, "@level": [], "@timestamp": false}`)
		fmt.Fprintln(os.Stderr, `{"@message":"hello","@level":"info","answer":42}`)
	case "breeder":
		breed()
	case "still":
		return serveStill(args)
	}
	v := faulty.New()
	switch name {
	case "untold":
		v = untold{v}
	case "sluggish":
		v = sluggish{v}
	}
	return sdk.Serve(v, args...)
}

// untold has a description that cannot be sent.
type untold struct{ variant.Variant }

func (untold) Describe() variant.Description {
	return variant.Description{Name: "untold", Params: []variant.ParamSpec{{Name: "n", Kind: variant.Int, Default: 3}}}
}

// sluggish takes its time to open.
type sluggish struct{ variant.Variant }

func (s sluggish) Open(setup variant.Setup) (variant.Learner, variant.Info, error) {
	time.Sleep(300 * time.Millisecond)
	return s.Variant.Open(setup)
}

func newLauncher(t *testing.T) *host.Launcher {
	t.Helper()
	catalog, err := host.Discover(host.Search{BuiltIns: plugins, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	l := &host.Launcher{Catalog: catalog, Self: os.Args[0]}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close launcher: %v", err)
		}
	})
	return l
}

// launch starts the variant faulty.
func launch(t *testing.T, o host.Options) *host.Process {
	t.Helper()
	p, err := newLauncher(t).Launch(t.Context(), "faulty", o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// open starts the variant faulty with parameters beside its defaults.
func open(t *testing.T, o host.Options, params variant.Params) *host.Process {
	t.Helper()
	p := launch(t, o)
	if _, err := p.Open(t.Context(), setup(params)); err != nil {
		t.Fatal(err)
	}
	return p
}

func setup(params variant.Params) variant.Setup {
	return variant.Setup{Purpose: variant.Train, Params: params, Seed: 7, Threads: 1, TotalSteps: 100}
}

// advance collects the reports of a call of Advance.
func advance(ctx context.Context, p *host.Process, from, to, every int) ([]variant.Report, error) {
	var reports []variant.Report
	err := p.Advance(ctx, from, to, every, func(r variant.Report) error {
		reports = append(reports, r)
		return nil
	})
	return reports, err
}

// wantOutcome checks that err is an *host.Error and gives it.
func wantOutcome(t *testing.T, err error, outcome core.RunStatus, reason string) *host.Error {
	t.Helper()
	var e *host.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T (%v), want an *host.Error", err, err)
	}
	if e.Outcome != outcome || !strings.Contains(e.Reason, reason) {
		t.Errorf("outcome is %s: %s; want %s: … %s …\nlog:\n%s",
			e.Outcome, e.Reason, outcome, reason, strings.Join(e.Tail, "\n"))
	}
	return e
}

// shortTemp is a temporary folder whose path leaves room for a socket's.
func shortTemp(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "g")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
