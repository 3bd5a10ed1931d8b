package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gander/core/dataset"
	"gander/core/media"
)

// command runs gander within this process, alone with a cache of its own.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, complaints bytes.Buffer
	env := Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &complaints, Getenv: os.Getenv}
	code = Main(context.Background(), env, args)
	return code, out.String(), complaints.String()
}

func alone(t *testing.T) {
	t.Helper()
	t.Setenv("GANDER_CACHE", t.TempDir())
	t.Setenv("XDG_DATA_DIRS", t.TempDir())
}

// pictures is a folder of two classes of ten pictures, the second ones damaged.
func pictures(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, class := range []string{"cat", "dog"} {
		if err := os.Mkdir(filepath.Join(dir, class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			path := filepath.Join(dir, class, string(rune('0'+i))+".png")
			m := media.New(16, 16, 1)
			m.Pix[0] = byte(i)
			if err := writePNG(path, m); err != nil {
				t.Fatal(err)
			}
			if i == 1 {
				if err := os.Truncate(path, 50); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return dir
}

func TestDatasetListIsOneLineASource(t *testing.T) {
	alone(t)
	code, out, _ := command(t, "dataset", "list")
	if lines := strings.Count(out, "\n"); code != exitDone || lines != len(dataset.Sources())+1 {
		t.Errorf("%d lines for %d sources; exit code %d", lines, len(dataset.Sources()), code)
	}
	for _, want := range []string{"\nglyphs ", "\nmnist ", "get, 12 MB", "\nimagefolder "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

func TestDatasetDescribe(t *testing.T) {
	alone(t)
	code, out, _ := command(t, "dataset", "describe", "mnist")
	for _, want := range []string{"CC BY-SA 3.0", "9912422 bytes", "split.validation", "bicubic of nearest|box"} {
		if code != exitDone || !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s; exit code %d", want, out, code)
		}
	}
}

func TestDatasetPrepareShowSheetVerify(t *testing.T) {
	alone(t)
	dir := pictures(t)
	options := []string{"--set", "path=" + dir, "--set", "size=16"}
	code, _, complaints := command(t, append([]string{"dataset", "prepare", "imagefolder"}, options...)...)
	if code != exitFailed || !strings.Contains(complaints, "cat/1.png: decode png") || !strings.Contains(complaints, "on_error: skip") {
		t.Errorf("exit code %d, %s", code, complaints)
	}
	options = append(options, "--set", "on_error=skip")
	code, out, complaints := command(t, append([]string{"dataset", "prepare", "imagefolder"}, options...)...)
	if code != exitDone || strings.Count(complaints, "left out: ") != 2 || !strings.Contains(out, "validation") {
		t.Fatalf("exit code %d, %s%s", code, out, complaints)
	}
	code, out, _ = command(t, append([]string{"dataset", "verify", "imagefolder"}, options...)...)
	if code != exitDone || strings.Count(out, "imagefolder") < 3 {
		t.Errorf("exit code %d, %s", code, out)
	}

	mean := filepath.Join(t.TempDir(), "mean.png")
	code, out, _ = command(t, append([]string{"dataset", "show", "imagefolder", "--json", "-o", mean}, options...)...)
	var view datasetView
	if err := json.Unmarshal([]byte(out), &view); err != nil || code != exitDone {
		t.Fatalf("%v: %s", err, out)
	}
	if view.Duplicates == 0 || len(view.Stats.Classes) != 2 || view.Header.Transform == "" {
		t.Errorf("it shows %+v", view)
	}
	sheet := filepath.Join(t.TempDir(), "sheet.png")
	if code, _, complaints := command(t, append([]string{"dataset", "sheet", "imagefolder", "-n", "6", "-o", sheet}, options...)...); code != exitDone {
		t.Error(complaints)
	}
	for path, tiles := range map[string]int{mean: 3, sheet: 6} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m, err := media.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		dark := 0 // the pictures are black
		for _, v := range m.Pix {
			if v < 16 {
				dark++
			}
		}
		if want := tiles * 64 * 64 * m.C; dark < want*98/100 || dark > want*105/100 {
			t.Errorf("%s of %d×%d has %d dark numbers, want %d of %d tiles and some of labels", path, m.W, m.H, dark, want, tiles)
		}
	}
}

// However many labels there are, a sheet is neither a strip nor mostly empty.
func TestSheetsAreNearTheirRatio(t *testing.T) {
	for _, groups := range []int{1, 2, 3, 7, 10, 40, 62, 100, 1000} {
		for _, most := range []int{1, 4, 6, 32, 64} {
			a := arrange(groups, most, 64, 64)
			columns, lines := (groups+a.columns-1)/a.columns, (most+a.across-1)/a.across
			width, height := a.columns*a.across, columns*lines
			if groups*most >= 4 && (width > 5*height || height > 4*width) || width*height > 2*groups*most {
				t.Errorf("%d groups of %d: %+v is %d×%d tiles", groups, most, a, width, height)
			}
		}
	}
}

func TestDatasetVerifyFindsDamage(t *testing.T) {
	alone(t)
	if code, _, complaints := command(t, "dataset", "prepare", "ring", "--set", "rows=100"); code != exitDone {
		t.Fatal(complaints)
	}
	paths, err := dataset.CacheFiles(filepath.Join(os.Getenv("GANDER_CACHE"), "datasets"))
	if err != nil || len(paths) != 3 {
		t.Fatalf("%v; %v", paths, err)
	}
	if code, out, complaints := command(t, "dataset", "verify"); code != exitDone {
		t.Errorf("%s%s", out, complaints)
	}
	b, err := os.ReadFile(paths[1])
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] ^= 1
	if err := os.Chmod(paths[1], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(paths[1], b, 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, complaints := command(t, "dataset", "verify")
	if code != exitFailed || strings.Count(out, "damaged") != 1 || !strings.Contains(complaints, paths[1]) && !strings.Contains(complaints, "ring") {
		t.Errorf("exit code %d\n%s%s", code, out, complaints)
	}
}

// Nothing is fetched unasked: a run says what to do.
func TestRunOfAMissingDataset(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	spec := filepath.Join(dir, "digits.yaml")
	text := "name: digits\nseeds: [1]\nbudget: {steps: 1}\ndatasets: {d: {source: mnist, size: 32}}\nruns: [{variant: vanilla, dataset: d}]\n"
	if err := os.WriteFile(spec, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, complaints := command(t, "run", spec, "--results", filepath.Join(dir, "results"))
	if code != exitFailed || !strings.Contains(complaints, "get its 12 MB with: gander dataset get mnist") {
		t.Errorf("exit code %d, %s", code, complaints)
	}
}

func TestAFullDiskIsExplained(t *testing.T) {
	err := refused("ring", fmt.Errorf("write rows: %w", syscall.ENOSPC))
	var h hinted
	if !errors.As(err, &h) || !strings.Contains(h.hint, "GANDER_CACHE") || exitCode(err) != exitFailed {
		t.Errorf("error is %v", err)
	}
}

func TestDatasetClassesThatAreNotThere(t *testing.T) {
	alone(t)
	code, _, complaints := command(t, "dataset", "prepare", "imagefolder", "--set", "path="+pictures(t), "--set", "classes=[cat, cow]")
	if code != exitUsage || !strings.Contains(complaints, `classes has "cow", which the data has not; it has "cat", "dog"`) {
		t.Errorf("exit code %d, %s", code, complaints)
	}
}

func TestDatasetUsageErrors(t *testing.T) {
	alone(t)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"dataset get nist", exitUsage, "there are mnist, fashion-mnist"},
		{"dataset get nist", exitUsage, "did you mean mnist?"},
		{"dataset get mnist --from /none", exitUsage, "neither a folder nor the URL of a mirror"},
		{"dataset get mnist --from /", exitFailed, "the folder has to have train-images-idx3-ubyte.gz, train-labels"},
		{"dataset get celeba --yes", exitFailed, "ask for them at https://mmlab"},
		{"dataset prepare imagefoldr", exitUsage, "did you mean imagefolder?"},
		{"dataset prepare ring --set seeed=1", exitUsage, "did you mean seed?"},
		{"dataset show ring --set rows=100 -o x.png", exitUsage, "points have no mean image"},
		{"dataset sheet ring -n -1", exitUsage, "want at least 1"},
		{"dataset get mnist", exitUsage, "--yes agrees"},
		{"dataset prepare mnist", exitFailed, "get its 12 MB with: gander dataset get mnist"},
		{"dataset prepare imagefolder", exitUsage, "path is missing"},
		{"dataset prepare idx --set path=/none", exitFailed, "/none"},
		{"dataset show ring --split all", exitUsage, "want train, validation or test"},
		{"dataset verify ring", exitFailed, "gander dataset prepare ring"},
		{"dataset describe zeppelin", exitUsage, "gander dataset list"},
	} {
		code, _, complaints := command(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(complaints, c.want) {
			t.Errorf("%s: exit code %d, want %d; %s", c.args, code, c.code, complaints)
		}
	}
}

// Debian's copy is served from this machine, as a mirror, and copied from a folder.
func TestDatasetGet(t *testing.T) {
	const debian = "/usr/share/datasets/fashion-mnist"
	if _, err := os.Stat(debian); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("install dataset-fashion-mnist: ", err)
		}
		t.Skip("install dataset-fashion-mnist: ", err)
	}
	alone(t)
	s := httptest.NewServer(http.FileServer(http.Dir(debian)))
	defer s.Close()
	// The mirror has packed the same bytes anew.
	code, _, complaints := command(t, "dataset", "get", "fashion-mnist", "--from", s.URL, "--yes")
	if code != exitDone || !strings.Contains(complaints, "licence: MIT (Zalando)\n") || !strings.Contains(complaints, "31 MB in 4 files") {
		t.Errorf("exit code %d, %s", code, complaints)
	}
	t.Setenv("GANDER_CACHE", t.TempDir())
	code, out, complaints := command(t, "dataset", "get", "fashion-mnist", "--from", debian)
	if want := filepath.Join(os.Getenv("GANDER_CACHE"), "downloads", "fashion-mnist"); code != exitDone || strings.TrimSpace(out) != want {
		t.Errorf("exit code %d, %s%s", code, out, complaints)
	}
	if code, out, _ = command(t, "dataset", "get", "fashion-mnist"); code != exitDone || !strings.Contains(out, "is here already") {
		t.Errorf("exit code %d, %s", code, out)
	}
	if code, _, complaints := command(t, "dataset", "prepare", "fashion-mnist", "--set", "limit=50"); code != exitDone {
		t.Error(complaints)
	}
	// A damaged download is not taken for one that is here.
	if err := os.Truncate(filepath.Join(strings.TrimSpace(out[strings.LastIndex(out, " ")+1:]), "t10k-labels-idx1-ubyte.gz"), 100); err != nil {
		t.Fatal(err)
	}
	code, _, complaints = command(t, "dataset", "prepare", "fashion-mnist", "--set", "limit=60")
	if code != exitFailed || !strings.Contains(complaints, "t10k-labels-idx1-ubyte.gz is not what it should be") || !strings.Contains(complaints, "hint: gander dataset get fashion-mnist") {
		t.Errorf("exit code %d, %s", code, complaints)
	}
	code, _, complaints = command(t, "dataset", "get", "fashion-mnist", "--from", debian)
	if code != exitDone {
		t.Errorf("exit code %d, %s", code, complaints)
	}
	if code, out, complaints = command(t, "dataset", "get", "fashion-mnist"); code != exitDone || !strings.Contains(out, "is here already") {
		t.Errorf("exit code %d, %s%s", code, out, complaints)
	}
}
