package kernel

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
)

// The process has one CPU device. GANDER_ISA names its instruction set and
// GANDER_THREADS the number of its threads; without them it is the fastest of
// ISAs and as many threads as GOMAXPROCS, which heeds a container's limits.
var process struct {
	sync.Mutex
	device *CPUDevice
}

// CPU is the float32 device of the process. It panics where Environment reports
// an error.
func CPU() Device {
	process.Lock()
	defer process.Unlock()
	return cpu()
}

// cpu opens the process's device on its first call.
func cpu() *CPUDevice {
	if process.device != nil {
		return process.device
	}
	isa, threads, err := environment()
	if err != nil {
		panic(err)
	}
	if process.device, err = NewCPU(isa, threads); err != nil {
		panic(err)
	}
	return process.device
}

// ISA is the instruction set of the process's device.
func ISA() string {
	process.Lock()
	defer process.Unlock()
	return cpu().isa
}

// SetThreads changes the number of threads of the process's device. Results do
// not depend on it. It must not run beside other calls of the device.
func SetThreads(n int) error {
	process.Lock()
	defer process.Unlock()
	d := cpu()
	if n == d.threads {
		return nil
	}
	return d.setThreads(n)
}

// Environment reports what is wrong with GANDER_ISA and GANDER_THREADS.
func Environment() error {
	_, _, err := environment()
	return err
}

func environment() (isa string, threads int, err error) {
	isas := ISAs()
	isa, threads = isas[0], runtime.GOMAXPROCS(0)
	if v := os.Getenv("GANDER_ISA"); v != "" {
		isa = v
		if !slices.Contains(isas, v) {
			err = fmt.Errorf("GANDER_ISA=%s: no such instruction set on this processor, which has %v", v, isas)
		}
	}
	if v := os.Getenv("GANDER_THREADS"); v != "" {
		n, e := strconv.Atoi(v)
		if e != nil || n < 1 {
			err = errors.Join(err, fmt.Errorf("GANDER_THREADS=%s: want a number from 1 on", v))
		}
		threads = n
	}
	return isa, threads, err
}

// Threads is the number of threads of the process's device.
func Threads() int {
	process.Lock()
	defer process.Unlock()
	return cpu().threads
}
