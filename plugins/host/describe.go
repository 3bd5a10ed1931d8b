package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
)

// describeTime is how long a plugin may take to print what it is.
const describeTime = 15 * time.Second

// maxDescription is far more than any description needs.
const maxDescription = 1 << 20

// Describe runs a plugin's executable with the argument "describe" and reads
// what it prints. A built-in variant has no executable of its own: it is an
// error to ask for one. A plugin that was found by its file name has to bear
// that name. It is contained as in a run, and may write nothing, unless
// uncontained says otherwise.
func Describe(ctx context.Context, p Plugin, uncontained bool) (variant.Description, error) {
	if p.Source == FromBuiltIn {
		return variant.Description{}, fmt.Errorf("%s is built in: it describes itself", p.Name)
	}
	if err := unchanged(p); err != nil {
		return variant.Description{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, describeTime, fmt.Errorf("no answer within %v", describeTime))
	defer cancel()
	cmd := &exec.Cmd{Path: p.Path, Args: []string{p.Path, "describe"}, Env: environment(os.Environ(), nil)}
	(&Launcher{Uncontained: uncontained}).contain(cmd, p, Options{}, nil)
	out, err := output(ctx, cmd)
	if err != nil {
		return variant.Description{}, fmt.Errorf("%s describe: %w", p.Path, err)
	}
	d, err := wire.ParseDescription(out)
	if err != nil {
		return variant.Description{}, fmt.Errorf("%s describe: read what it prints: %w", p.Path, err)
	}
	return d, p.checkName(d.Name)
}

// checkName compares what a plugin calls itself with its file's name, if it was
// found by that. A name that the user gave with --plugin may differ, to compare
// two builds.
func (p Plugin) checkName(name string) error {
	if name == p.Name || p.Source == FromOption || p.Source == FromBuiltIn {
		return nil
	}
	return fmt.Errorf("%s calls itself %q", p.Path, name)
}

// unchanged checks that a plugin's files are those that were found.
func unchanged(p Plugin) error {
	if p.Source == FromBuiltIn {
		return nil
	}
	now := Plugin{Path: p.Path}
	err := now.identify()
	if err == nil && now.SHA256 != p.SHA256 {
		err = errors.New("its SHA-256 is another one")
	}
	if err != nil {
		return fmt.Errorf("%s has changed since it was found: %w", p.Path, err)
	}
	return nil
}

// output runs a command to its end and gives what it printed.
func output(ctx context.Context, cmd *exec.Cmd) ([]byte, error) {
	c := newChild(cmd)
	if err := c.Start(ctx); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, c.kill)()
	var out, problems []byte
	var readers sync.WaitGroup
	readers.Go(func() { out = readAtMost(c.stdout, maxDescription) })
	readers.Go(func() { problems = readAtMost(c.stderr, maxLine) })
	readers.Wait()
	err := c.Wait(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s", exitReason(c.cmd.ProcessState), sentence(string(problems)))
	}
	return out, nil
}

// readAtMost reads to the end and keeps the first n bytes. A pipe that breaks
// has ended, too.
func readAtMost(r io.Reader, n int64) []byte {
	kept, _ := io.ReadAll(io.LimitReader(r, n))
	_, _ = io.Copy(io.Discard, r)
	return kept
}
