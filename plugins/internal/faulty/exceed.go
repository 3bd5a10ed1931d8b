package faulty

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// The troubles that go beyond what a process is given, at the step that the
// parameter "at" says.
const (
	Allocate = "allocate" // without end
	Children = "children" // that allocate without end, while it waits for them
	Stray    = "stray"    // that allocates without end, and knows neither parent nor group
	Reach    = "reach"    // for the files that the variables below name; what fails is an error
	Scatter  = "scatter"  // over all processors, and wait
)

// The variables that Reach looks at: files to read, files to make, and a process
// to ask whether it could be signalled.
const (
	ReadKey   = "GANDER_TEST_READ"
	WriteKey  = "GANDER_TEST_WRITE"
	SignalKey = "GANDER_TEST_SIGNAL"
)

// exceed is the trouble of a learner that goes beyond what it is given.
func (l *learner) exceed() error {
	switch l.trouble() {
	case Allocate:
		allocate()
	case Children:
		return children()
	case Stray:
		return stray()
	case Reach:
		return reach()
	case Scatter:
		return scatter()
	}
	return nil
}

// hoard is what allocate has taken.
var hoard [][]byte

// allocate takes a gigabyte a second.
func allocate() {
	for {
		hoard = append(hoard, bytes.Repeat([]byte{1}, 8<<20))
		time.Sleep(8 * time.Millisecond)
	}
}

// children starts two processes that look for the end of a line without end, one
// of them in a session of its own.
func children() error {
	first, second := exec.Command("tail", "/dev/zero"), exec.Command("setsid", "--wait", "tail", "/dev/zero")
	if err := errors.Join(first.Start(), second.Start()); err != nil {
		return err
	}
	return errors.Join(first.Wait(), second.Wait())
}

// stray starts such a process, is rid of it at once, and stays.
func stray() error {
	if err := exec.Command("setsid", "--fork", "tail", "/dev/zero").Run(); err != nil {
		return err
	}
	time.Sleep(time.Hour)
	return nil
}

func reach() error {
	var all []error
	for _, path := range filepath.SplitList(os.Getenv(ReadKey)) {
		f, err := os.Open(path)
		if err == nil {
			_, err = io.Copy(io.Discard, f)
			f.Close()
		}
		all = append(all, err)
	}
	for _, path := range filepath.SplitList(os.Getenv(WriteKey)) {
		all = append(all, os.WriteFile(path, []byte("hello\n"), 0o666))
	}
	var pid int
	if n, _ := fmt.Sscan(os.Getenv(SignalKey), &pid); n == 1 {
		all = append(all, signal(pid))
	}
	return errors.Join(all...)
}
