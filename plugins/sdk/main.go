package sdk

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
)

// The exit codes of a plugin process.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 143 // 128 + SIGTERM
)

// Main is the whole of a plugin's main function. It does not return.
func Main(v variant.Variant) { os.Exit(Serve(v, os.Args[1:]...)) }

// Serve does what Main does with the arguments given and returns the exit
// code of the process, which is to end then.
func Serve(v variant.Variant, args ...string) int {
	switch {
	case len(args) == 1 && args[0] == "describe":
		return describe(os.Stdout, os.Stderr, v)
	case len(args) > 0:
		explain(os.Stderr, v)
		return exitUsage
	case os.Getenv(wire.CookieKey) != wire.CookieValue:
		explain(os.Stderr, v)
		return exitFailed
	}
	return serve(v)
}

func describe(out, problems io.Writer, v variant.Variant) int {
	text, err := wire.DescriptionJSON(v.Describe())
	if err == nil {
		_, err = out.Write(text)
	}
	if err != nil {
		fmt.Fprintf(problems, "describe: %v\n", err)
		return exitFailed
	}
	return exitDone
}

func explain(w io.Writer, v variant.Variant) {
	self := filepath.Base(os.Args[0])
	fmt.Fprintf(w, `%s is the variant %q, a plugin of gander, which starts it by itself.
Try "gander variant list", or "%s describe" for what it is.
`, self, v.Describe().Name, self)
}
