package host

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A manifest may lie beside an executable, under its name and ".json". It says
// what a plugin is made of beside the executable, what it cannot do, and what it
// needs of the machine. A link has the manifest of the file that it leads to.
//
//	{"tls": false, "files": ["mygan/*.py", "../shared/*.py"], "read": ["../shared"]}
type manifest struct {
	// TLS false leaves the connection without it, for a language that lacks what
	// it takes. The socket is in a folder that the user alone can enter.
	TLS *bool `json:"tls"`
	// Files are patterns (filepath.Match), relative to the executable's folder, of
	// the files that make the plugin what it is: they are part of its SHA-256.
	Files []string `json:"files"`
	// Read are further files and folders that it may read, from the executable's
	// folder, absolute, or in the user's home as ~/path.
	Read []string `json:"read"`
	// SharedMemory lets it use /dev/shm, as several processes with one tensor do.
	SharedMemory bool `json:"shared_memory"`
}

const manifestSuffix = ".json"

// manifestPath is where the manifest of an executable would be.
func manifestPath(executable string) string {
	return strings.TrimSuffix(executable, ".exe") + manifestSuffix
}

// isManifest tells whether a file is that of an executable beside it.
func isManifest(path string) bool {
	executable, ok := strings.CutSuffix(path, manifestSuffix)
	if !ok {
		return false
	}
	for _, suffix := range []string{"", ".exe"} {
		if _, err := os.Stat(executable + suffix); err == nil {
			return true
		}
	}
	return false
}

// readManifest reads the manifest of an executable, nil if there is none.
func readManifest(path string) (*manifest, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var m manifest
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		err = d.Decode(&m)
	}
	if err != nil {
		return nil, fmt.Errorf("manifest %s: %w", filepath.Base(path), err)
	}
	return &m, nil
}

// identify fills in what an executable's files say of a plugin.
func (p *Plugin) identify() error {
	real, err := filepath.EvalSymlinks(p.Path)
	if err != nil {
		return err
	}
	m, err := readManifest(manifestPath(real))
	if err != nil {
		return err
	}
	if p.SHA256, err = fingerprint(real, m); err != nil {
		return err
	}
	p.Read = interpreterPaths(real)
	if m == nil {
		return nil
	}
	p.Plaintext, p.SharedMemory = m.TLS != nil && !*m.TLS, m.SharedMemory
	given, err := m.reads(filepath.Dir(real))
	p.Read = append(p.Read, given...)
	return err
}

// fingerprint is the SHA-256 of a plugin in hexadecimal. Without a manifest it
// is that of the executable. With one it is that of what `sha256sum` prints for
// the executable, the manifest and the manifest's files, in this order, the
// files sorted by name.
func fingerprint(executable string, m *manifest) (string, error) {
	if m == nil {
		return hashFile(executable)
	}
	files, err := m.list(filepath.Dir(executable))
	if err != nil {
		return "", err
	}
	names := append([]string{filepath.Base(executable), filepath.Base(manifestPath(executable))}, files...)
	return hashFiles(filepath.Dir(executable), names)
}

// reads gives what a plugin may read by its manifest, as absolute paths. One
// that is not there is an error, and so is one that holds the user's home.
func (m *manifest) reads(dir string) ([]string, error) {
	var paths []string
	for _, given := range m.Read {
		path := given
		if rest, ok := strings.CutPrefix(given, "~/"); ok {
			home, err := os.UserHomeDir()
			if err != nil {
				return nil, fmt.Errorf("manifest: read %q: %w", given, err)
			}
			path = filepath.Join(home, rest)
		} else if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		_, err := os.Stat(path)
		if err == nil && holdsHome(path) {
			err = errors.New("the user's whole home is in it")
		}
		if err != nil {
			return nil, fmt.Errorf("manifest: read %q: %w", given, err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// list gives the manifest's files by their names relative to dir, sorted, each
// once. A pattern that no file fits is an error: it is hardly meant so.
func (m *manifest) list(dir string) ([]string, error) {
	var names []string
	for _, pattern := range m.Files {
		fitting, err := filepath.Glob(filepath.Join(literal(dir), pattern))
		if err == nil && len(fitting) == 0 {
			err = errors.New("no file fits it")
		}
		if err != nil {
			return nil, fmt.Errorf("manifest: files %q: %w", pattern, err)
		}
		for _, path := range fitting {
			name, err := filepath.Rel(dir, path)
			if err != nil {
				return nil, err
			}
			names = append(names, filepath.ToSlash(name))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// literal is the pattern that fits a path alone. Windows knows no such patterns,
// and its paths hold neither * nor ?.
func literal(path string) string {
	if runtime.GOOS == "windows" {
		return path
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// hashFiles is the SHA-256 of a list of files and their hashes.
func hashFiles(dir string, names []string) (string, error) {
	list := sha256.New()
	for _, name := range names {
		sum, err := hashFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(list, "%s  %s\n", sum, name) // a hash takes all that is written
	}
	return hex.EncodeToString(list.Sum(nil)), nil
}
