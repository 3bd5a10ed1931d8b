package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"gander/plugins/variant"
)

// CacheDir is where prepared datasets lie: datasets in $GANDER_CACHE, or in
// gander in the user's cache folder.
func CacheDir() (string, error) {
	if dir := os.Getenv("GANDER_CACHE"); dir != "" {
		return filepath.Join(dir, "datasets"), nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a cache folder: %w; set GANDER_CACHE", err)
	}
	return filepath.Join(dir, "gander", "datasets"), nil
}

// CacheFiles lists the prepared files in a cache, CacheDir() if cacheDir is empty,
// without those of preparations that have not ended.
func CacheFiles(cacheDir string) ([]string, error) {
	cacheDir, err := existing(cacheDir)
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(cacheDir, "*", "*"+extension))
	return slices.DeleteFunc(files, func(path string) bool { return filepath.Ext(filepath.Dir(path)) == partialExtension }), err
}

// existing makes the cache folder, the default one if dir is empty.
func existing(dir string) (string, error) {
	if dir == "" {
		var err error
		if dir, err = CacheDir(); err != nil {
			return "", err
		}
	}
	return dir, os.MkdirAll(dir, 0o755)
}

// entry is the name of a dataset's folder in the cache: the source's name and
// a hash of all that its bytes depend on. Where files lie is none of that, what
// they hold is the fingerprint.
func entry(about About, options variant.Params, fingerprint string) string {
	options = maps.Clone(options)
	delete(options, optionPath)
	key, err := json.Marshal(struct {
		Format      int // of prepared files
		Source      string
		Version     string
		Options     variant.Params
		Fingerprint string
	}{1, about.Name, about.Version, options, fingerprint})
	if err != nil {
		panic("dataset: options of " + about.Name + ": " + err.Error()) // they are numbers, words and lists of words
	}
	sum := sha256.Sum256(key)
	return about.Name + "-" + hex.EncodeToString(sum[:8])
}
