package parity

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"gander/core/checkpoint"
	"gander/plugins/variant"
)

// python is Debian's, which python3-torch belongs to.
const python = "/usr/bin/python3"

var hasTorch = sync.OnceValue(func() error {
	out, err := exec.Command(python, "-c", "import torch").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", python, err, out)
	}
	return nil
})

// needTorch skips the test without PyTorch, except where CI promises it.
func needTorch(t *testing.T) {
	t.Helper()
	err := hasTorch()
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatal("PyTorch is missing: ", err)
	default:
		t.Skip("NO PARITY TEST: PyTorch is missing; install it with: apt-get install python3-torch")
	}
}

// A peer trains in PyTorch.
type peer struct {
	testing.TB
	dir string
	in  io.Writer
	out *bufio.Reader
	log *bytes.Buffer
}

// newPeer starts PyTorch on what the learner starts with and draws.
func newPeer(t testing.TB, s variant.Setup, name, precision string, start, draws []checkpoint.Tensor) *peer {
	t.Helper()
	p := &peer{TB: t, dir: t.TempDir(), log: &bytes.Buffer{}}
	p.write("start.safetensors", start)
	p.write("draws.safetensors", draws)
	header := s.Data[0].Header
	description, err := json.Marshal(map[string]any{
		"variant": name, "precision": precision, "threads": s.Threads, "params": s.Params, "shape": header.Shape,
		"classes": len(header.Classes), "attributes": len(attributes(s.Data)), "datasets": len(s.Data), "total_steps": s.TotalSteps,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "case.json"), description, 0o644); err != nil {
		t.Fatal(err)
	}
	p.start()
	return p
}

func (p *peer) write(name string, tensors []checkpoint.Tensor) {
	p.Helper()
	if err := checkpoint.Write(filepath.Join(p.dir, name), tensors); err != nil {
		p.Fatal(err)
	}
}

func (p *peer) start() {
	p.Helper()
	c := exec.Command(python, "-B", filepath.Join("testdata", "torch", "peer.py"), p.dir)
	c.Stderr = p.log
	in, err := c.StdinPipe()
	if err != nil {
		p.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		p.Fatal(err)
	}
	if err := c.Start(); err != nil {
		p.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReader(out)
	p.Cleanup(func() {
		in.Close()
		if err := c.Wait(); err != nil && !p.Failed() {
			p.Errorf("%v\n%s", err, p.log)
		}
	})
}

// step lets PyTorch do a step and returns all that it tells.
func (p *peer) step() tensors {
	p.Helper()
	return p.do("step")
}

// follow is step with the weights of another peer's last step after each update.
func (p *peer) follow(leader *peer) tensors {
	p.Helper()
	return p.do(leader.told())
}

// told is the file of the last step.
func (p *peer) told() string { return filepath.Join(p.dir, "step.safetensors") }

func (p *peer) do(line string) tensors {
	p.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		p.Fatal(err)
	}
	if _, err := p.out.ReadString('\n'); err != nil {
		p.Fatalf("no answer of PyTorch (%v):\n%s", err, p.log)
	}
	return read(p, p.told())
}
