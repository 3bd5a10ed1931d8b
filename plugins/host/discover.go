package host

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
)

// A Search says where to look for plugins.
type Search struct {
	Options  []string // "name=path", as --plugin gives them
	Dirs     []string // as --plugin-dir gives them; they must exist
	SpecDir  string   // folder of the spec, whose folder "plugins" is searched; may be empty
	BuiltIns []string // names of the variants that the program itself can serve
	// Getenv reads GANDER_PLUGIN_PATH, XDG_DATA_HOME and the like; nil for
	// os.Getenv.
	Getenv func(string) string
}

// Discover looks in all places, in order of precedence: options, dirs,
// $GANDER_PLUGIN_PATH, the spec's folder "plugins", the user's folder
// $XDG_DATA_HOME/gander/plugins, built-ins. The first plugin of a name wins.
// All problems with options and dirs are returned at once; what is wrong with a
// file that was merely found is in Catalog.Ignored.
func Discover(s Search) (*Catalog, error) {
	if s.Getenv == nil {
		s.Getenv = os.Getenv
	}
	if s.Getenv(wire.CookieKey) != "" {
		return nil, errors.New("find plugins: this process is a plugin itself")
	}
	c := &Catalog{}
	problems := c.addOptions(s.Options)
	for _, f := range s.folders() {
		if err := c.addFolder(f); err != nil {
			problems = append(problems, err)
		}
	}
	for _, name := range s.BuiltIns {
		c.add(Plugin{Name: name, Source: FromBuiltIn})
	}
	slices.SortFunc(c.Plugins, func(a, b Plugin) int { return strings.Compare(a.Name, b.Name) })
	return c, errors.Join(problems...)
}

// A folder is one place to look in.
type folder struct {
	path     string
	source   Source
	required bool
}

func (s Search) folders() []folder {
	var all []folder
	for _, d := range s.Dirs {
		all = append(all, folder{d, FromDir, true})
	}
	for _, d := range filepath.SplitList(s.Getenv("GANDER_PLUGIN_PATH")) {
		if d != "" {
			all = append(all, folder{d, FromPath, false})
		}
	}
	if s.SpecDir != "" {
		all = append(all, folder{filepath.Join(s.SpecDir, "plugins"), FromSpec, false})
	}
	if data := dataHome(s.Getenv, runtime.GOOS); data != "" {
		all = append(all, folder{filepath.Join(data, "gander", "plugins"), FromUser, false})
	}
	return all
}

// dataHome is the user's folder for data of programs, "" if there is none.
func dataHome(getenv func(string) string, goos string) string {
	if d := getenv("XDG_DATA_HOME"); d != "" {
		return d
	}
	if goos == "windows" {
		return getenv("LOCALAPPDATA")
	}
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "share")
	}
	return ""
}

func (c *Catalog) addOptions(options []string) []error {
	var problems []error
	for _, o := range options {
		name, path, ok := strings.Cut(o, "=")
		if !ok || path == "" {
			problems = append(problems, fmt.Errorf("--plugin %s: want name=path", o))
			continue
		}
		if !variant.ValidName(name) {
			problems = append(problems, fmt.Errorf("--plugin %s: %s", o, badName(name)))
			continue
		}
		p, reason := inspect(name, path, FromOption)
		if reason != "" {
			problems = append(problems, fmt.Errorf("--plugin %s: %s %s", o, path, reason))
			continue
		}
		c.add(p)
	}
	return problems
}

func (c *Catalog) addFolder(f folder) error {
	entries, err := os.ReadDir(f.path)
	if errors.Is(err, fs.ErrNotExist) && !f.required {
		if f.source == FromPath {
			c.ignore(f.path, f.source, "does not exist")
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.source, err)
	}
	for _, e := range entries {
		c.addFile(filepath.Join(f.path, e.Name()), f.source)
	}
	return nil
}

// prefix begins the file names of plugins.
const prefix = "gander-variant-"

func (c *Catalog) addFile(path string, s Source) {
	name, ok := nameOf(filepath.Base(path), runtime.GOOS)
	if !ok || isManifest(path) {
		return
	}
	if !variant.ValidName(name) {
		c.ignore(path, s, badName(name))
		return
	}
	p, reason := inspect(name, path, s)
	if reason != "" {
		c.ignore(path, s, reason)
		return
	}
	c.add(p)
}

// nameOf is the variant's name in a plugin's file name, if it is one.
func nameOf(file, goos string) (string, bool) {
	name, ok := strings.CutPrefix(file, prefix)
	if goos == "windows" {
		name = strings.TrimSuffix(name, ".exe")
	}
	return name, ok
}

func badName(name string) string {
	return fmt.Sprintf("names its variant %q: want lower case letters, digits and hyphens, 40 at most", name)
}

// inspect makes a plugin of a file, or says why it is none.
func inspect(name, path string, s Source) (Plugin, string) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Plugin{}, "has no absolute path: " + err.Error()
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Plugin{}, "does not exist"
	case err != nil:
		return Plugin{}, "cannot be read: " + err.Error()
	case !info.Mode().IsRegular():
		return Plugin{}, "is not a regular file"
	case !executable(info, runtime.GOOS):
		return Plugin{}, "is not executable"
	}
	p := Plugin{Name: name, Source: s, Path: path}
	if err := p.identify(); err != nil {
		return Plugin{}, "cannot be read: " + err.Error()
	}
	return p, ""
}

func executable(info fs.FileInfo, goos string) bool {
	if goos == "windows" {
		return strings.EqualFold(filepath.Ext(info.Name()), ".exe")
	}
	return info.Mode()&0o111 != 0
}

// hashFile is the SHA-256 of a file in hexadecimal.
func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
