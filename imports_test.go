package main

import (
	"os/exec"
	"strings"
	"testing"
)

// rules say which packages of gander a package may import: itself and what lies
// below it is always allowed, everything else of gander only if listed. A path
// that ends in "/" stands for a folder. The first rule that fits a package holds.
var rules = []struct {
	of  string
	may []string
}{
	{"gander/core/cli", []string{"gander/"}},
	{"gander/core/nn/num", nil},
	{"gander/core/nn/kernel", []string{"gander/core/nn/num"}},
	{"gander/core/nn/op", []string{"gander/core/nn/kernel"}},
	{"gander/core/nn", []string{"gander/core/nn/", "gander/core/checkpoint"}},
	{"gander/core/checkpoint", nil},
	{"gander/core/media", []string{"gander/core/nn/num"}},
	{"gander/core/spec", []string{"gander/core", "gander/plugins/variant"}},
	{"gander/core/sqlite", []string{"gander/core"}},
	{"gander/core/dataset", []string{"gander/core", "gander/core/media", "gander/core/nn/num", "gander/plugins/variant", "gander/plugins/variant/data"}},
	{"gander/core/answers", []string{"gander/core/dataset", "gander/core/eval", "gander/core/media", "gander/core/nn/num", "gander/plugins/sample", "gander/plugins/variant", "gander/plugins/variant/data"}},
	{"gander/core/bench", []string{"gander/core/nn", "gander/core/nn/", "gander/plugins/variant", "gander/plugins/variant/data"}},
	{"gander/core/runner", []string{"gander/core", "gander/core/media", "gander/plugins/sample", "gander/plugins/variant", "gander/plugins/variant/data"}},
	{"gander/core/eval", []string{"gander/core", "gander/core/checkpoint", "gander/core/nn", "gander/core/nn/", "gander/plugins/sample", "gander/plugins/variant", "gander/plugins/variant/data"}},
	{"gander/core", nil},
	{"gander/variants/", []string{"gander/core/nn", "gander/core/nn/", "gander/core/checkpoint", "gander/plugins/variant", "gander/plugins/variant/data", "gander/variants/internal/"}},
	{"gander/plugins/variant/data", []string{"gander/core/nn/num"}},
	{"gander/plugins/variantpb", nil},
	{"gander/plugins/variant", []string{"gander/plugins/variant/data"}},
	{"gander/plugins/sample", []string{"gander/plugins/variant"}},
	{"gander/plugins/internal/hostile", []string{"gander/plugins/internal/", "gander/plugins/sdk", "gander/plugins/variant", "gander/plugins/variantpb"}},
	{"gander/plugins/internal/", []string{"gander/plugins/sample", "gander/plugins/variant", "gander/plugins/variant/data", "gander/plugins/variantpb"}},
	{"gander/plugins/sdk", []string{"gander/plugins/sample", "gander/plugins/variant", "gander/plugins/variant/data", "gander/plugins/variantpb", "gander/plugins/internal/"}},
	{"gander/plugins/host", []string{"gander/core", "gander/plugins/sample", "gander/plugins/variant", "gander/plugins/variant/data", "gander/plugins/variantpb", "gander/plugins/internal/"}},
	{"gander/plugins/builtin", []string{"gander/plugins/internal/", "gander/plugins/variant", "gander/plugins/sdk", "gander/variants/"}},
	{"gander/plugins/conform", []string{"gander/core/nn/num", "gander/plugins/"}},
	{"gander/plugins/examples", nil},
	{"gander/plugins/template/mygan", []string{"gander/core/nn", "gander/core/nn/", "gander/plugins/sdk", "gander/plugins/variant", "gander/plugins/variant/data"}},
	{"gander/plugins/gander-variant-", []string{"gander/plugins/sdk", "gander/variants/"}},
	{"gander/reports", []string{"gander/core", "gander/core/eval", "gander/core/media"}},
	{"gander", []string{"gander/core/cli", "gander/plugins/builtin"}},
}

// TestImportsPointOneWay keeps the layers apart: the domain knows nothing, the
// adapters do not know each other, and only the command sees all.
func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		for _, imported := range fields[1:] {
			if strings.HasPrefix(imported, "gander/") && !allowed(fields[0], imported) {
				t.Errorf("%s imports %s", fields[0], imported)
			}
		}
	}
}

func allowed(pkg, imported string) bool {
	if owns(pkg, imported) {
		return true
	}
	for _, r := range rules {
		if !fits(r.of, pkg) {
			continue
		}
		for _, m := range r.may {
			if imported == m || strings.HasSuffix(m, "/") && strings.HasPrefix(imported, m) {
				return true
			}
		}
		return owns(r.of, imported)
	}
	return false
}

// fits tells whether the rule of a package, a folder ("…/") or a name's
// beginning ("…-") holds for pkg.
func fits(of, pkg string) bool {
	if strings.HasSuffix(of, "/") || strings.HasSuffix(of, "-") {
		return strings.HasPrefix(pkg, of)
	}
	return pkg == of || owns(of, pkg)
}

// owns tells whether pkg is parent or a part of it. The domain and the command
// own nothing: what lies below them is layers of its own.
func owns(parent, pkg string) bool {
	if parent == "gander" || parent == "gander/core" {
		return false
	}
	return pkg == parent || !strings.HasSuffix(parent, "/") && strings.HasPrefix(pkg, parent+"/")
}

func TestAllowedRefuses(t *testing.T) {
	for _, c := range [][2]string{
		{"gander/core", "gander/core/sqlite"},
		{"gander/core/runner", "gander/core/sqlite"},
		{"gander/variants/wgan", "gander/plugins/host"},
		{"gander/variants/wgan", "gander/variants/vanilla"},
		{"gander/core/eval", "gander/core/dataset"},
		{"gander/reports", "gander/core/sqlite"},
	} {
		if allowed(c[0], c[1]) {
			t.Errorf("%s may import %s, which the layers forbid", c[0], c[1])
		}
	}
}
