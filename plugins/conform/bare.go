package conform

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/emptypb"

	"gander/plugins/internal/wire"
	pb "gander/plugins/variantpb"
)

// lineTime is how long a process may take to its handshake.
const lineTime = 10 * time.Second

// A bare is a plugin's process that was started without the host's care, so
// that everything about it can be seen.
type bare struct {
	*session
	house
	cmd     *exec.Cmd
	sockets string   // folder for its socket
	before  []string // lines on stdout before the handshake
	line    []string // fields of the handshake; nil without one
	stdout  *output  // after the handshake
	stderr  *output
	exited  chan struct{}
}

// An output keeps what a process prints, up to a limit.
type output struct {
	mu    sync.Mutex
	bytes bytes.Buffer
	total int
}

// maxOutput is how much of an output is kept.
const maxOutput = 4 << 20

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes.Write(p[:min(len(p), maxOutput-o.bytes.Len())])
	o.total += len(p)
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bytes.String()
}

// cookie is the setting by which a plugin knows that gander starts it.
const cookie = wire.CookieKey + "=" + wire.CookieValue

// spawn starts the target's program with the usual settings and some more.
func (s *subject) spawn(env ...string) (*bare, error) {
	h, err := s.house()
	if err != nil {
		return nil, err
	}
	// A path of the system's own folder for temporary files is short enough for
	// a socket.
	sockets, err := os.MkdirTemp("", "gander-")
	if err != nil {
		return nil, err
	}
	settings := append(h.env(), "PLUGIN_UNIX_SOCKET_DIR="+sockets, "PLUGIN_PROTOCOL_VERSIONS=1", "PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000")
	cmd, err := s.target.program().serve([]string{s.dir, sockets}, append(settings, env...))
	if err != nil {
		return nil, err
	}
	cmd.Dir = h.work
	ownGroup(cmd)
	b := &bare{session: &session{}, house: h, cmd: cmd, sockets: sockets, stdout: &output{}, stderr: &output{}, exited: make(chan struct{})}
	return b, b.run()
}

// run starts the process and reads until its handshake, its end, or for
// lineTime.
func (b *bare) run() error {
	stdout, err := b.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	b.cmd.Stderr = b.stderr
	// A grandchild may keep the pipes open.
	b.cmd.WaitDelay = time.Second
	if err := b.cmd.Start(); err != nil {
		return errors.Join(err, os.RemoveAll(b.sockets))
	}
	shaken := make(chan struct{})
	go b.read(stdout, shaken)
	select {
	case <-shaken:
	case <-b.exited:
	case <-time.After(lineTime):
	}
	return nil
}

// read reads stdout to its end and then waits for the process's.
func (b *bare) read(stdout io.Reader, shaken chan<- struct{}) {
	r := bufio.NewReader(stdout)
	var before []string
	for {
		line, err := r.ReadString('\n')
		if fields := strings.Split(strings.TrimSpace(line), "|"); len(fields) >= 5 {
			b.before, b.line = before, fields
			close(shaken)
			break
		}
		if err != nil {
			break
		}
		before = append(before, strings.TrimSpace(line))
	}
	_, _ = io.Copy(b.stdout, r) // a pipe that breaks has ended
	_ = b.cmd.Wait()            // how it ended is in ProcessState
	close(b.exited)
}

// shaken is a bare process that has shaken hands and is connected.
func (s *subject) shaken(env ...string) (*bare, error) {
	if s.startErr != nil {
		return nil, errNotStarted
	}
	b, err := s.spawn(append([]string{cookie}, env...)...)
	if err != nil {
		return nil, err
	}
	if b.line == nil {
		b.kill()
		return nil, fmt.Errorf("no handshake within %v; stderr: %.300s", lineTime, b.stderr)
	}
	return b, b.dial()
}

// target is the process's address as gRPC has it.
func (b *bare) target() string {
	if b.line[2] == "unix" {
		return "unix:" + b.line[3]
	}
	return b.line[3]
}

func (b *bare) dial() error {
	conn, err := grpc.NewClient(b.target(), append(wire.DialOptions(), grpc.WithTransportCredentials(insecure.NewCredentials()))...)
	if err != nil {
		b.kill()
		return err
	}
	b.conn, b.variant = conn, pb.NewVariantClient(conn)
	go b.followPrints()
	return nil
}

// followPrints takes what the process prints through plugin.GRPCStdio, as a host
// does: a plugin that nobody listens to would wait with its next line.
func (b *bare) followPrints() {
	stream, err := b.conn.NewStream(context.Background(), &grpc.StreamDesc{ServerStreams: true}, stdioMethod)
	if err == nil {
		err = stream.SendMsg(&emptypb.Empty{})
	}
	for err == nil {
		var m emptypb.Empty // its fields are unknown here, and kept
		if err = stream.RecvMsg(&m); err == nil {
			_, _ = b.stderr.Write(printed(m.ProtoReflect().GetUnknown()))
		}
	}
}

// stdioMethod is the call that streams what a plugin prints.
const stdioMethod = "/plugin.GRPCStdio/StreamStdio"

// printed is field 2, the bytes, of a message of plugin.GRPCStdio.
func printed(message []byte) []byte {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return nil
		}
		if number == 2 && kind == protowire.BytesType {
			text, _ := protowire.ConsumeBytes(message[n:])
			return text
		}
		m := protowire.ConsumeFieldValue(number, kind, message[n:])
		if m < 0 {
			return nil
		}
		message = message[n+m:]
	}
	return nil
}

// learner opens a learner in the process.
func (s *subject) in(ctx context.Context, b *bare) (*learner, error) {
	return s.openIn(ctx, b.session, s.task())
}

// kill ends the process and what it has started, and clears up.
func (b *bare) kill() {
	if b.conn != nil {
		_ = b.conn.Close()
	}
	killGroup(b.cmd.Process)
	<-b.exited
	_ = os.RemoveAll(b.sockets)
}

// endsWithin reports whether the process ends by itself in time.
func (b *bare) endsWithin(d time.Duration) bool {
	select {
	case <-b.exited:
		return true
	case <-time.After(d):
		return false
	}
}

// exitedNormally wants the process to end in time with code 0.
func (b *bare) exitedNormally(d time.Duration) error {
	if !b.endsWithin(d) {
		return fmt.Errorf("the process still runs after %v", d)
	}
	if code := b.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the process ended with %v", b.cmd.ProcessState)
	}
	return nil
}
