package media

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os/exec"
	"strings"
)

// ErrNoFFmpeg says that clips cannot be read on this machine.
var ErrNoFFmpeg = errors.New("ffmpeg is not on the path; clips need it")

// Clip decodes the file of any video format that ffmpeg knows, frame by frame, in
// RGB. An error ends the sequence. The file may refer to no other files and to
// nothing on the network.
func Clip(ctx context.Context, path string) iter.Seq2[Image, error] {
	return func(yield func(Image, error) bool) {
		if err := clip(ctx, path, func(m Image) bool { return yield(m, nil) }); err != nil {
			yield(Image{}, err)
		}
	}
}

func clip(ctx context.Context, path string, yield func(Image) bool) error {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ErrNoFFmpeg
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-nostdin", "-v", "error", "-protocol_whitelist", "file",
		"-i", "file:"+path, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "ppm", "-")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start ffmpeg: %w", err)
	}
	stopped, err := readFrames(bufio.NewReaderSize(out, 1<<20), yield)
	if stopped || err != nil {
		cancel()
		return errors.Join(err, ignoreExit(cmd.Wait()))
	}
	if err := cmd.Wait(); err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(complaints.String()), "\n")
		return fmt.Errorf("ffmpeg: %s: %w", line, err)
	}
	return nil
}

// ignoreExit drops the error of a process that was told to end.
func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// readFrames reads binary pixmaps (PPM), one after another, to the end.
func readFrames(r *bufio.Reader, yield func(Image) bool) (stopped bool, err error) {
	for {
		if _, err := r.Peek(1); err == io.EOF {
			return false, nil
		}
		m, err := readPPM(r)
		if err != nil {
			return false, fmt.Errorf("read a frame of ffmpeg: %w", err)
		}
		if !yield(m) {
			return true, nil
		}
	}
}

func readPPM(r *bufio.Reader) (Image, error) {
	var w, h, full int
	if _, err := fmt.Fscanf(r, "P6\n%d %d\n%d\n", &w, &h, &full); err != nil {
		return Image{}, err
	}
	if w < 1 || h < 1 || full != 255 || w > MaxPixels/h {
		return Image{}, fmt.Errorf("a pixmap of %d×%d pixels and %d levels", w, h, full+1)
	}
	var pixels bytes.Buffer // grows with what comes, whatever was announced
	if n, err := io.CopyN(&pixels, r, int64(3*w*h)); err != nil {
		return Image{}, fmt.Errorf("it ends after %d bytes of %d: %w", n, 3*w*h, err)
	}
	return Image{H: h, W: w, C: 3, Pix: pixels.Bytes()}, nil
}
