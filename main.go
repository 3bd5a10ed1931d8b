// The gander command puts GAN variants through the same trial; see package cli
// for what it does and README.md for how to begin.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"gander/core/cli"
	"gander/plugins/builtin"
)

func main() {
	// A built-in variant is this same program in a process of its own. It is
	// served before anything else is touched.
	if len(os.Args) == 3 && os.Args[1] == builtin.ServeCommand {
		builtin.Serve(os.Args[2])
		return
	}
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	env := cli.Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Interrupts: interrupts}
	os.Exit(cli.Main(context.Background(), env, os.Args[1:]))
}
