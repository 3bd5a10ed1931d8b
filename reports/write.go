package reports

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gander/core"
)

// Folder is where the report of an experiment lies in a results folder unless
// the user says otherwise.
func Folder(resultsDir, experiment string) string {
	return filepath.Join(resultsDir, experiment, "report")
}

// Write makes the whole report of an experiment in outDir, or in Folder if that
// is empty: index.html, table.md, table.csv, table.json and the figures. It
// returns the path of the page.
func Write(ctx context.Context, reader core.Reader, experiment, resultsDir, outDir string) (string, error) {
	c, err := Gather(ctx, reader, experiment, resultsDir)
	if err != nil {
		return "", err
	}
	if outDir == "" {
		outDir = Folder(resultsDir, experiment)
	}
	return c.Write(outDir)
}

// Write makes the report of a comparison in a folder, which it creates.
func (c *Comparison) Write(dir string) (htmlPath string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make report folder: %w", err)
	}
	if _, err := c.WriteFigures(dir); err != nil {
		return "", err
	}
	for _, file := range []struct {
		name  string
		write writer
	}{{"table.md", c.Markdown}, {"table.csv", c.CSV}, {"table.json", c.JSON}, {"index.html", c.HTML}} {
		if err := writeFile(filepath.Join(dir, file.name), file.write); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "index.html"), nil
}

type writer = func(io.Writer) error

// writeFile replaces a file by what write writes, at once, so that nobody reads
// half of it.
func writeFile(path string, write writer) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return fmt.Errorf("make %s: %w", filepath.Base(path), err)
	}
	if err := os.WriteFile(path+".part", b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
