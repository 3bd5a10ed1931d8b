package host

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/plugins/variant"
)

func TestNameOf(t *testing.T) {
	tests := []struct {
		file, goos, want string
		ok               bool
	}{
		{"gander-variant-wgan", "linux", "wgan", true},
		{"gander-variant-wgan.exe", "windows", "wgan", true},
		{"gander-variant-wgan.exe", "linux", "wgan.exe", true},
		{"gander", "linux", "gander", false},
	}
	for _, tt := range tests {
		if got, ok := nameOf(tt.file, tt.goos); got != tt.want || ok != tt.ok {
			t.Errorf("nameOf(%q, %q) = %q, %t, want %q, %t", tt.file, tt.goos, got, ok, tt.want, tt.ok)
		}
	}
}

func TestValidName(t *testing.T) {
	for _, name := range []string{"a", "wgan", "wgan-gp2", strings.Repeat("a", 40)} {
		if !variant.ValidName(name) {
			t.Errorf("%q is refused", name)
		}
	}
	for _, name := range []string{"", "Wgan", "2gan", "wgan-", "-wgan", "w--g", "w_g", "w.exe", "wgän", strings.Repeat("a", 41)} {
		if variant.ValidName(name) {
			t.Errorf("%q passes", name)
		}
	}
}

func TestDataHome(t *testing.T) {
	tests := []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"XDG_DATA_HOME": "/d", "HOME": "/h"}, "/d"},
		{"linux", map[string]string{"HOME": "/h"}, filepath.Join("/h", ".local", "share")},
		{"windows", map[string]string{"LOCALAPPDATA": `C:\l`, "HOME": "/h"}, `C:\l`},
		{"linux", nil, ""},
	}
	for _, tt := range tests {
		if got := dataHome(func(name string) string { return tt.env[name] }, tt.goos); got != tt.want {
			t.Errorf("%s with %v: %q, want %q", tt.goos, tt.env, got, tt.want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	host := []string{
		"PATH=/bin", "OMP_NUM_THREADS=64", "SECRET=x", "GANDER_EXEC=tape", "GANDER_PLUGIN_COOKIE=y",
		"LC_ALL=C", "Path=C:", "EMPTY",
	}
	got := environment(host, []string{"OMP_NUM_THREADS=2", "PATH=/mine"})
	want := []string{"PATH=/bin", "GANDER_EXEC=tape", "LC_ALL=C", "Path=C:", "OMP_NUM_THREADS=2", "PATH=/mine"}
	if !slices.Equal(got, want) {
		t.Errorf("environment is %q, want %q", got, want)
	}
}

func TestThreadSettings(t *testing.T) {
	if got := threadSettings(0); got != nil {
		t.Errorf("no threads set %v", got)
	}
	if got := threadSettings(3); !slices.Contains(got, "OMP_NUM_THREADS=3") || !slices.Contains(got, "GOMAXPROCS=3") {
		t.Errorf("three threads set %v", got)
	}
}

// memory is a journal that only remembers.
func memory(t *testing.T) *journal {
	t.Helper()
	j, err := openJournal("")
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestJournalLines(t *testing.T) {
	j := memory(t)
	a, b := j.channel(""), j.channel("stdout: ")
	for _, write := range []struct {
		to   io.Writer
		text string
	}{{a, "one "}, {b, "two\nthr"}, {a, "line\n"}, {b, "ee\n\n"}, {a, strings.Repeat("x", maxLine+5) + "\n"}} {
		fmt.Fprint(write.to, write.text)
	}
	want := []string{"stdout: two", "one line", "stdout: three", "stdout: ", strings.Repeat("x", maxTailLine) + "…"}
	if got := j.tail(); !slices.Equal(got, want) {
		t.Errorf("lines are %.100q, want %.100q", got, want)
	}
}

func TestJournalTail(t *testing.T) {
	stack := []string{"goroutine 1 [running]:", "main.main()", ""}
	call := []string{"goroutine 9 [sleep]:", "time.Sleep(0x1)", "gander/plugins/sdk.(*server).Advance(0xc000, {0x1, 0x2})", ""}
	var numbers []string
	for i := range 3000 {
		numbers = append(numbers, fmt.Sprintf("%d: %060d", i, i))
	}
	tests := []struct {
		name       string
		lines      []string
		first      string
		count      int
		panicFirst bool
	}{
		{"empty", nil, "", 0, false},
		{"short", numbers[:5], numbers[0], 5, false},
		{"long", numbers, numbers[2960], 40, false},
		{"panic", slices.Concat(numbers, []string{"panic: oh"}, numbers[:100]), "panic: oh", 40, true},
		{"dump", slices.Concat([]string{"SIGQUIT: quit"}, stack, call, stack), call[0], 7, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := memory(t)
			for _, line := range tt.lines {
				fmt.Fprintln(j.channel(""), line)
			}
			got := j.tail()
			if len(got) != tt.count || tt.count > 0 && got[0] != tt.first {
				t.Errorf("tail has %d lines and begins with %.1q, want %d and %q", len(got), got, tt.count, tt.first)
			}
			if isPanic := j.panicLine() != ""; isPanic != tt.panicFirst {
				t.Errorf("panic is seen: %t, want %t", isPanic, tt.panicFirst)
			}
			if len(j.end) > 2*tailSize {
				t.Errorf("%d bytes are kept", len(j.end))
			}
		})
	}
}

func TestReadable(t *testing.T) {
	tests := map[string]string{
		`{"@level":"warn","@message":"slow","@timestamp":"t","step":3,"by":"x"}`: "warn: slow by=x step=3",
		`{"@message": 5}`: `{"@message": 5}`,
		`{"loss": 1}`:     `{"loss": 1}`,
		`{broken`:         `{broken`,
		`plain text`:      `plain text`,
	}
	for line, want := range tests {
		if got := readable(line); got != want {
			t.Errorf("readable(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestJournalFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for range 2 {
		j, err := openJournal(path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(j.channel(""), "hello")
		if err := j.close(); err != nil {
			t.Error(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || string(text) != "hello\nhello\n" {
		t.Errorf("log is %q, %v", text, err)
	}
	if _, err := openJournal(filepath.Dir(path)); err == nil {
		t.Error("a folder serves as log")
	}
}

func TestRowsOfMessage(t *testing.T) {
	small := make([]variant.Row, 100)
	large := make([]variant.Row, 100)
	huge := make([]variant.Row, 2)
	for i := range large {
		large[i].Source = make([]float32, 1<<16) // 256 KiB
	}
	for i := range huge {
		huge[i].Source = make([]float32, 1<<20) // 4 MiB
	}
	for _, tt := range []struct {
		rows []variant.Row
		want int
	}{{small, 64}, {small[:7], 7}, {large, 4}, {huge, 1}} {
		if got := rowsOfMessage(tt.rows); got != tt.want {
			t.Errorf("%d rows: %d in a message, want %d", len(tt.rows), got, tt.want)
		}
	}
}
