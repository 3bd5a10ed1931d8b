package host

import (
	"io"
	"strings"
	"sync/atomic"
	"time"
)

// A firstLine reads the first line and passes on what follows, so that a process
// is never held up by what it prints. go-plugin would stop reading at a line of
// 64 KiB.
type firstLine struct {
	io.ReadCloser
	rest io.Writer
	over bool // the line is
	// line is what has been read of it, without its end.
	line atomic.Pointer[string]
	came time.Time // the end of the line
}

// maxHandshake is far more than a handshake's line needs.
const maxHandshake = 32 << 10

// Read gives the line, and then the end of the file when the process's output
// has ended.
func (f *firstLine) Read(p []byte) (int, error) {
	if f.over {
		_, err := io.Copy(f.rest, f.ReadCloser)
		if err == nil {
			err = io.EOF
		}
		return 0, err
	}
	n, err := f.ReadCloser.Read(p)
	text, _, whole := strings.Cut(string(p[:n]), "\n")
	line := f.text() + text
	f.line.Store(&line)
	f.over = whole || len(line) > maxHandshake
	f.came = time.Now()
	taken := min(n, len(text)+1)
	if _, writeErr := f.rest.Write(p[taken:n]); writeErr != nil {
		return taken, writeErr
	}
	return taken, err
}

// text is the line as far as it has come.
func (f *firstLine) text() string {
	if line := f.line.Load(); line != nil {
		return *line
	}
	return ""
}
