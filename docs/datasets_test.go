package docs

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core/dataset"
	"gander/core/media"
	"gander/plugins/variant"
)

// Every command of the page works on a folder of pictures, one of them damaged.
func TestTutorialOfDatasets(t *testing.T) {
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("takes half a minute; GANDER_LONG=1 runs it")
	}
	page, err := os.ReadFile("datasets.md")
	if err != nil {
		t.Fatal(err)
	}
	bin, dir, cache := t.TempDir(), t.TempDir(), t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "gander"), "..").CombinedOutput(); err != nil {
		t.Fatalf("build gander: %v\n%s", err, out)
	}
	pets(t, filepath.Join(dir, "photos"))
	var script strings.Builder
	for _, block := range shell.FindAllStringSubmatch(string(page), -1) {
		script.WriteString(block[1])
	}
	cmd := exec.Command("sh", "-ex", "-c", script.String())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "GANDER_CACHE="+cache)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"1 of the pictures cannot be read", "cat/07.png: decode png", "left out: cat/07.png", "class dog", "duplicates",
		"pets.yaml: ok, 2 runs", "report: results/pets/report/index.html",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the page prints no %q:\n%s", want, out)
		}
	}
	for _, name := range []string{"mean.png", "sheet.png"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !media.IsPicture(b) {
			t.Errorf("%s is no picture: %v", name, err)
		}
	}
	if prepared, err := filepath.Glob(filepath.Join(cache, "datasets", "imagefolder-*", "train.gds")); err != nil || len(prepared) != 2 {
		t.Errorf("%v lie in the cache, where the page says that datasets do: want those with augmentation and without; %v", prepared, err)
	}
}

// pets is a folder of forty cats and as many dogs, or what passes for them.
func pets(t *testing.T, dir string) {
	t.Helper()
	for class, name := range []string{"cat", "dog"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			m := media.New(40, 48+i, 3)
			for j := range m.Pix {
				m.Pix[j] = byte(j*(class+1)/40 + 6*i)
			}
			var b bytes.Buffer
			if err := media.EncodePNG(&b, m); err != nil {
				t.Fatal(err)
			}
			if class == 0 && i == 7 {
				b.Truncate(100)
			}
			if err := os.WriteFile(filepath.Join(dir, name, fmt.Sprintf("%02d.png", i)), b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// dataset-options.md is what the code says; GANDER_UPDATE=1 writes it anew.
func TestOptionsOfDatasets(t *testing.T) {
	const page = "dataset-options.md"
	want := optionsPage()
	if os.Getenv("GANDER_UPDATE") != "" {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the sources say of themselves; GANDER_UPDATE=1 go test ./docs writes it anew", page)
	}
}

func optionsPage() string {
	var b strings.Builder
	b.WriteString("# Sources of datasets and their options\n\nMade from the code by `GANDER_UPDATE=1 go test ./docs`. " +
		"[datasets.md](datasets.md) tells how to use them; a dot in a\nname stands for nesting: `split.seed` is written `split: {seed: …}`.\n\n" +
		"`gander dataset get` fetches these:\n\n| dataset | what it is | licence | size |\n| --- | --- | --- | --- |\n")
	for _, d := range dataset.Catalogue() {
		fmt.Fprintf(&b, "| [%s](%s) | %s | %s | %d MB |\n", d.Name, d.Home, d.Summary, d.Licence, (d.Bytes()+999_999)/1_000_000)
	}
	var shared []variant.ParamSpec
	for _, s := range dataset.Sources() {
		if s.About().Name == "imagefolder" {
			shared = s.About().Options
		}
	}
	for _, s := range dataset.Sources() {
		about := s.About()
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n", about.Name, about.Summary)
		own := slices.DeleteFunc(slices.Clone(about.Options), func(o variant.ParamSpec) bool {
			return about.Name != "imagefolder" && slices.ContainsFunc(shared, func(p variant.ParamSpec) bool { return same(o, p) })
		})
		if n := len(about.Options) - len(own); n > 0 {
			fmt.Fprintf(&b, "\nOptions as imagefolder's: %s.\n", strings.Join(names(about.Options, own), ", "))
		}
		if len(own) > 0 {
			b.WriteString("\n| option | kind | default | meaning |\n| --- | --- | --- | --- |\n")
		}
		for _, o := range own {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.Name, o.Kind, byDefault(o), strings.ReplaceAll(o.Doc, "|", `\|`))
		}
	}
	return b.String()
}

// same tells options that need no second explanation.
func same(a, b variant.ParamSpec) bool {
	return a.Name == b.Name && a.Doc == b.Doc && fmt.Sprint(a.Default, a.Choices) == fmt.Sprint(b.Default, b.Choices)
}

// names are those of all options but some.
func names(all, but []variant.ParamSpec) []string {
	var list []string
	for _, o := range all {
		if !slices.ContainsFunc(but, func(p variant.ParamSpec) bool { return p.Name == o.Name }) {
			list = append(list, "`"+o.Name+"`")
		}
	}
	return list
}

func byDefault(o variant.ParamSpec) string {
	text := fmt.Sprintf("`%v`", o.Default)
	switch {
	case o.Default == nil:
		text = "must be given"
	case o.Default == "":
		text = "none"
	}
	if len(o.Choices) > 0 {
		text += " of " + strings.Join(o.Choices, ", ")
	}
	return text
}
