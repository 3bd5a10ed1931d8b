package wire

import (
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// Protocol is the version that the handshake agrees on: the number in the
// proto package's name. Optional fields and calls don't change it.
const Protocol = 1

// PluginName is the name under which a process serves its variant.
const PluginName = "variant"

// ServeCommand is gander's own command that serves a built-in variant:
// `gander serve-variant NAME`.
const ServeCommand = "serve-variant"

// The cookie tells a plugin that gander started it, so that one started by
// hand can say what it is. It is no secret and must never change.
const (
	CookieKey   = "GANDER_PLUGIN_COOKIE"
	CookieValue = "8e3652181831fe2b362af98a289d06474ba120358dc8ec3dfa29beb458b78da7"
)

const (
	// MaxMessage limits a message in both directions. All that may be long is
	// cut into chunks, so a larger message is a mistake, which this turns into
	// an error instead of an exhausted machine.
	MaxMessage = 32 << 20
	// ChunkSize is the most bytes of samples in one message. It is far above
	// the cost of a message and far below MaxMessage.
	ChunkSize = 1 << 20
	// RowsPerMessage is the most rows of conditions in one message: the
	// learner draws so many at a time, which bounds its memory.
	RowsPerMessage = 64
)

// Handshake is what go-plugin compares at the start.
func Handshake() plugin.HandshakeConfig {
	return plugin.HandshakeConfig{MagicCookieKey: CookieKey, MagicCookieValue: CookieValue}
}

// Plugins is the set of versions that one end offers. Every process and every
// launch needs a set of its own, because go-plugin writes into it.
func Plugins(p plugin.GRPCPlugin) map[int]plugin.PluginSet {
	return map[int]plugin.PluginSet{Protocol: {PluginName: p.(plugin.Plugin)}}
}

// DialOptions are the host's options of the connection.
func DialOptions() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithDefaultCallOptions(
			grpc.MaxCallRecvMsgSize(MaxMessage), grpc.MaxCallSendMsgSize(MaxMessage)),
		// An idle connection would be closed, and its plugin take the end of
		// the connection for the end of the host.
		grpc.WithIdleTimeout(0),
	}
}

// ServerOptions are the plugin's options of the connection.
func ServerOptions() []grpc.ServerOption {
	return []grpc.ServerOption{grpc.MaxRecvMsgSize(MaxMessage), grpc.MaxSendMsgSize(MaxMessage)}
}
