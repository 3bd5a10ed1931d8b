package runner

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// writeFile writes content under root so that a crash leaves the whole file or
// none: beside, synced, renamed. It returns the SHA-256 of content.
func writeFile(root, name string, content []byte) (string, error) {
	file := filepath.Join(root, filepath.FromSlash(name))
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, ".writing-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	if _, err := f.Write(content); err != nil {
		f.Close()
		return "", err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), syncDir(dir)
}
