package host

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A group is a job object: a process and those that it has started. Windows
// ends them all when the host's handle of the job is closed, so also when the
// host dies.
type group struct{ job windows.Handle }

// isolate puts a process into a group of its own, which a console's Ctrl-C
// does not reach.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// gather makes a group of a process that was started isolated.
func gather(p *os.Process) (*group, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return nil, os.NewSyscallError("CreateJobObject", err)
	}
	if err := fill(job, p.Pid); err != nil {
		return nil, errors.Join(err, windows.CloseHandle(job))
	}
	return &group{job: job}, nil
}

func fill(job windows.Handle, pid int) error {
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{}
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	_, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err != nil {
		return os.NewSyscallError("SetInformationJobObject", err)
	}
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(pid))
	if err != nil {
		return os.NewSyscallError("OpenProcess", err)
	}
	defer windows.CloseHandle(process)
	return os.NewSyscallError("AssignProcessToJobObject", windows.AssignProcessToJobObject(job, process))
}

// kill ends all of the group at once. That it is gone already is no error.
func (g *group) kill() { _ = windows.TerminateJobObject(g.job, 1) }

// release frees what the group holds, once it has ended.
func (g *group) release() { _ = windows.CloseHandle(g.job) }

// quit does nothing: Windows has no signal that dumps stacks.
func quit(*os.Process) {}

// exitReason says how a process ended: "exited with code 2".
func exitReason(s *os.ProcessState) string { return fmt.Sprintf("exited with code %d", s.ExitCode()) }

// maxRSS is unknown after the end.
func maxRSS(*os.ProcessState) int64 { return 0 }

// runningProgram is the program that runs.
func runningProgram(path string) string { return path }

// peakMemory of a running process is unknown here.
func peakMemory(int) int64 { return 0 }
