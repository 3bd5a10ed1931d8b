package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gander/plugins/host"
	"gander/plugins/variant"
)

func (a *app) pluginCommand() *cobra.Command {
	list := a.jsonFlag(&cobra.Command{
		Use: "list", Short: "List plugins: version, hash, where from, and what was ignored", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.listPlugins(c.Context()) },
	})
	return group("plugin", "Find, check and begin plugins", a.pluginNewCommand(), list, a.pluginVerifyCommand(), a.pluginLockCommand())
}

// A pluginRow is one plugin, or one file that is not, as `plugin list --json`
// prints it.
type pluginRow struct {
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	SHA256  string `json:"sha256,omitempty"`
	Source  string `json:"source"`
	Path    string `json:"path,omitempty"`
	// Plaintext says that its manifest leaves the connection without TLS.
	Plaintext bool `json:"plaintext,omitempty"`
	// Read are the paths, beside its own folder and the system's, that it may
	// read, and SharedMemory what its manifest says.
	Read         []string `json:"read,omitempty"`
	SharedMemory bool     `json:"shared_memory,omitempty"`
	Ignored      string   `json:"ignored,omitempty"` // why the file is not in use
	Problem      string   `json:"problem,omitempty"` // why it cannot be used
}

// listPlugins prints the catalog in order of names, then what was ignored.
func (a *app) listPlugins(ctx context.Context) error {
	catalog, err := a.discover("")
	if err != nil {
		return err
	}
	var all []pluginRow
	for _, p := range catalog.Plugins {
		all = append(all, a.pluginRow(ctx, p))
	}
	for _, i := range catalog.Ignored {
		all = append(all, pluginRow{Source: string(i.Source), Path: i.Path, Ignored: i.Reason})
	}
	rows := make([][]string, len(all))
	for i, p := range all {
		rows[i] = []string{orElse(p.Name, "-"), orElse(p.Version, "-"), orElse(short(p.SHA256), "-"), p.Source, p.Path, p.remark()}
	}
	return a.print(nonNil(all), []string{"NAME", "VERSION", "SHA-256", "FROM", "PATH", "REMARK"}, rows)
}

func (a *app) pluginRow(ctx context.Context, p host.Plugin) pluginRow {
	row := pluginRow{Name: p.Name, SHA256: p.SHA256, Source: string(p.Source), Path: p.Path, Plaintext: p.Plaintext, Read: p.Read, SharedMemory: p.SharedMemory}
	d, err := a.describe(ctx, p)
	if err != nil {
		row.Problem = err.Error()
		return row
	}
	row.Version, row.Problem = d.Version, problemsOf(d)
	return row
}

// problemsOf says in one line what is wrong with a description.
func problemsOf(d variant.Description) string {
	var all []string
	for _, p := range d.Check() {
		all = append(all, p.Error())
	}
	return strings.Join(all, "; ")
}

func (p pluginRow) remark() string {
	switch {
	case p.Ignored != "":
		return "ignored: it " + p.Ignored
	case p.Problem != "":
		return "cannot be used: " + strings.ReplaceAll(p.Problem, "\n", "; ")
	}
	var remarks []string
	if p.Plaintext {
		remarks = append(remarks, "without TLS")
	}
	if len(p.Read) > 0 {
		remarks = append(remarks, "reads "+strings.Join(p.Read, ", "))
	}
	if p.SharedMemory {
		remarks = append(remarks, "uses shared memory")
	}
	return strings.Join(remarks, "; ")
}

// short is the beginning of a hash, enough to compare by eye.
func short(sum string) string { return sum[:min(len(sum), 12)] }

// refusedPlugins is the end of a verification that found broken rules.
func refusedPlugins(failed int) error {
	if failed == 0 {
		return nil
	}
	return coded{errors.New(""), exitFailed} // the checks have been printed
}

// summary says how many checks came out in which way.
func summary(pass, fail, skip int) string {
	return fmt.Sprintf("%d checks passed, %d failed, %d did not apply", pass, fail, skip)
}
