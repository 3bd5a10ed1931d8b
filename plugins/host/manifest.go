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
// what a plugin is made of beside the executable, and what it cannot do. A link
// has the manifest of the file that it leads to.
//
//	{"tls": false, "files": ["mygan/*.py", "../shared/*.py"]}
type manifest struct {
	// TLS false leaves the connection without it, for a language that lacks what
	// it takes. The socket is in a folder that the user alone can enter.
	TLS *bool `json:"tls"`
	// Files are patterns (filepath.Match), relative to the executable's folder, of
	// the files that make the plugin what it is: they are part of its SHA-256.
	Files []string `json:"files"`
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

// fingerprint is the SHA-256 of a plugin in hexadecimal, and whether it goes
// without TLS. Without a manifest it is that of the executable. With one it is
// that of what `sha256sum` prints for the executable, the manifest and the
// manifest's files, in this order, the files sorted by name.
func fingerprint(path string) (sum string, plaintext bool, err error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", false, err
	}
	m, err := readManifest(manifestPath(real))
	if err != nil {
		return "", false, err
	}
	if m == nil {
		sum, err := hashFile(real)
		return sum, false, err
	}
	files, err := m.list(filepath.Dir(real))
	if err != nil {
		return "", false, err
	}
	names := append([]string{filepath.Base(real), filepath.Base(manifestPath(real))}, files...)
	sum, err = hashFiles(filepath.Dir(real), names)
	return sum, m.TLS != nil && !*m.TLS, err
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
