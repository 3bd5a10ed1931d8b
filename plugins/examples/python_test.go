package examples

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// interpreter is the Python that the plugins' first lines name.
const interpreter = "/usr/bin/python3"

// The packages of Debian that the plugins take.
const (
	numpyPackages = "python3-numpy python3-grpcio python3-protobuf python3-cryptography"
	torchPackages = numpyPackages + " python3-torch"
)

// needs skips a test without a plugin's packages, except where CI promises them.
func needs(t *testing.T, modules, packages string) {
	t.Helper()
	out, err := exec.Command(interpreter, "-c", "import "+modules).CombinedOutput()
	if err == nil {
		return
	}
	const problem = "%s cannot import %s: %v\n%s\nDebian has them as %s"
	if os.Getenv("CI") == "true" {
		t.Fatalf(problem, interpreter, modules, err, out, packages)
	}
	t.Skipf(problem, interpreter, modules, err, out, packages)
}

func needsNumPy(t *testing.T) {
	t.Helper()
	needs(t, "numpy, grpc, google.protobuf, cryptography", numpyPackages)
}

func needsTorch(t *testing.T) {
	t.Helper()
	needs(t, "torch, numpy, grpc, google.protobuf, cryptography", torchPackages)
}

// The SDK's half in Python gives the same bits as the one in Go.
func TestSDK(t *testing.T) {
	needsNumPy(t)
	look(t, "python")
	dir := t.TempDir()
	writeFixtures(t, dir)
	cmd := exec.Command(interpreter, "-B", filepath.Join("python", "tests", "test_gander.py"))
	cmd.Env = append(os.Environ(), "GANDER_FIXTURES="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// look opens all files of a folder, so that the go command knows what the test's
// outcome depends on.
func look(t *testing.T, dir string) {
	t.Helper()
	check(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			_, err = os.ReadFile(path)
		}
		return err
	}))
}
