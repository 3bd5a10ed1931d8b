package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// place writes bytes to a new file.
func place(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.gds")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// check opens and verifies a file of the given bytes.
func check(file []byte) error {
	f, err := parse(file)
	if err != nil {
		return err
	}
	return f.Verify()
}

func TestEveryFlippedBitIsNoticed(t *testing.T) {
	path, _ := mustWrite(t, imageHeader(), imageSample)
	file := mustRead(t, path)
	for i := range file {
		for bit := range 8 {
			file[i] ^= 1 << bit
			if err := check(file); !errors.Is(err, ErrFormat) {
				t.Fatalf("bit %d of byte %d flipped: error is %v", bit, i, err)
			}
			file[i] ^= 1 << bit
		}
	}
	if err := check(file); err != nil {
		t.Fatal(err)
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	path, _ := mustWrite(t, imageHeader(), imageSample)
	file := mustRead(t, path)
	for n := range file {
		if _, err := parse(file[:n]); !errors.Is(err, ErrFormat) {
			t.Fatalf("%d of %d bytes: error is %v", n, len(file), err)
		}
	}
	if _, err := parse(append(file, 0)); !errors.Is(err, ErrFormat) {
		t.Errorf("one byte too many: error is %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	path, _ := mustWrite(t, imageHeader(), imageSample)
	file := mustRead(t, path)
	later := append([]byte(nil), file...)
	later[8] = 2
	for name, c := range map[string]struct{ path, want string }{
		"missing":       {filepath.Join(t.TempDir(), "no.gds"), "open dataset: "},
		"a folder":      {t.TempDir(), ""},
		"empty":         {place(t, nil), "not a sound prepared file"},
		"another file":  {place(t, []byte(strings.Repeat("PNG", 40))), "does not begin with GANDERDS"},
		"later version": {place(t, later), "format 2, this program reads 1"},
		"truncated":     {place(t, file[:len(file)-1]), "bytes, its header says"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Open(c.path)
			if err == nil {
				t.Fatalf("opened %v", f.Header())
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
				t.Errorf("error is %q, want one with %q and the path", err, c.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q has several lines", err)
			}
		})
	}
}

// seal makes a file whose hashes are right whatever the header says.
func seal(t testing.TB, h Header, body []byte) []byte {
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return sealText(text, body)
}

func sealText(text, body []byte) []byte {
	file := make([]byte, aligned(preamble+int64(len(text))))
	copy(file, magic)
	binary.LittleEndian.PutUint32(file[8:], version)
	binary.LittleEndian.PutUint32(file[12:], uint32(len(text)))
	sum := sha256.Sum256(text)
	copy(file[16:], sum[:])
	copy(file[preamble:], text)
	return append(file, body...)
}

func TestLyingHeadersAreRefused(t *testing.T) {
	path, honest := mustWrite(t, imageHeader(), imageSample)
	_, start, err := decodeStart(mustRead(t, path))
	if err != nil {
		t.Fatal(err)
	}
	body := mustRead(t, path)[start:]
	if err := check(seal(t, honest, body)); err != nil {
		t.Fatal(err) // or the cases below would prove nothing
	}
	for name, lie := range map[string]func(*Header){
		"more rows":         func(h *Header) { h.Rows++; h.Sections = h.layout() },
		"overflowing rows":  func(h *Header) { h.Rows = 1 << 62 },
		"overflowing shape": func(h *Header) { h.Shape = []int{1 << 31, 1 << 31, 4} },
		"negative shape":    func(h *Header) { h.Shape = []int{-3, -5, 1} },
		"offset outside":    func(h *Header) { h.Sections[1].Offset = 1 << 40 },
		"negative offset":   func(h *Header) { h.Sections[1].Offset = -64 },
		"overlap":           func(h *Header) { h.Sections[1].Offset = 64 },
		"no sections":       func(h *Header) { h.Sections = nil },
		"unknown section":   func(h *Header) { h.Sections[1].Name = "extra" },
		"fewer classes":     func(h *Header) { h.Classes = h.Classes[:1] },
		"fewer groups":      func(h *Header) { h.Groups = 1 },
		"negative groups":   func(h *Header) { h.Groups = -1 },
		"short mode":        func(h *Header) { h.Modes = [][]float64{{1}} },
		"no hash":           func(h *Header) { h.SHA256 = "" },
		"format":            func(h *Header) { h.Format = 0 },
		"split":             func(h *Header) { h.Split = "dev" },
	} {
		t.Run(name, func(t *testing.T) {
			h := honest
			h.Sections = append([]Section(nil), honest.Sections...)
			lie(&h)
			if _, err := parse(seal(t, h, body)); !errors.Is(err, ErrFormat) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func TestHeaderProblemsComeTogether(t *testing.T) {
	_, err := EncodeHeader(Header{Format: version, Kind: "sound"})
	for _, want := range []string{"name is missing", "split is", "rows is 0", `a "sound"`, "sha256 is"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}

// FuzzOpen feeds sealed headers to the parser: what it accepts must be usable
// to the last row, and anything else an ErrFormat.
func FuzzOpen(f *testing.F) {
	body := make([]byte, 348)
	for _, h := range []Header{imageHeader(), pointHeader()} {
		h.Format, h.SHA256 = version, strings.Repeat("0", 64)
		h.Sections = h.layout()
		text, err := json.Marshal(h)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, body[:h.bodyBytes()])
	}
	f.Add([]byte(`{"rows":-1,"shape":[0,0,0]}`), []byte{})
	f.Add([]byte(`{"sections":[{"name":"rows","offset":9223372036854775807,"bytes":1}]}`), []byte{})
	f.Fuzz(func(t *testing.T, text, body []byte) {
		file, err := parse(sealText(text, body))
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Errorf("error is %v", err)
			}
			return
		}
		last := file.Rows() - 1
		file.Floats(make([]float32, file.Header().RowSize()), []int{last})
		file.Label(last)
		file.Domain(last)
		file.Group(last)
		file.Attributes(last)
		if _, err := EncodeHeader(file.Header()); err != nil {
			t.Error(err)
		}
	})
}

func TestHeaderWithoutDataComesBack(t *testing.T) {
	_, h := mustWrite(t, pointHeader(), pointSample)
	b, err := EncodeHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := EncodeHeader(got); string(again) != string(b) {
		t.Errorf("header is %s, want %s", again, b)
	}
}
