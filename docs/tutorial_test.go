// Package docs holds the documentation; its tests do what the pages say.
package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var shell = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// Every command of the tutorial works, one after the other.
func TestTutorial(t *testing.T) {
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("takes half a minute; GANDER_LONG=1 runs it")
	}
	page, err := os.ReadFile("tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "gander"), "..").CombinedOutput(); err != nil {
		t.Fatalf("build gander: %v\n%s", err, out)
	}
	var script strings.Builder
	for _, block := range shell.FindAllStringSubmatch(string(page), -1) {
		script.WriteString(block[1])
	}
	cmd := exec.Command("sh", "-ex", "-c", script.String())
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "GOPROXY=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"0 failed", "report: results/mygan/report/index.html", "gander.lock"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the tutorial prints no %q:\n%s", want, out)
		}
	}
	if n := strings.Count(string(out), "done: 300.0k images"); n != 6 {
		t.Errorf("%d runs were done, want 4 and then 2:\n%s", n, out)
	}
}
