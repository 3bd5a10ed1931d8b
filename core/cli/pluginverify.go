package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"gander/plugins/conform"
	"gander/plugins/host"
)

func (a *app) pluginVerifyCommand() *cobra.Command {
	var params, only []string
	var plaintext bool
	c := a.jsonFlag(&cobra.Command{
		Use:   "verify PATH|NAME",
		Short: "Check that a plugin keeps the contract",
		Long: "Starts a plugin (an executable or a script, or the name of a variant that gander finds)\n" +
			"and checks rule after rule of the contract on tiny datasets. Every check is a line that\n" +
			"begins with PASS, FAIL or SKIP; a FAIL says what was found and what to do.",
		Example: "  gander plugin verify ./gander-variant-mygan\n  gander plugin verify wgan --param penalty=clip",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.verifyPlugin(c.Context(), args[0], params, only, plaintext)
		},
	})
	c.Flags().StringArrayVar(&params, "param", nil, "give a parameter of every learner, as name=value")
	c.Flags().StringArrayVar(&only, "only", nil, "make these checks alone, as sampling/* or open/once")
	c.Flags().BoolVar(&plaintext, "plaintext", false, "leave out TLS, for languages that cannot")
	return c
}

// verifyPlugin prints every check as it comes out.
func (a *app) verifyPlugin(ctx context.Context, what string, params, only []string, plaintext bool) error {
	target, launcher, err := a.target(what, plaintext)
	if err != nil {
		return err
	}
	defer launcher.Close() // the checks have closed all processes
	options := conform.Options{Only: only, Each: func(r conform.Result) {
		if !a.json {
			fmt.Fprintln(a.Stdout, r)
		}
	}}
	if options.Params, err = parseParams(params); err != nil {
		return err
	}
	report, err := conform.Verify(ctx, target, options)
	if err != nil {
		return coded{err, exitUsage}
	}
	if a.json {
		if err := a.printJSON(report); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(a.Stdout, summary(report.Count(conform.Pass), report.Count(conform.Fail), report.Count(conform.Skip)))
	}
	return refusedPlugins(report.Count(conform.Fail))
}

// verified is the name that a file is checked under; it says of itself what it
// is called.
const verified = "plugin"

// target finds what is to be verified: a file if there is one of that path, or
// else a variant by its name.
func (a *app) target(what string, plaintext bool) (conform.Target, *host.Launcher, error) {
	search := *a
	name := what
	if _, err := os.Stat(what); err == nil || strings.ContainsRune(what, filepath.Separator) {
		name, search.plugins = verified, append(a.plugins, verified+"="+what)
	}
	catalog, err := search.discover("")
	if err != nil {
		return nil, nil, err
	}
	if _, err := catalog.Find(name); err != nil {
		return nil, nil, withHint(coded{err, exitUsage}, "give the path of a plugin, or a name that gander plugin list shows")
	}
	launcher := &host.Launcher{Catalog: catalog, Plaintext: plaintext, Uncontained: a.uncontained}
	return conform.Plugin(launcher, name), launcher, nil
}

// parseParams reads name=value, where values are as in a spec.
func parseParams(given []string) (map[string]any, error) {
	params := map[string]any{}
	for _, g := range given {
		name, text, ok := strings.Cut(g, "=")
		if !ok || name == "" {
			return nil, usage("--param %s: want name=value", g)
		}
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			return nil, usage("--param %s: %v", g, err)
		}
		params[name] = v
	}
	return params, nil
}
