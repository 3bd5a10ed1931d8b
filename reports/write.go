package reports

import (
	"context"
	"fmt"
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
	if _, err := c.WriteFigures(dir, c.Abscissas()[0]); err != nil {
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
