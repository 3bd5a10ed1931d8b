package sdk

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gander/plugins/internal/faulty"
	"gander/plugins/internal/processes"
	pb "gander/plugins/variantpb"
)

// The shim neither has the system kill the plugin nor says goodbye: the plugin
// has to notice by itself.
func TestHostDeath(t *testing.T) {
	t.Parallel()
	shim := exec.Command(os.Args[0], "host")
	out, err := shim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shim.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(bufio.NewReader(out), &pid); err != nil {
		t.Fatalf("read the plugin's process id: %v", err)
	}
	if processes.Ended(pid) {
		t.Fatal("the plugin has ended before its host")
	}
	if err := shim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = shim.Wait()
	if !processes.EndSoon(pid) {
		t.Error("the plugin lives on")
	}
}

func TestTerminate(t *testing.T) {
	log, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	variant, client := connect(log)
	defer client.Kill()
	open := &pb.OpenRequest{Parameters: map[string]*pb.Value{
		"pause":   {Value: &pb.Value_Float{Float: 0.001}},
		"trouble": {Value: &pb.Value_String_{String_: faulty.BadClose}},
	}}
	if _, err := variant.Open(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	stream, err := variant.Advance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&pb.AdvanceRequest{To: 1 << 40, Every: 5}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(client.ID())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	// Training ends at a report, and in order.
	var last *pb.AdvanceResponse
	for m, err := stream.Recv(); err == nil; m, err = stream.Recv() {
		last = m
	}
	if last.GetDone() == nil || last.GetDone().Step%5 != 0 {
		t.Errorf("the last message is %v, want the end at a multiple of 5", last)
	}
	if !processes.EndSoon(pid) {
		t.Fatal("the plugin lives on")
	}
	text, err := os.ReadFile(log.Name())
	if err != nil || !strings.Contains(string(text), "could not let go") {
		t.Errorf("the log lacks the error of the learner's Close: %s, %v", text, err)
	}
}
