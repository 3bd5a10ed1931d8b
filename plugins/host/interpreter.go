package host

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// maxFirstLine is as much of a script's first line as Linux reads.
const maxFirstLine = 256

// interpreterPaths are the folders of the interpreter that a script's first line
// names, with its library: a virtual environment, the Python that it was made
// of, or one below pyenv or conda. Those of the system need no mention. A
// program that is no script has none.
func interpreterPaths(script string) []string {
	name := interpreter(script)
	if name == "" {
		return nil
	}
	paths := []string{name}
	for _, path := range links(name) {
		prefix := filepath.Dir(filepath.Dir(path))
		if config, err := os.ReadFile(filepath.Join(prefix, "pyvenv.cfg")); err == nil {
			paths = append(paths, prefix)
			paths = append(paths, prefixOf(filepath.Join(baseOf(string(config)), "python"))...)
		}
	}
	real := resolved(name)
	paths = append(paths, real)
	return outsideSystem(append(paths, prefixOf(real)...))
}

// interpreter is the program that runs a script, "" if it is none.
func interpreter(script string) string {
	f, err := os.Open(script)
	if err != nil {
		return ""
	}
	defer f.Close()
	line, err := bufio.NewReaderSize(f, maxFirstLine).ReadSlice('\n')
	words := strings.Fields(strings.TrimPrefix(string(line), "#!"))
	if err != nil || !strings.HasPrefix(string(line), "#!") || len(words) == 0 {
		return ""
	}
	if filepath.Base(words[0]) != "env" {
		return words[0]
	}
	for _, word := range words[1:] {
		if !strings.HasPrefix(word, "-") && !strings.Contains(word, "=") {
			return inPath(word)
		}
	}
	return ""
}

// inPath finds a program as env does, "" if there is none.
func inPath(name string) string {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 && filepath.IsAbs(path) {
			return path
		}
	}
	return ""
}

// maxLinks is as many links in a row as Linux follows.
const maxLinks = 40

// links are a path and what it leads to, link by link.
func links(path string) []string {
	paths := []string{path}
	for range maxLinks {
		next, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
		paths = append(paths, path)
	}
	return paths
}

// baseOf is the folder of the Python that a virtual environment was made of.
func baseOf(config string) string {
	for line := range strings.Lines(config) {
		if key, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(key) == "home" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// prefixOf is the folder above an interpreter's own: of /x/bin/python, /x. None
// if that holds more of the user's than an interpreter.
func prefixOf(path string) []string {
	prefix := filepath.Dir(filepath.Dir(path))
	if !filepath.IsAbs(prefix) || holdsHome(prefix) || filepath.Base(prefix) == ".local" {
		return nil
	}
	return []string{prefix}
}

// outsideSystem leaves out what every plugin may read, and what is there twice.
func outsideSystem(paths []string) []string {
	var left []string
	for _, path := range paths {
		if !within(append([]string{"/usr", "/bin", "/sbin", "/opt"}, left...), path) {
			left = append(left, path)
		}
	}
	return left
}

// within tells whether a path is one of folders or below.
func within(folders []string, path string) bool {
	for _, folder := range folders {
		if rel, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return false
}
