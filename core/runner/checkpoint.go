package runner

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"gander/core"
	"gander/plugins/variant"
)

// manifestName is the file that lists what a checkpoint's folder holds.
const manifestName = "manifest.json"

// A manifest lists the files of a checkpoint, so that a damaged one is found
// out before a run goes on from it.
type manifest struct {
	Step  int            `json:"step"`
	Files []manifestFile `json:"files"`
}

type manifestFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// save has the learner write its state beside, seals it with a manifest and
// moves it to its place. The row that names it is committed after that.
func (l *life) save(ctx context.Context, record *core.Record) error {
	step := l.run.Progress.Step
	scratch := filepath.Join(l.dir, "scratch", "save")
	if err := emptyDir(scratch); err != nil {
		return err
	}
	if err := l.proc.Save(ctx, scratch); err != nil {
		return err
	}
	sum, err := seal(scratch, step)
	if err != nil {
		return fmt.Errorf("seal checkpoint of step %d: %w", step, err)
	}
	name := path.Join(l.run.Dir, "checkpoints", fmt.Sprintf("step-%08d", step))
	if err := l.place(scratch, name); err != nil {
		return fmt.Errorf("place checkpoint of step %d: %w", step, err)
	}
	l.saved = step
	record.Checkpoint = &core.Checkpoint{Progress: l.run.Progress, Path: name, SHA256: sum}
	return l.prune(ctx)
}

func (l *life) place(from, name string) error {
	to := filepath.Join(l.Results, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(to); err != nil { // left over from an attempt that did not commit it
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

// seal hashes and syncs every file of dir, writes the manifest and returns the
// manifest's SHA-256.
func seal(dir string, step int) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	if len(entries) == 0 {
		return "", errors.New("the variant saved nothing")
	}
	m := manifest{Step: step}
	for _, e := range entries {
		f, err := sealFile(dir, e.Name())
		if err != nil {
			return "", err
		}
		m.Files = append(m.Files, f)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return "", err
	}
	return writeFile(dir, manifestName, append(text, '\n'))
}

func sealFile(dir, name string) (manifestFile, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR, 0)
	if err != nil {
		return manifestFile{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return manifestFile{}, err
	}
	return manifestFile{Name: name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, f.Sync()
}

// verify tells what is wrong with a checkpoint's folder, if anything is.
func verify(dir, sum string) error {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return err
	}
	if got := sha256.Sum256(text); hex.EncodeToString(got[:]) != sum {
		return errors.New("its manifest is not the one recorded")
	}
	var m manifest
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&m); err != nil {
		return err
	}
	for _, want := range m.Files {
		got, err := sealFile(dir, want.Name)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%s has changed", want.Name)
		}
	}
	return nil
}

// restore loads the newest whole checkpoint into the learner and gives the
// progress made by then: none when there is no checkpoint.
func (l *life) restore(ctx context.Context) (core.Progress, error) {
	checkpoints, err := l.Store.Checkpoints(ctx, l.run.ID)
	if err != nil {
		return core.Progress{}, err
	}
	for i := len(checkpoints) - 1; i >= 0; i-- {
		c := checkpoints[i]
		dir := filepath.Join(l.Results, filepath.FromSlash(c.Path))
		if err := verify(dir, c.SHA256); err != nil {
			if err := l.Store.DropCheckpoint(ctx, l.run.ID, c.Step); err != nil {
				return core.Progress{}, err
			}
			continue // an older one may be whole; the steps between are done again
		}
		return c.Progress, l.proc.Load(ctx, dir)
	}
	return core.Progress{}, nil
}

// prune removes all but the newest checkpoints: the row first, so that no row
// ever names a folder that is gone.
func (l *life) prune(ctx context.Context) error {
	checkpoints, err := l.Store.Checkpoints(ctx, l.run.ID)
	if err != nil {
		return err
	}
	// The one just placed is not in the store yet, hence one fewer of the others.
	for len(checkpoints) > max(1, l.exp.Checkpoint.Keep)-1 && len(checkpoints) > 1 {
		c := checkpoints[0]
		if err := l.Store.DropCheckpoint(ctx, l.run.ID, c.Step); err != nil {
			return err
		}
		if err := os.RemoveAll(filepath.Join(l.Results, filepath.FromSlash(c.Path))); err != nil {
			return err
		}
		checkpoints = checkpoints[1:]
	}
	return nil
}

// export writes the final weights as safetensors, if the variant can.
func (l *life) export(ctx context.Context) error {
	if !slices.Contains(l.desc.Abilities, variant.CanExport) {
		return nil
	}
	scratch := filepath.Join(l.dir, "scratch", "export")
	if err := emptyDir(scratch); err != nil {
		return err
	}
	files, err := l.proc.Export(ctx, scratch, l.weights())
	if err != nil {
		return err
	}
	var record core.Record
	for _, name := range files {
		f, err := sealFile(scratch, name)
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		to := path.Join(l.run.Dir, "weights", filepath.Base(name))
		if err := l.place(filepath.Join(scratch, name), to); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		record.Artifacts = append(record.Artifacts, core.Artifact{
			Step: l.run.Progress.Step, Kind: core.KindWeights, Path: to, SHA256: f.SHA256, Bytes: f.Bytes,
		})
	}
	return l.record(record)
}
