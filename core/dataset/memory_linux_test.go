package dataset

import (
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"gander/plugins/variant/data"
)

const (
	// memoryLimit is all the memory that the test below leaves to a process: its
	// heap, its stacks, its variables. With 96 MB it ends, as it should.
	memoryLimit = 256 << 20
	manyRows    = 200_000 // of 64×64 pixels: 819 MB
)

// A dataset of three times the memory that there is is prepared and verified. The
// kernel keeps the bound: beyond it the process ends.
func TestMoreThanMemoryIsPrepared(t *testing.T) {
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("writes a gigabyte; GANDER_LONG=1 runs it")
	}
	dir := t.TempDir()
	images := binary.BigEndian.AppendUint32(nil, 0x00000803)
	labels := binary.BigEndian.AppendUint32(nil, 0x00000801)
	for _, n := range []uint32{manyRows, 64, 64} {
		images = binary.BigEndian.AppendUint32(images, n)
	}
	labels = binary.BigEndian.AppendUint32(labels, manyRows)
	for name, f := range map[string]struct {
		start []byte
		bytes int64
	}{"train-images-idx3-ubyte": {images, 16 + manyRows*64*64}, "train-labels-idx1-ubyte": {labels, 8 + manyRows}} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, f.start, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, f.bytes); err != nil { // the rest is a hole of zeros
			t.Fatal(err)
		}
	}
	child := exec.Command(os.Args[0], "-test.run=^TestPrepareWithinMemory$")
	child.Env = append(os.Environ(), "GANDER_TEST_PATH="+dir, "GANDER_TEST_CACHE="+t.TempDir())
	if out, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// TestPrepareWithinMemory is the child of the test above.
func TestPrepareWithinMemory(t *testing.T) {
	dir := os.Getenv("GANDER_TEST_PATH")
	if dir == "" {
		t.Skip("runs as a child of another test")
	}
	limit := syscall.Rlimit{Cur: memoryLimit, Max: memoryLimit}
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &limit); err != nil {
		t.Fatal(err)
	}
	p, err := Prepare(context.Background(), "idx", map[string]any{"path": dir}, os.Getenv("GANDER_TEST_CACHE"), nil)
	if err != nil {
		t.Fatal(err)
	}
	n := counted(p)
	if bytes := (n[0] + n[1] + n[2]) * p.Header(data.Train).RowSize(); bytes < 3*memoryLimit {
		t.Errorf("%d bytes are no proof for a limit of %d", bytes, memoryLimit)
	}
	if err := p.Verify(); err != nil {
		t.Error(err)
	}
}
