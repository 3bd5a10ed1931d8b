// Package template is the plugin that `gander plugin new` begins: the folder
// mygan, which is a plugin as it stands, and the module around it.
package template

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed mygan
var files embed.FS

// name is that of the template's variant; New puts another one in its place.
const name = "mygan"

// New writes the plugin of a variant into dir, which must not exist. gander is
// the folder of gander's own source: the plugin is built against that, with the
// same modules, so that nothing is looked up or fetched.
func New(dir, variant, gander string) error {
	module, err := moduleOf(gander, variant)
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(gander, "go.sum"))
	if err != nil {
		return fmt.Errorf("read the sums of gander's modules: %w", err)
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return fmt.Errorf("begin plugin: %w", err)
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte(module), 0o666),
		os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o666),
		copyFiles(dir, variant),
	)
}

// moduleOf is the go.mod of a plugin: gander in the folder where it lies, and
// the modules that it requires, in the same versions.
func moduleOf(gander, variant string) (string, error) {
	text, err := os.ReadFile(filepath.Join(gander, "go.mod"))
	if err != nil {
		return "", fmt.Errorf("find gander's source: %w", err)
	}
	rest, ok := strings.CutPrefix(string(text), "module gander\n")
	if !ok {
		return "", fmt.Errorf("%s is not gander's source: its go.mod is of another module", gander)
	}
	module := fmt.Sprintf("module %s\n%s\nrequire gander v0.0.0\n\nreplace gander => %s\n", variant, rest, gander)
	return module, nil
}

// copyFiles writes the template's files under the variant's name.
func copyFiles(dir, variant string) error {
	return fs.WalkDir(files, name, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		file := strings.ReplaceAll(e.Name(), name, variant)
		return os.WriteFile(filepath.Join(dir, file), []byte(strings.ReplaceAll(string(text), name, variant)), 0o666)
	})
}
