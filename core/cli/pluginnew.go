package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"gander/plugins/template"
	"gander/plugins/variant"
)

func (a *app) pluginNewCommand() *cobra.Command {
	var source string
	c := &cobra.Command{
		Use:   "new NAME",
		Short: "Begin a plugin: a folder with a small GAN that builds and trains as it is",
		Long: "Writes the folder NAME with a small GAN, its test, a spec that compares it with the\n" +
			"vanilla GAN, and a go.mod that points to the source of gander, so that go build needs\n" +
			"neither network nor go mod tidy. The source is where this gander was built, or --gander.",
		Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.newPlugin(args[0], source) },
	}
	c.Flags().StringVar(&source, "gander", "", "folder of gander's source")
	return c
}

func (a *app) newPlugin(name, source string) error {
	if !variant.ValidName(name) {
		return usage("%q cannot be a variant's name: want lower case letters, digits and hyphens, 40 at most", name)
	}
	source, err := sourceOf(source)
	if err != nil {
		return err
	}
	if err := template.New(name, name, source); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, `%[1]s is begun. Now
    cd %[1]s
    go build -o gander-variant-%[1]s .
    gander plugin verify ./gander-variant-%[1]s
    gander run spec.yaml --plugin-dir .
`, name)
	return nil
}

// sourceOf is the folder of gander's source: the given one, or the one that this
// program was compiled in, which the compiler has noted unless -trimpath
// forbade it.
func sourceOf(given string) (string, error) {
	source := given
	if source == "" {
		_, file, _, _ := runtime.Caller(0)
		source = filepath.Join(filepath.Dir(file), "..", "..")
	}
	source, err := filepath.Abs(source)
	if err == nil {
		_, err = os.Stat(filepath.Join(source, "go.mod"))
	}
	if err != nil {
		return "", withHint(coded{errors.New("gander's source is not at " + source), exitUsage},
			"give the folder of gander's source with --gander")
	}
	return source, nil
}
