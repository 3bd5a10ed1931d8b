package media

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// makeClip encodes four grey frames, brighter and brighter, without loss.
func makeClip(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("install ffmpeg: ", err)
	}
	path := filepath.Join(t.TempDir(), "clip.mkv")
	cmd := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "16x8", "-r", "5", "-i", "-", "-c:v", "ffv1", "-pix_fmt", "bgr0", path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		m := New(8, 16, 3)
		m.fill(byte(50 * i))
		if _, err := in.Write(m.Pix); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(in.Close(), cmd.Wait()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestClip(t *testing.T) {
	path := makeClip(t)
	n := 0
	for m, err := range Clip(context.Background(), path) {
		if err != nil {
			t.Fatal(err)
		}
		if m.H != 8 || m.W != 16 || int(m.Pix[0]) != 50*n || int(m.Pix[383]) != 50*n {
			t.Errorf("frame %d is %d×%d of %d", n, m.H, m.W, m.Pix[0])
		}
		n++
	}
	if n != 4 {
		t.Errorf("%d frames, want 4", n)
	}
	for range Clip(context.Background(), path) {
		break // ends the process without an error
	}
}

func TestClipRefuses(t *testing.T) {
	makeClip(t)
	for _, err := range Clip(context.Background(), filepath.Join(t.TempDir(), "none.mp4")) {
		if err == nil {
			t.Error("a missing clip is read")
		}
	}
	t.Setenv("PATH", "")
	for _, err := range Clip(context.Background(), "clip.mp4") {
		if !errors.Is(err, ErrNoFFmpeg) {
			t.Errorf("error is %v, want ErrNoFFmpeg", err)
		}
	}
}

// FuzzClip reads what a damaged ffmpeg might say.
func FuzzClip(f *testing.F) {
	for _, seed := range []string{"P6\n1 1\n255\nabcP6\n1 1\n255\nabc", "P6\n2 2\n255\nabc", "P5\n1 1\n255\na", "P6\n-1 1\n255\n", "P6\n99999 99999\n255\n", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := readFrames(bufio.NewReader(bytes.NewReader(b)), func(m Image) bool {
			if len(m.Pix) != m.H*m.W*3 || m.C != 3 {
				t.Errorf("a frame of %d×%d×%d in %d bytes", m.H, m.W, m.C, len(m.Pix))
			}
			return true
		})
		if err == nil && len(b) > 0 && b[0] != 'P' {
			t.Error("it is a pixmap")
		}
	})
}
