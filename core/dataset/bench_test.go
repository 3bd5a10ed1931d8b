package dataset

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"gander/core/media"
	"gander/core/nn/num"
)

// BenchmarkPrepareFolder prepares 20,000 PNGs of 64×64 pixels to the size given by
// its name. They stay in $GANDER_BENCH_PICTURES, if that is set, for
// testdata/prepare_with_pillow.py to be run on them.
func BenchmarkPrepareFolder(b *testing.B) {
	dir := os.Getenv("GANDER_BENCH_PICTURES")
	if dir == "" {
		dir = b.TempDir()
	}
	makePictures(b, dir, 20_000)
	for _, size := range []int{64, 32} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				options := map[string]any{"path": dir, "size": size}
				if _, err := Prepare(context.Background(), "imagefolder", options, b.TempDir(), nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
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
