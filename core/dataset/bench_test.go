package dataset

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gander/core/media"
	"gander/core/nn/num"
)

// What preparing may take, on two cores.
const (
	mostForFashionMNIST = 3 * time.Second
	mostForPictures     = 20 * time.Second // or half of what Pillow takes
)

// The benchmarks are the proof of the speed that is promised; each fails where
// it is not kept:
//
//	go test -run '^$' -bench Prepare -benchtime 3x ./core/dataset

// BenchmarkPrepareFashionMNIST prepares all 70,000 pictures from Debian's files,
// hashes checked, as `gander dataset prepare fashion-mnist` does.
func BenchmarkPrepareFashionMNIST(b *testing.B) {
	d, err := FindNamed("fashion-mnist")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := d.Find(); err != nil {
		lacking(b, "Debian's dataset-fashion-mnist", err)
	}
	for b.Loop() {
		began := time.Now()
		p, err := Prepare(context.Background(), "fashion-mnist", nil, b.TempDir(), nil)
		if err != nil {
			b.Fatal(err)
		}
		if took := time.Since(began); took > mostForFashionMNIST {
			b.Errorf("took %v, more than %v", took, mostForFashionMNIST)
		}
		if n := counted(p); n[0]+n[1]+n[2] != 70_000 {
			b.Fatalf("%v rows", n)
		}
	}
}

// BenchmarkPrepareFolder prepares 20,000 PNGs of 64×64 pixels to the size given by
// its name, and does the same with testdata/prepare_with_pillow.py beside it,
// whose seconds it prints as pillow-s. The pictures stay in
// $GANDER_BENCH_PICTURES, if that is set.
func BenchmarkPrepareFolder(b *testing.B) {
	const n = 20_000
	dir := os.Getenv("GANDER_BENCH_PICTURES")
	if dir == "" {
		dir = b.TempDir()
	}
	makePictures(b, dir, n)
	for _, size := range []int{64, 32} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			slowest := time.Duration(0)
			for b.Loop() {
				began := time.Now()
				options := map[string]any{"path": dir, "size": size}
				if _, err := Prepare(context.Background(), "imagefolder", options, b.TempDir(), nil); err != nil {
					b.Fatal(err)
				}
				slowest = max(slowest, time.Since(began))
			}
			pillow := withPillow(b, dir, size, n)
			b.ReportMetric(pillow.Seconds(), "pillow-s")
			if slowest > mostForPictures && (pillow == 0 || slowest > pillow/2) {
				b.Errorf("took %v, more than %v and than half of the %v that Pillow took", slowest, mostForPictures, pillow)
			}
		})
	}
}

// withPillow times the script that prepares the same pictures with Pillow; 0
// where Pillow is missing.
func withPillow(b *testing.B, dir string, size, n int) time.Duration {
	b.Helper()
	const python = "/usr/bin/python3" // Debian's, which sees python3-pil
	if err := exec.Command(python, "-c", "import PIL").Run(); err != nil {
		b.Log("nothing to compare with: install python3-pil: ", err)
		return 0
	}
	began := time.Now()
	out, err := exec.Command(python, "testdata/prepare_with_pillow.py", dir, fmt.Sprint(size)).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), fmt.Sprintf("%d pictures in ", n)) {
		b.Fatalf("%v: %s", err, out)
	}
	return time.Since(began)
}

// makePictures draws pictures in ten classes: smooth colours with some noise, as
// photographs have, so that they pack as those do.
func makePictures(b *testing.B, dir string, n int) {
	b.Helper()
	noise := num.NewStream(0, "pictures")
	for i := range n {
		path := filepath.Join(dir, fmt.Sprint("class", i%10), fmt.Sprintf("%05d.png", i))
		if _, err := os.Stat(path); err == nil {
			continue
		}
		m := media.New(64, 64, 3)
		for j := range m.Pix {
			m.Pix[j] = byte(j/192+j%192/3+i*(j%3)) + byte(noise.Uint32(uint64(i*len(m.Pix)+j))%8)
		}
		var file bytes.Buffer
		if err := media.EncodePNG(&file, m); err != nil {
			b.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}
