//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// troubles are what a learner of rude does at its step.
var troubles = map[string]func() error{
	leave:       func() error { os.Exit(0); return nil },
	stdoutFlood: func() error { return flood(os.Stdout, "a line of a flood that goes on and on\n") },
	stderrFlood: func() error {
		err := flood(rawStderr, "a line of a flood that goes on and on\n")
		panic(errors.Join(errors.New("drowned"), err))
	},
	endless: func() error { return flood(rawStderr, ".") },
	malformed: func() error {
		for _, line := range strange {
			if _, err := io.WriteString(rawStderr, line); err != nil {
				return err
			}
		}
		panic("after strange lines")
	},
	fork: func() error {
		for range 3 {
			if err := start(exec.Command("sleep", "300")); err != nil {
				return err
			}
		}
		return nil
	},
	daemon: func() error { return daemons() },
	orphan: func() error {
		err := daemons()
		panic(errors.Join(errors.New("left children"), err))
	},
	shout: func() error {
		return errors.New("first line\n\x1b[2J\x1b[31msecond line\x07\n" + strings.Repeat("and so on ", 10_000))
	},
}

// rawStderr is file descriptor 2, whatever becomes of os.Stderr.
var rawStderr = os.NewFile(2, "stderr")

// strange are lines that a reader of structured logs may stumble over.
var strange = []string{
	"{\"@message\": 5, \"@level\": [], \"@timestamp\": false}\n",
	"{\"@message\": \"open\n",
	"\xff\xfe\x00\x01 binary \x1b[2J\x1b]0;title\x07\n",
	"{\"@level\":\"nonsense\",\"@message\":\"\\u0000\",\"@timestamp\":\"never\"}\n",
	strings.Repeat("{", 100_000) + "\n",
	"\r\r\n\n",
}

// flood writes floodBytes of a text, again and again.
func flood(w io.Writer, text string) error {
	piece := bytes.Repeat([]byte(text), 64<<10/len(text))
	for left := floodBytes(); left > 0; left -= len(piece) {
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// start starts a process that keeps this one's pipes.
func start(c *exec.Cmd) error {
	c.Stdout, c.Stderr = os.NewFile(1, "stdout"), rawStderr
	return c.Start()
}

// daemons starts processes as daemons begin: in sessions of their own, and
// without a parent, since the shell between ends at once.
func daemons() error {
	for range 2 {
		c := exec.Command("/bin/sh", "-c", "sleep 300 & sleep 301 & exit 0")
		c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := start(c); err != nil {
			return err
		}
		if err := c.Wait(); err != nil {
			return err
		}
	}
	return nil
}
