package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"gander/plugins/internal/faulty"
	"gander/plugins/sdk"
	"gander/plugins/variant"
)

// The plugins.
const (
	rude    = "rude"    // keeps to the protocol; its learner does harm, see the troubles
	wild    = "wild"    // speaks the protocol by itself, and wrongly
	mute    = "mute"    // describes itself, but never shakes hands
	antique = "antique" // speaks another version of the protocol
	dead    = "dead"    // cannot even say what it is
)

// The troubles of rude, beside those of package faulty. They come at the step
// that the parameter "at" says; then training goes on, unless said otherwise.
const (
	leave       = "leave"          // the process, with code 0
	stdoutFlood = "stdout flood"   // of bytesKey bytes in lines, through os.Stdout
	stderrFlood = "stderr flood"   // of bytesKey bytes in lines, and then a panic
	endless     = "endless line"   // of bytesKey bytes on stderr
	malformed   = "malformed log"  // lines that break readers of logs, and then a panic
	fork        = "fork"           // children that keep the pipes
	daemon      = "daemon"         // children in sessions of their own, without a parent, that keep the pipes
	orphan      = "orphan"         // such a child, and then a panic
	shout       = "error of lines" // an error of many lines with control characters
)

// The troubles of wild.
const (
	deaf     = "deaf"            // to the end of Advance, to Close, Shutdown and SIGTERM
	unknown  = "unknown scalars" // in reports
	missing  = "missing scalars" // in reports
	oversize = "oversize report"
	backward = "steps backward" // in reports
	rawFlood = "raw flood"      // of bytesKey bytes on the stdout of the handshake, without an end of line
)

// bytesKey is the variable that says how much a flood is.
const bytesKey = "GANDER_HOSTILE_BYTES"

// floodBytes is how much a flood is.
func floodBytes() int {
	n, err := strconv.Atoi(os.Getenv(bytesKey))
	if err != nil {
		return 1 << 20
	}
	return n
}

// serve is such a plugin's life; it gives the exit code.
func serve(name string, args []string) int {
	v := named{faulty.New(), name}
	if len(args) > 0 && name != dead {
		return sdk.Serve(v, args...)
	}
	switch name {
	case wild:
		return serveWild(v)
	case mute:
		time.Sleep(time.Hour)
	case antique:
		fmt.Println("1|99|unix|/nowhere/socket|grpc|")
		time.Sleep(time.Hour)
	case dead:
		panic("not even born")
	}
	return sdk.Serve(v, args...)
}

// named is a variant under another name, whose learner may do harm.
type named struct {
	variant.Variant
	name string
}

func (v named) Describe() variant.Description {
	d := v.Variant.Describe()
	d.Name = v.name
	return d
}

func (v named) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	l, info, err := v.Variant.Open(s)
	return &harmful{Learner: l, at: s.Params.Int("at"), do: troubles[s.Params.String("trouble")]}, info, err
}

// harmful is a learner that does something at a step.
type harmful struct {
	variant.Learner
	at, done int
	do       func() error
}

func (r *harmful) Step() (variant.Progress, error) {
	p, err := r.Learner.Step()
	if r.done++; r.done == r.at && r.do != nil && err == nil {
		err = r.do()
	}
	return p, err
}

// Export is that of package faulty.
func (r *harmful) Export(dir string, w variant.Weights) ([]string, error) {
	return r.Learner.(variant.Exporter).Export(dir, w)
}
