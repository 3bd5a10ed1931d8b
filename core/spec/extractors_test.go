package spec_test

import (
	"slices"
	"strings"
	"testing"

	"gander/core/spec"
)

func TestExtractors(t *testing.T) {
	e := parse(t, plain+"evaluate: {extractors: [pixels, nets/lenet.onnx]}\n")
	if want := []string{"pixels", "folder/nets/lenet.onnx"}; !slices.Equal(e.Evaluate.Extractors, want) {
		t.Errorf("extractors are %v, want %v", e.Evaluate.Extractors, want)
	}
	if c := spec.Canonical(e, e.Entries[0], 1); !strings.Contains(c, `"extractors":["pixels","lenet.onnx"]`) {
		t.Errorf("the canonical form is %s", c)
	}
	if one := parse(t, plain+"evaluate: {extractors: a.safetensors}\n"); len(one.Evaluate.Extractors) != 1 {
		t.Errorf("extractors are %v", one.Evaluate.Extractors)
	}
	_, err := spec.Parse("plain.yaml", plain+"evaluate: {extractors: [net.pth]}\n", spec.Options{Known: known()})
	if err == nil || !strings.Contains(err.Error(), ".onnx or a .safetensors file") {
		t.Errorf("got %v for a file of another kind", err)
	}
}
