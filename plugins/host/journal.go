package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
)

const (
	// tailSize is how much of a log is kept in memory: a Go program's dump of
	// a hundred goroutines fits.
	tailSize = 64 << 10
	// tailLines is how many lines of it an error shows.
	tailLines = 40
	// maxTailLine is how many bytes of a line an error shows.
	maxTailLine = 1000
	// maxLog is how much of what one process says its log takes; after that
	// come only the last lines, at the end.
	maxLog = 16 << 20
	// maxLine cuts lines, so that a plugin that never ends one needs no more
	// memory than others.
	maxLine = 16 << 10
)

// A journal takes what a process says on its several channels, writes it line
// by line to a log and keeps the end of it.
type journal struct {
	mu  sync.Mutex
	log io.WriteCloser
	err error // the first of writing the log
	end []byte
	// written counts the bytes in the log, and cut those that it did not take.
	written, cut int
}

// openJournal makes a journal that appends to a file, "" for none.
func openJournal(path string) (*journal, error) {
	if path == "" {
		return &journal{log: discard{io.Discard}}, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	return &journal{log: f}, nil
}

// discard is a log that nobody reads.
type discard struct{ io.Writer }

func (discard) Close() error { return nil }

// channel is a writer into the journal that begins every line with a mark.
func (j *journal) channel(mark string) io.Writer { return &channel{journal: j, mark: mark} }

// close closes the log and gives the first error of writing it. Lines that
// come later, from a process that would not end, are kept in memory alone.
func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cut > 0 {
		j.write([]byte(fmt.Sprintf("gander: the log is full; %d MB are left out before its end:\n", j.cut/1e6)))
		j.write(j.end[max(0, len(j.end)-tailSize):])
	}
	err := errors.Join(j.err, j.log.Close())
	j.log = discard{io.Discard}
	if err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	return nil
}

func (j *journal) line(text []byte) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.written+len(text) <= maxLog && j.cut == 0 {
		j.write(text)
		j.written += len(text)
	} else {
		j.cut += len(text)
	}
	j.end = append(j.end, text...)
	if len(j.end) > 2*tailSize {
		j.end = slices.Clone(j.end[len(j.end)-tailSize:])
	}
}

// write keeps the first error.
func (j *journal) write(text []byte) {
	if _, err := j.log.Write(text); err != nil && j.err == nil {
		j.err = err
	}
}

// tail is the end of the log for people, tailLines at most. After a panic it
// begins with that, after a dump of stacks with the one of interest, as what
// follows may fill pages.
func (j *journal) tail() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var lines []string
	for line := range strings.Lines(string(j.end)) {
		lines = append(lines, printable(readable(strings.TrimRight(line, "\r\n")), maxTailLine))
	}
	for _, begins := range []func([]string) int{panicAt, stackAt} {
		if i := begins(lines); i >= 0 {
			return lines[i:min(len(lines), i+tailLines)]
		}
	}
	return lines[max(0, len(lines)-tailLines):]
}

// panicLine is the first line of a panic in the tail, "" without one.
func (j *journal) panicLine() string {
	if lines := j.tail(); panicAt(lines) == 0 {
		return lines[0]
	}
	return ""
}

// panicAt is the place of a Go program's panic, -1 without one.
func panicAt(lines []string) int {
	return slices.IndexFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ")
	})
}

// handler is a stack frame of the call that package sdk is serving.
var handler = regexp.MustCompile(`^gander/plugins/sdk\.\(\*server\)\.[A-Z]\w*\(`)

// stackAt is the place of the stack that serves a call, in the dump of a Go
// program that got SIGQUIT; -1 without one.
func stackAt(lines []string) int {
	call := slices.IndexFunc(lines, handler.MatchString)
	for i := call; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "goroutine ") {
			return i
		}
	}
	return -1
}

// readable turns a line of a structured log into "level: message key=value"
// and leaves all others.
func readable(line string) string {
	var record map[string]any
	if !strings.HasPrefix(line, "{") || json.Unmarshal([]byte(line), &record) != nil {
		return line
	}
	message, ok := record["@message"].(string)
	if !ok {
		return line
	}
	text := fmt.Sprintf("%v: %s", record["@level"], message)
	keys := make([]string, 0, len(record))
	for k := range record {
		if !strings.HasPrefix(k, "@") {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		text += fmt.Sprintf(" %s=%v", k, record[k])
	}
	return text
}

// A channel gathers lines. It is written to by one goroutine at a time.
type channel struct {
	journal *journal
	mark    string
	pending []byte
}

func (c *channel) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		text, after, whole := bytes.Cut(rest, []byte{'\n'})
		c.pending = append(c.pending, text[:min(len(text), max(0, maxLine-len(c.pending)))]...)
		if whole {
			c.flush()
		}
		rest = after
	}
	return len(p), nil
}

// flush ends the pending line.
func (c *channel) flush() {
	line := append([]byte(c.mark), c.pending...)
	c.journal.line(append(line, '\n'))
	c.pending = c.pending[:0]
}
