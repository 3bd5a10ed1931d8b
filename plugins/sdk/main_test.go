package sdk

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"gander/plugins/internal/faulty"
	"gander/plugins/internal/wire"
	pb "gander/plugins/variantpb"
)

// TestMain lets the test binary be a plugin, or a host that is going to be
// killed.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "plugin":
		os.Exit(Serve(faulty.New(), os.Args[2:]...))
	case len(os.Args) > 1 && os.Args[1] == "host":
		shimHost()
	}
	os.Exit(m.Run())
}

// shimHost is a host without any care for its plugin, which it starts through
// the bare library. It prints the plugin's process id and waits to be killed.
func shimHost() {
	_, client := connect(os.Stderr)
	fmt.Println(client.ID())
	time.Sleep(time.Minute)
}

// connect starts the test binary as a plugin and connects to it.
func connect(stderr *os.File) (pb.VariantClient, *plugin.Client) {
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  wire.Handshake(),
		VersionedPlugins: wire.Plugins(hostHalf{}),
		Cmd:              exec.Command(os.Args[0], "plugin"),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true,
		Stderr:           stderr,
	})
	protocol, err := client.Client()
	if err != nil {
		panic(err)
	}
	raw, err := protocol.Dispense(wire.PluginName)
	if err != nil {
		panic(err)
	}
	return raw.(pb.VariantClient), client
}

// hostHalf is the bare client of the calls.
type hostHalf struct{ plugin.NetRPCUnsupportedPlugin }

func (hostHalf) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return nil }

func (hostHalf) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return pb.NewVariantClient(c), nil
}

// run runs the test binary as a plugin with the environment of a shell.
func run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"plugin"}, args...)...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), problems.String(), cmd.ProcessState.ExitCode()
}

func TestDescribe(t *testing.T) {
	out, problems, code := run(t, "describe")
	if code != 0 || problems != "" {
		t.Fatalf("exits with code %d: %s", code, problems)
	}
	got, err := wire.ParseDescription([]byte(out))
	if want := faulty.New().Describe(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("describes %+v, %v\nwant %+v", got, err, want)
	}
}

func TestStartedByHand(t *testing.T) {
	tests := []struct {
		args []string
		code int
	}{
		{nil, exitFailed},
		{[]string{"--help"}, exitUsage},
		{[]string{"describe", "me"}, exitUsage},
	}
	for _, tt := range tests {
		out, problems, code := run(t, tt.args...)
		if code != tt.code || out != "" || !strings.Contains(problems, `is the variant "faulty", a plugin of gander`) {
			t.Errorf("%v: exits with code %d, prints %q and %q; want code %d and an explanation",
				tt.args, code, out, problems, tt.code)
		}
	}
}
