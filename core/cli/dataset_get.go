package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gander/core/dataset"
)

func (a *app) datasetGetCommand() *cobra.Command {
	var from string
	var yes bool
	c := &cobra.Command{
		Use: "get NAME", Short: "Fetch a named dataset, after showing its licence and size", Args: exactly(1),
		Long:    "Fetches the files of a named dataset and checks their SHA-256. What was\ninterrupted goes on where it stopped. --from takes the files from a folder or a\nmirror; a copy in the system's data folders (Debian's /usr/share/datasets) needs\nno fetching at all. Nothing else in gander fetches data.",
		Example: "  gander dataset get fashion-mnist\n  gander dataset get celeba --from ~/Downloads",
		RunE: func(c *cobra.Command, args []string) error {
			d, err := dataset.FindNamed(args[0])
			if err != nil {
				var names []string
				for _, d := range dataset.Catalogue() {
					names = append(names, d.Name)
				}
				return misspelt(err, args[0], names)
			}
			return a.get(c.Context(), d, from, yes)
		},
	}
	c.Flags().StringVar(&from, "from", "", "a folder that has the files, or the URL of a mirror")
	c.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return c
}

func (a *app) get(ctx context.Context, d dataset.Named, from string, yes bool) error {
	if from != "" && !isURL(from) && !isFolder(from) {
		return usage("--from %s: it is neither a folder nor the URL of a mirror", from)
	}
	if dir, err := d.Find(); err == nil && from == "" {
		err := d.Verify(dir)
		if err == nil {
			fmt.Fprintf(a.Stdout, "%s is here already: %s\n", d.Name, dir)
			return nil
		}
		fmt.Fprintf(a.Stderr, "what is here is damaged: %v\n", err)
	}
	fmt.Fprintf(a.Stderr, "%s: %s\nlicence: %s\nhome:    %s\nsize:    %s in %d files\n", d.Name, d.Summary, d.Licence, d.Home, downloadSize(d.Bytes()), len(d.Files))
	if err := a.agree(yes || isFolder(from)); err != nil {
		return err
	}
	show := &fetchProgress{app: a}
	dir, err := dataset.Fetch(ctx, d, from, show.report)
	show.end()
	if err != nil {
		return withHint(err, "%s", hintToGet(d, from))
	}
	fmt.Fprintln(a.Stdout, dir)
	return nil
}

// hintToGet says what may help after a dataset could not be got.
func hintToGet(d dataset.Named, from string) string {
	names := make([]string, len(d.Files))
	byHand := false
	for i, f := range d.Files {
		names[i] = f.Name
		byHand = byHand || len(f.URLs) == 0
	}
	switch {
	case from == "" && byHand:
		return fmt.Sprintf("ask for them at %s, then: gander dataset get %s --from FOLDER, where the folder has %s", d.Home, d.Name, strings.Join(names, ", "))
	case isFolder(from):
		return fmt.Sprintf("the folder has to have %s", strings.Join(names, ", "))
	}
	return "what has come stays, and the same command goes on with it; --from takes a mirror or a folder instead"
}

func isURL(from string) bool {
	return strings.HasPrefix(from, "http://") || strings.HasPrefix(from, "https://")
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// agree asks a person at a terminal; a script has to say --yes.
func (a *app) agree(already bool) error {
	if already {
		return nil
	}
	in, ok := a.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return withHint(usage("nobody is there to agree to the download"), "--yes agrees")
	}
	fmt.Fprint(a.Stderr, "fetch it? [y/N] ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if strings.ToLower(strings.TrimSpace(answer)) != "y" {
		return errors.Join(errors.New("not fetched"), err)
	}
	return nil
}

// fetchProgress shows the file that is coming: its share on a terminal, its name
// in a pipe.
type fetchProgress struct {
	*app
	file  string
	share int64
}

func (p *fetchProgress) report(f dataset.Fetched) {
	share := 100 * f.Done / f.Bytes
	if f.File == p.file && (share == p.share || !p.isTerminal(p.Stderr)) {
		return
	}
	if f.File != p.file {
		p.end()
		fmt.Fprintf(p.Stderr, "%s, %s", f.File, downloadSize(f.Bytes))
	}
	if p.isTerminal(p.Stderr) {
		fmt.Fprintf(p.Stderr, "\r%s, %s: %d %%", f.File, downloadSize(f.Bytes), share)
	}
	p.file, p.share = f.File, share
}

func (p *fetchProgress) end() {
	if p.file != "" {
		fmt.Fprintln(p.Stderr)
	}
}
