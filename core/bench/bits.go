package bench

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"

	"gander/plugins/variant"
)

// Bits trains the workload some steps and gives the SHA-256 over all that the
// learner then saves. It is the same for any number of threads, on every
// instruction set and every processor.
func Bits(w Workload, v variant.Variant, threads, steps int) (string, error) {
	s, err := newTrial(w, v, Plan{Threads: []int{threads}})
	if err != nil {
		return "", err
	}
	defer s.close()
	if _, err := s.advance(steps); err != nil {
		return "", err
	}
	saved, err := os.MkdirTemp(s.scratch, "saved-")
	if err != nil {
		return "", err
	}
	if err := s.learner.Save(saved); err != nil {
		return "", err
	}
	return sum(saved)
}

// sum is the hash over the names and contents of the files of a folder.
func sum(dir string) (string, error) {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	for _, e := range entries {
		io.WriteString(hash, e.Name()+"\x00")
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		hash.Write(content)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
