package dataset

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

func TestArchivesOfAttackersAreRefused(t *testing.T) {
	pictures := map[string][]byte{}
	for i := range 5 {
		pictures[fmt.Sprintf("good/%d.png", i)] = flat(4, 4, 2)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a name that leads up":      {zipped(t, with(pictures, "../../evil.png", flat(4, 4, 1))), `"../../evil.png"`},
		"a name from the root":      {zipped(t, with(pictures, "/etc/evil.png", flat(4, 4, 1))), `"/etc/evil.png"`},
		"a name with backslashes":   {zipped(t, with(pictures, `..\evil.png`, flat(4, 4, 1))), "have a backslash"},
		"files that overlap":        {overlapping(t), "its files overlap"},
		"the same name twice":       {twice(t), "duplicate"},
		"a link to somewhere else":  {linked(t), "a/link.png: it is neither a file nor a folder"},
		"a folder that is no file":  {zipped(t, map[string][]byte{"a/1.png/": nil}), "there are no pictures"},
		"an archive in the archive": {zipped(t, map[string][]byte{"a/1.png": zipped(t, pictures)}), "nothing is left for the split"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(files(t, map[string][]byte{"a.zip": c.file}), "a.zip")
			_, err := Prepare(context.Background(), "imagefolder", map[string]any{"path": path, "size": 4}, t.TempDir(), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestArchivesThatWouldFillTheDiskAreRefused(t *testing.T) {
	file := func(packed, unpacked uint64) *zip.File {
		return &zip.File{FileHeader: zip.FileHeader{Name: "a.png", CompressedSize64: packed, UncompressedSize64: unpacked}}
	}
	for name, c := range map[string]struct {
		files  []*zip.File
		length int64
		ok     bool
	}{
		"pictures":                 {[]*zip.File{file(1<<30, 1<<30), file(1<<30, 1<<30)}, 1<<31 + 100, true},
		"an empty array":           {[]*zip.File{file(1<<20, 1<<30)}, 1<<20 + 100, true},
		"a bomb":                   {[]*zip.File{file(1<<20, 1<<29), file(1<<20, 1<<29+1)}, 1<<21 + 100, false},
		"numbers that wrap around": {[]*zip.File{file(1<<63, 1<<63), file(1<<63, 1<<63)}, 1 << 20, false},
	} {
		if err := checkArchive(c.files, c.length); (err == nil) != c.ok {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// overlapping is an archive whose twenty files are one and the same piece of it.
func overlapping(t *testing.T) []byte {
	one := zipOf(t, func(w *zip.Writer) {
		addTo(t, w, &zip.FileHeader{Name: "a/00.png", Method: zip.Store}, make([]byte, 10_000))
	})
	at := bytes.Index(one, []byte("PK\x01\x02"))
	end := bytes.Index(one, []byte("PK\x05\x06"))
	out := bytes.Clone(one[:at])
	for i := range 20 {
		entry := bytes.Clone(one[at:end])
		copy(entry[46:], fmt.Sprintf("a/%02d.png", i))
		out = append(out, entry...)
	}
	tail := bytes.Clone(one[end:])
	binary.LittleEndian.PutUint16(tail[8:], 20)
	binary.LittleEndian.PutUint16(tail[10:], 20)
	binary.LittleEndian.PutUint32(tail[12:], uint32(20*(end-at)))
	return append(out, tail...)
}

func twice(t *testing.T) []byte {
	return zipOf(t, func(w *zip.Writer) {
		for range 2 {
			addTo(t, w, &zip.FileHeader{Name: "a/1.png"}, flat(4, 4, 1))
		}
	})
}

func linked(t *testing.T) []byte {
	return zipOf(t, func(w *zip.Writer) {
		for i := range 5 {
			addTo(t, w, &zip.FileHeader{Name: fmt.Sprintf("a/%d.png", i)}, flat(4, 4, 1))
		}
		h := &zip.FileHeader{Name: "a/link.png"}
		h.SetMode(fs.ModeSymlink | 0o777)
		addTo(t, w, h, []byte("/etc/passwd"))
	})
}

func zipOf(t *testing.T, fill func(*zip.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	fill(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func addTo(t *testing.T, w *zip.Writer, h *zip.FileHeader, content []byte) {
	t.Helper()
	f, err := w.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
}
