package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core/cli"
	"gander/plugins/builtin"
	"gander/plugins/sdk"
	"gander/plugins/variant"
	"gander/variants/vanilla"
)

// TestMain lets the test binary be a plugin, mygan, and gander's built-in
// variants.
func TestMain(m *testing.M) {
	if name, ok := strings.CutPrefix(filepath.Base(os.Args[0]), "gander-variant-"); ok {
		sdk.Main(named{vanilla.Variant{}, name})
	}
	if len(os.Args) == 3 && os.Args[1] == builtin.ServeCommand {
		builtin.Serve(os.Args[2])
	}
	os.Exit(m.Run())
}

// named is a variant under another name. A name that begins with "no" has a
// fault: its numerics version is missing.
type named struct {
	variant.Variant
	name string
}

func (n named) Describe() variant.Description {
	d := n.Variant.Describe()
	d.Name = n.name
	if strings.HasPrefix(n.name, "no") {
		d.Numerics = ""
	}
	return d
}

// gander runs the command and gives what it printed and its exit code.
func gander(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, problems bytes.Buffer
	env := cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems, Getenv: func(string) string { return "" }}
	code = cli.Main(context.Background(), env, args)
	return out.String(), problems.String(), code
}

// plugin puts the test binary into a folder as a plugin of that name.
func plugin(t *testing.T, dir, name string) string {
	t.Helper()
	self, err := os.Executable()
	path := filepath.Join(dir, "gander-variant-"+name)
	if err == nil {
		err = os.Symlink(self, path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPluginList(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	plugin(t, first, "mygan")
	plugin(t, first, "nogan")
	plugin(t, second, "mygan")
	plugin(t, first, "Bad")
	if err := os.WriteFile(filepath.Join(first, "gander-variant-text"), []byte("text"), 0o666); err != nil {
		t.Fatal(err)
	}
	out, _, code := gander(t, "plugin", "list", "--json", "--plugin-dir", first, "--plugin-dir", second)
	var rows []struct{ Name, Version, SHA256, Source, Path, Ignored, Problem string }
	if err := json.Unmarshal([]byte(out), &rows); err != nil || code != 0 {
		t.Fatalf("exit %d: %v\n%s", code, err, out)
	}
	said := map[string]string{}
	for _, r := range rows {
		said[strings.TrimPrefix(r.Path, first+"/")] = r.Ignored + r.Problem
		if r.Name == "mygan" && (r.Version != "1.0.0" || len(r.SHA256) != 64 || r.Source != "--plugin-dir") {
			t.Errorf("mygan is listed as %+v", r)
		}
	}
	for path, want := range map[string]string{
		"gander-variant-nogan": "numerics is missing", "gander-variant-Bad": "names its variant", "gander-variant-text": "is not executable",
		filepath.Join(second, "gander-variant-mygan"): "is shadowed by " + first,
	} {
		if !strings.Contains(said[path], want) {
			t.Errorf("%s: %q, want %q", path, said[path], want)
		}
	}
}

func TestPluginVerify(t *testing.T) {
	dir := t.TempDir()
	out, _, code := gander(t, "plugin", "verify", plugin(t, dir, "mygan"), "--only", "describe/*", "--only", "open/shape")
	if code != 0 || strings.Count(out, "PASS  ") != 19 || strings.Contains(out, "FAIL") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	out, _, code = gander(t, "plugin", "verify", plugin(t, dir, "nogan"), "--only", "describe/*", "--json")
	if code != 1 || !strings.Contains(out, `"found": "numerics is missing"`) {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if _, problems, code := gander(t, "plugin", "verify", "nobody"); code != 2 || !strings.Contains(problems, `unknown variant "nobody"`) {
		t.Errorf("exit %d: %s", code, problems)
	}
	if _, problems, code := gander(t, "plugin", "verify", "wgan", "--param", "penalty=steel"); code != 2 || !strings.Contains(problems, "penalty") {
		t.Errorf("exit %d: %s", code, problems)
	}
}

const lockedSpec = `name: locked
seeds: [1]
budget: {steps: 10}
datasets:
  ring: {source: ring, modes: 8}
runs:
  - {variant: mygan, dataset: ring}
  - {variant: vanilla, dataset: ring}
`

func TestPluginLock(t *testing.T) {
	dir, plugins := t.TempDir(), t.TempDir()
	plugin(t, plugins, "mygan")
	spec, file := filepath.Join(dir, "spec.yaml"), filepath.Join(dir, "gander.lock")
	if err := os.WriteFile(spec, []byte(lockedSpec), 0o666); err != nil {
		t.Fatal(err)
	}
	check := func(want int, says string) {
		t.Helper()
		if _, problems, code := gander(t, "check", spec, "--plugin-dir", plugins); code != want || !strings.Contains(problems, says) {
			t.Errorf("exit %d, want %d and %q: %s", code, want, says, problems)
		}
	}
	check(0, "")
	if _, problems, code := gander(t, "plugin", "lock", spec, "--plugin-dir", plugins); code != 0 {
		t.Fatalf("lock: exit %d: %s", code, problems)
	}
	check(0, "")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ from, to, says string }{
		{"1.0.0", "1.0.1", "variant mygan is version 1.0.0, pinned is 1.0.1"},
		{"sha256: ", "sha256: 00", "has SHA-256"},
		{"plugins:", "plugins: [", "read lock"},
	} {
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), tt.from, tt.to, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		check(2, tt.says)
	}
}

// A plugin without TLS is listed as such.
func TestPluginListTellsOfTLS(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\ncat <<'EOF'\n{\"name\": \"plain\", \"version\": \"1.0.0\", \"numerics\": \"1\", \"summary\": \"s\", \"source\": \"s\"," +
		" \"tasks\": [\"points\"], \"scalars\": [{\"key\": \"loss_d\", \"doc\": \"d\"}]}\nEOF\n"
	path := filepath.Join(dir, "gander-variant-plain")
	if err := os.WriteFile(path, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	for manifest, want := range map[string]string{"{}": "", `{"tls": true}`: "", `{"tls": false}`: "without TLS"} {
		if err := os.WriteFile(path+".json", []byte(manifest), 0o666); err != nil {
			t.Fatal(err)
		}
		out, problems, code := gander(t, "plugin", "list", "--plugin-dir", dir)
		i := strings.Index(out, "plain ")
		if code != 0 || i < 0 {
			t.Fatalf("code %d: %s%s", code, out, problems)
		}
		line, _, _ := strings.Cut(out[i:], "\n")
		if line = strings.TrimSpace(line); strings.HasSuffix(line, "without TLS") != (want != "") {
			t.Errorf("%s: %s", manifest, line)
		}
	}
}

// What a plugin may read beside its own folder is listed, whether by its
// manifest or by the first line of its script.
func TestPluginListTellsOfReading(t *testing.T) {
	dir := t.TempDir()
	library := filepath.Join(dir, "library")
	venv := filepath.Join(dir, "venv")
	for _, d := range []string{library, filepath.Join(venv, "bin")} {
		if err := os.MkdirAll(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/bin/sh", filepath.Join(venv, "bin", "python")); err != nil {
		t.Skip(err) // Windows may forbid links
	}
	path := filepath.Join(dir, "plugins", "gander-variant-plain")
	for file, text := range map[string]string{
		filepath.Join(venv, "pyvenv.cfg"): "home = /usr/bin\n",
		path:                              "#!" + filepath.Join(venv, "bin", "python") + "\necho '{}'\n",
		path + ".json":                    `{"read": ["../library"], "shared_memory": true}`,
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	out, problems, code := gander(t, "plugin", "list", "--json", "--plugin-dir", filepath.Dir(path))
	var rows []struct {
		Name         string
		Read         []string
		SharedMemory bool `json:"shared_memory"`
	}
	if err := json.Unmarshal([]byte(out), &rows); err != nil || code != 0 {
		t.Fatalf("code %d: %v\n%s%s", code, err, out, problems)
	}
	want := []string{filepath.Join(venv, "bin", "python"), venv, library}
	for _, row := range rows {
		if row.Name == "plain" && (!slices.Equal(row.Read, want) || !row.SharedMemory) {
			t.Errorf("it reads %v, want %v; shared memory %t", row.Read, want, row.SharedMemory)
		}
	}
	if !strings.Contains(out, "plain") {
		t.Errorf("the plugin is not listed: %s", out)
	}
}
