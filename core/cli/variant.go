package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gander/plugins/builtin"
	"gander/plugins/host"
	"gander/plugins/variant"
)

func (a *app) variantCommand() *cobra.Command {
	list := a.jsonFlag(&cobra.Command{
		Use: "list", Short: "List the variants that specs can name", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.listVariants(c.Context()) },
	})
	describe := a.jsonFlag(&cobra.Command{
		Use: "describe NAME", Short: "Tell what a variant is and which parameters it takes", Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error { return a.describeVariant(c.Context(), args[0]) },
	})
	return group("variant", "List and describe variants", list, describe)
}

// discover finds the plugins that the flags and the environment lead to.
func (a *app) discover(specDir string) (*host.Catalog, error) {
	catalog, err := host.Discover(host.Search{
		Options: a.plugins, Dirs: a.pluginDirs, SpecDir: specDir, BuiltIns: builtin.Names(), Getenv: a.Getenv,
	})
	if err != nil {
		return nil, coded{err, exitUsage}
	}
	return catalog, nil
}

// describe asks a plugin what it is. A built-in one is asked in this process:
// its description is data.
func (a *app) describe(ctx context.Context, p host.Plugin) (variant.Description, error) {
	if p.Source == host.FromBuiltIn {
		return builtin.Describe(p.Name), nil
	}
	return host.Describe(ctx, p, a.uncontained)
}

// unusable tells of a plugin that could not say what it is.
func (a *app) unusable(p host.Plugin, err error) {
	fmt.Fprintf(a.Stderr, "cannot be used: variant %s: %s\n", p.Name, strings.ReplaceAll(err.Error(), "\n", "; "))
}

// variantRow is one variant as `variant list --json` prints it.
type variantRow struct {
	variant.Description
	Source string `json:"source"`
	Path   string `json:"path,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

func (a *app) listVariants(ctx context.Context) error {
	catalog, err := a.discover("")
	if err != nil {
		return err
	}
	var all []variantRow
	var rows [][]string
	for _, p := range catalog.Plugins {
		d, err := a.describe(ctx, p)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			a.unusable(p, err)
			continue
		}
		all = append(all, variantRow{d, string(p.Source), p.Path, p.SHA256})
		rows = append(rows, []string{d.Name, d.Version, tasks(d), string(p.Source), d.Summary})
	}
	for _, ignored := range catalog.Ignored {
		fmt.Fprintf(a.Stderr, "ignored: %s %s\n", ignored.Path, ignored.Reason)
	}
	return a.print(all, []string{"NAME", "VERSION", "TASKS", "FROM", "SUMMARY"}, rows)
}

func tasks(d variant.Description) string {
	names := make([]string, len(d.Tasks))
	for i, t := range d.Tasks {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}

func (a *app) describeVariant(ctx context.Context, name string) error {
	catalog, err := a.discover("")
	if err != nil {
		return err
	}
	p, err := catalog.Find(name)
	if err != nil {
		return withHint(coded{err, exitUsage}, "gander variant list shows the variants")
	}
	d, err := a.describe(ctx, p)
	if err != nil {
		return fmt.Errorf("describe variant %s: %w", name, err)
	}
	if a.json {
		return a.printJSON(d)
	}
	fmt.Fprintf(a.Stdout, "%s %s: %s\n%s\ntasks: %s\nreports: %s\n\n", d.Name, d.Version, d.Summary, d.Source, tasks(d), scalars(d))
	var rows [][]string
	for _, s := range d.Params {
		rows = append(rows, []string{s.Name, string(s.Kind), fmt.Sprint(s.Default), bounds(s), s.Doc})
	}
	return a.print(d, []string{"PARAMETER", "TYPE", "DEFAULT", "BOUNDS", "MEANING"}, rows)
}

func scalars(d variant.Description) string {
	keys := make([]string, len(d.Scalars))
	for i, s := range d.Scalars {
		keys[i] = s.Key
	}
	return strings.Join(keys, ", ")
}

// bounds writes what a parameter's values are limited to.
func bounds(s variant.ParamSpec) string {
	if len(s.Choices) > 0 {
		return strings.Join(s.Choices, " | ")
	}
	var parts []string
	if s.Min != nil {
		parts = append(parts, fmt.Sprintf("≥ %g", *s.Min))
	}
	if s.Max != nil {
		parts = append(parts, fmt.Sprintf("≤ %g", *s.Max))
	}
	return strings.Join(parts, ", ")
}
