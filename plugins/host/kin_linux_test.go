package host

import (
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// Memory that forked processes share counts once, and children count.
func TestKinShareMemory(t *testing.T) {
	const script = `x=$(head -c 60000000 /dev/zero | tr '\0' x)
for i in 1 2 3; do (sleep 20; echo ${#x}) & done
wait`
	cmd := exec.Command("/bin/sh", "-c", script)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait() // it is killed
	k := newKin(cmd.Process.Pid, newMark())
	defer func() { k.search(); k.kill() }()
	for began := time.Now(); k.sum(countedMemory) < 220e6; k.search() {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("%d processes count %d bytes, want those of four with 60 MB each", len(k.known), k.sum(countedMemory))
		}
		time.Sleep(20 * time.Millisecond)
	}
	if used := k.memoryAbove(200e6); used != 0 {
		t.Errorf("they take %d bytes together, want less than 200 MB", used)
	}
	if used := k.memoryAbove(50e6); used < 60e6 {
		t.Errorf("they take %d bytes together, want more than 60 MB", used)
	}
}
