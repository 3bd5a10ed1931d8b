package conform_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	hcplugin "github.com/hashicorp/go-plugin"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"gander/plugins/conform"
	"gander/plugins/internal/wire"
	"gander/plugins/sdk"
	"gander/plugins/variant"
)

// good is the model that processes serve.
var good = model{tasks: []variant.Task{variant.Image}}

// serveFaulty makes this process a plugin that breaks one rule.
func serveFaulty(name string, args []string) int {
	id := strings.Replace(name, ".", "/", 1)
	if spoil := processFaults[id]; spoil != nil {
		return spoil(args)
	}
	m := good
	m.fault = id
	return sdk.Serve(m, args...)
}

// watched tells a start with TLS, which the host makes, from most bare ones.
func watched() bool { return os.Getenv("PLUGIN_CLIENT_CERT") != "" }

// bareStart tells a start by a check from one by the host, where go-plugin makes
// the folder for the socket.
func bareStart() bool {
	return !strings.HasPrefix(filepath.Base(os.Getenv("PLUGIN_UNIX_SOCKET_DIR")), "plugin-dir")
}

// processFaults serve a plugin that breaks one rule, and give the exit code.
var processFaults = map[string]func(args []string) int{
	"handshake/start": func(args []string) int {
		if watched() && !bareStart() {
			return 1
		}
		return sdk.Serve(good, args...)
	},
	"handshake/tls": rewriting(func(fields []string) {
		if bareStart() {
			fields[5] = ""
		}
	}),
	"handshake/stranger": trusting,
	"handshake/line": before(func() {
		if !watched() && os.Getenv(wire.CookieKey) != "" {
			fmt.Println("Loading the networks …")
		}
	}),
	"handshake/fields": rewriting(func(fields []string) {
		if !watched() {
			fields[4] = "netrpc"
		}
	}),
	"handshake/version": rewriting(func(fields []string) {
		if strings.HasPrefix(os.Getenv("PLUGIN_PROTOCOL_VERSIONS"), "99") {
			fields[1] = "99"
		}
	}),
	"handshake/address": before(func() {
		if !watched() {
			os.Setenv("PLUGIN_UNIX_SOCKET_DIR", os.TempDir())
		}
	}),
	"handshake/cookie":   byHand(func() int { fmt.Fprintln(os.Stderr, "Start gander."); return 0 }),
	"handshake/explains": byHand(func() int { return 1 }),
	"handshake/no-cookie-no-server": byHand(func() int {
		fmt.Fprintln(os.Stderr, "Who are you?")
		os.Setenv(wire.CookieKey, wire.CookieValue)
		return sdk.Serve(good)
	}),
	"handshake/health": func([]string) int { return serve(true, refusing("/grpc.health.v1.Health/Check")...) },
	"handshake/stdio":  func([]string) int { return serve(true, refusing("/plugin.GRPCStdio/StreamStdio")...) },
	"describe/command": func(args []string) int {
		if len(args) > 0 {
			return sdk.Serve(renamed{good}, args...)
		}
		return sdk.Serve(good)
	},
	"shutdown/idle": afterwards(0, func() int { return 1 }),
	"shutdown/training": func([]string) int {
		return serve(true, grpc.ChainUnaryInterceptor(deafWhileTraining), grpc.ChainStreamInterceptor(countTraining))
	},
	"shutdown/socket": before(func() {
		if dir := os.Getenv("PLUGIN_UNIX_SOCKET_DIR"); dir != "" {
			write(dir, "left")
		}
	}),
	"shutdown/children": before(func() {
		if err := exec.Command("sleep", "60").Start(); err != nil {
			panic(err)
		}
	}),
	"shutdown/terminate": func([]string) int {
		signal.Ignore(unix.SIGTERM)
		return serve(true)
	},
	"host-death/training":  func([]string) int { return serve(false) },
	"log/stdout":           stepping(func(stdout *os.File) { fmt.Fprintln(stdout, "step") }),
	"log/json":             stepping(func(*os.File) { fmt.Fprintln(os.Stderr, `{"@message": 5}`) }),
	"log/modest":           stepping(func(*os.File) { fmt.Fprintln(os.Stderr, strings.Repeat(".", 200_000)) }),
	"files/working-folder": stepping(func(*os.File) { write(".", "log.txt") }),
	"files/home":           stepping(func(*os.File) { write(os.Getenv("HOME"), ".cache") }),
	"files/temporary":      stepping(func(*os.File) { write(os.TempDir(), "scratch") }),
}

// switches of the model that need a process to be seen.
var processSwitches = []string{"seed/process", "loading/process", "leaks/descriptors"}

func before(do func()) func([]string) int {
	return func(args []string) int {
		do()
		return sdk.Serve(good, args...)
	}
}

// afterwards changes how a process ends that would end with a code.
func afterwards(code int, do func() int) func([]string) int {
	return func(args []string) int {
		got := sdk.Serve(good, args...)
		if got == code && len(args) == 0 {
			return do()
		}
		return got
	}
}

// byHand changes what happens without a cookie.
func byHand(do func() int) func([]string) int {
	return func(args []string) int {
		if len(args) == 0 && os.Getenv(wire.CookieKey) == "" {
			return do()
		}
		return sdk.Serve(good, args...)
	}
}

// stepping does something at every step; stdout is file descriptor 1 as the
// process found it.
func stepping(do func(stdout *os.File)) func([]string) int {
	return func(args []string) int {
		kept, err := unix.Dup(1)
		if err != nil {
			panic(err)
		}
		stdout := os.NewFile(uintptr(kept), "stdout")
		m := good
		m.step = func() { do(stdout) }
		return sdk.Serve(m, args...)
	}
}

// rewriting changes the fields of the handshake.
func rewriting(change func([]string)) func([]string) int {
	return func(args []string) int {
		if len(args) == 0 {
			rewrite(change)
		}
		return sdk.Serve(good, args...)
	}
}

// rewrite has the fields of the handshake changed on their way out of this
// process.
func rewrite(change func([]string)) {
	kept, err := unix.Dup(1)
	if err != nil {
		panic(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	if err := unix.Dup3(int(w.Fd()), 1, 0); err != nil {
		panic(err)
	}
	go func() {
		out := os.NewFile(uintptr(kept), "stdout")
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			fields := strings.Split(lines.Text(), "|")
			if len(fields) >= 5 {
				change(fields)
			}
			fmt.Fprintln(out, strings.Join(fields, "|"))
		}
	}()
}

func write(dir, name string) {
	if err := os.WriteFile(filepath.Join(dir, name), []byte("left"), 0o666); err != nil {
		panic(err)
	}
}

// renamed is a variant of another version.
type renamed struct{ variant.Variant }

func (r renamed) Describe() variant.Description {
	d := r.Variant.Describe()
	d.Version = "2.0.0"
	return d
}

// refusing answers one method with UNIMPLEMENTED.
func refusing(method string) []grpc.ServerOption {
	refusal := status.Error(codes.Unimplemented, "no such call")
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(func(ctx context.Context, r any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
			if info.FullMethod == method {
				return nil, refusal
			}
			return h(ctx, r)
		}),
		grpc.ChainStreamInterceptor(func(s any, stream grpc.ServerStream, info *grpc.StreamServerInfo, h grpc.StreamHandler) error {
			if info.FullMethod == method {
				return refusal
			}
			return h(s, stream)
		}),
	}
}

var advancing atomic.Int32 // calls of Advance

func countTraining(s any, stream grpc.ServerStream, info *grpc.StreamServerInfo, h grpc.StreamHandler) error {
	if strings.HasSuffix(info.FullMethod, "/Advance") {
		advancing.Add(1)
		defer advancing.Add(-1)
	}
	return h(s, stream)
}

func deafWhileTraining(ctx context.Context, r any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if strings.HasSuffix(info.FullMethod, "/Shutdown") && advancing.Load() > 0 {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return h(ctx, r)
}

// serve serves the model through the bare library, without what the SDK does
// beside it; if watch, it ends when the last connection does.
func serve(watch bool, options ...grpc.ServerOption) int {
	if os.Getenv(wire.CookieKey) == "" || len(os.Args) > 1 {
		return sdk.Serve(good, os.Args[1:]...)
	}
	if watch {
		options = append(options, grpc.StatsHandler(connections{}))
	}
	serveWith(nil, options...)
	return 0
}

// serveWith serves the model; TLS is the library's own unless somebody provides
// it.
func serveWith(provide func() (*tls.Config, error), options ...grpc.ServerOption) {
	hcplugin.Serve(&hcplugin.ServeConfig{
		HandshakeConfig:  wire.Handshake(),
		VersionedPlugins: wire.Plugins(half{}),
		TLSProvider:      provide,
		GRPCServer: func(o []grpc.ServerOption) *grpc.Server {
			return grpc.NewServer(append(append(o, options...), wire.ServerOptions()...)...)
		},
	})
}

type half struct {
	hcplugin.NetRPCUnsupportedPlugin
}

func (half) GRPCServer(_ *hcplugin.GRPCBroker, s *grpc.Server) error {
	sdk.Register(s, good)
	return nil
}

func (half) GRPCClient(context.Context, *hcplugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	panic("a plugin is no host")
}

// connections ends the process some time after a connection.
type connections struct{}

func (connections) HandleConn(_ context.Context, s stats.ConnStats) {
	if _, ended := s.(*stats.ConnEnd); ended {
		time.AfterFunc(time.Second, func() { os.Exit(0) })
	}
}
func (connections) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (connections) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (connections) HandleRPC(context.Context, stats.RPCStats)                         {}

// Every fault of a process breaks the check that is made for it, and no other.
func TestProcessFaults(t *testing.T) {
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("takes half a minute; GANDER_LONG=1 runs it")
	}
	ids := slices.Clone(processSwitches)
	for id := range processFaults {
		ids = append(ids, id)
	}
	only := []string{"handshake/start"} // the rest is looked at without processes
	for _, c := range conform.Checks() {
		if slices.ContainsFunc(c.Needs, func(n conform.Need) bool { return n.Name == "a process" || n.Name == "an executable of its own" }) {
			only = append(only, c.ID)
		}
	}
	targets := map[string]conform.Target{}
	for _, id := range ids {
		targets[id] = faultyPlugin(t, id)
	}
	wantFailed(t, targets, only...)
}

// faultyPlugin is the test binary under the name of a fault.
func faultyPlugin(t *testing.T, id string) conform.Target {
	t.Helper()
	path := filepath.Join(t.TempDir(), "faulty-"+strings.Replace(id, "/", ".", 1))
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return conform.Plugin(launcher(t, "faulty="+path), "faulty")
}

// The plugin without a fault passes, as a process and for the command.
func TestModelProcess(t *testing.T) {
	t.Parallel()
	verify(t, faultyPlugin(t, "none"))
}

// Every check has a fault.
func TestEveryCheckHasAFault(t *testing.T) {
	universal := 0
	for _, c := range conform.Checks() {
		if c.Universal() {
			universal++
		}
		_, inMemory := faults[c.ID]
		made := inMemory || processFaults[c.ID] != nil || slices.Contains(ownFaults, c.ID) || slices.Contains(processSwitches, c.ID)
		if !made {
			t.Errorf("check %s has no fault", c.ID)
		}
	}
	if universal < 60 {
		t.Errorf("%d checks apply to every variant, want 60", universal)
	}
}
