package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gander/core/dataset"
	"gander/plugins/variant/data"
)

func (a *app) datasetPrepareCommand() *cobra.Command {
	var ch chosen
	return ch.optionFlags(a.jsonFlag(&cobra.Command{
		Use: "prepare SOURCE", Short: "Prepare a dataset, once for all runs", Args: exactly(1),
		Example: "  gander dataset prepare imagefolder --set path=photos/ --set size=64 --set on_error=skip",
		RunE: func(c *cobra.Command, args []string) error {
			ch.source = args[0]
			prepared, err := a.prepareChosen(c.Context(), ch)
			if err != nil {
				return err
			}
			return a.printFiles(preparedFiles(prepared))
		},
	}))
}

// fileRow is one prepared file as commands print it.
type fileRow struct {
	Path    string `json:"path"`
	Name    string `json:"name,omitempty"`
	Split   string `json:"split,omitempty"`
	Rows    int    `json:"rows,omitempty"`
	Shape   []int  `json:"shape,omitempty"`
	SHA256  string `json:"sha256,omitempty"`
	Problem string `json:"problem,omitempty"`
}

func newFileRow(path string, h data.Header) fileRow {
	return fileRow{Path: path, Name: h.Name, Split: h.Split, Rows: h.Rows, Shape: h.Shape, SHA256: h.SHA256}
}

func preparedFiles(p dataset.Prepared) []fileRow {
	var files []fileRow
	for _, h := range p.Headers {
		files = append(files, newFileRow(p.Path(h.Split), h))
	}
	return files
}

func (a *app) printFiles(files []fileRow) error {
	rows := make([][]string, len(files))
	for i, f := range files {
		state := f.SHA256
		if len(state) > 16 {
			state = state[:16]
		}
		if f.Problem != "" {
			state = "damaged"
		}
		rows[i] = []string{f.Name, f.Split, fmt.Sprint(f.Rows), fmt.Sprint(f.Shape), state, f.Path}
	}
	return a.print(nonNil(files), []string{"NAME", "SPLIT", "ROWS", "SHAPE", "SHA-256", "FILE"}, rows)
}

func (a *app) datasetVerifyCommand() *cobra.Command {
	var ch chosen
	return ch.optionFlags(a.jsonFlag(&cobra.Command{
		Use: "verify [SOURCE]", Short: "Hold prepared files against their hashes: a dataset's, or all in the cache", Args: cobra.MaximumNArgs(1),
		Example: "  gander dataset verify\n  gander dataset verify glyphs --set size=32",
		RunE: func(c *cobra.Command, args []string) error {
			paths, err := a.toVerify(c.Context(), ch, args)
			if err != nil {
				return err
			}
			return a.verifyFiles(paths)
		},
	}))
}

// toVerify are the files of one dataset, or all.
func (a *app) toVerify(ctx context.Context, ch chosen, args []string) ([]string, error) {
	if len(args) == 0 {
		return dataset.CacheFiles(a.cache())
	}
	if _, err := findSource(args[0]); err != nil {
		return nil, err
	}
	options, err := parseOptions(ch.set)
	if err != nil {
		return nil, err
	}
	prepared, err := dataset.Cached(ctx, args[0], options, a.cache())
	if err != nil {
		return nil, withHint(refused(args[0], err), "gander dataset prepare %s makes it anew", args[0])
	}
	var paths []string
	for _, h := range prepared.Headers {
		paths = append(paths, prepared.Path(h.Split))
	}
	return paths, nil
}

func (a *app) verifyFiles(paths []string) error {
	var files []fileRow
	var problems []error
	for _, path := range paths {
		h, err := verifyFile(path)
		row := newFileRow(path, h)
		if err != nil {
			row.Problem = err.Error()
			problems = append(problems, err)
		}
		files = append(files, row)
	}
	return errors.Join(a.printFiles(files), errors.Join(problems...))
}

func verifyFile(path string) (data.Header, error) {
	f, err := data.Open(path)
	if err != nil {
		return data.Header{}, err
	}
	return f.Header(), errors.Join(f.Verify(), f.Close())
}
