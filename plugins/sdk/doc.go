// Package sdk serves a variant as a plugin process of gander. A plugin's main
// is one line:
//
//	func main() { sdk.Main(wgan.New()) }
//
// A process lives like this. Started with the argument "describe" it prints
// what its variant is, as JSON, and ends. Started by gander it shakes hands on
// stdout, then takes calls over gRPC on a local socket, until the host asks it
// to end, SIGTERM comes or the host is gone. Whatever the variant prints or
// logs (log/slog) reaches the host's log of the run.
//
// A panic of the variant ends the process: the host tells the two apart by the
// process's end, and finds the stack in the log.
package sdk
