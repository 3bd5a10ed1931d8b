package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"runtime"
	"slices"
	"testing"

	"gander/core/dataset/glyphs"
)

// What is embedded is what the fonts give. Compression may change with the
// standard library, so the pictures themselves are compared.
func TestRemakingGivesTheSameBytes(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the pictures were rendered on amd64; the last bit of a float may differ here")
	}
	faces, pictures, err := render(fonts)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(faces, mustRead(t, "faces.json")) {
		t.Error("faces.json differs: run go generate gander/core/dataset/glyphs")
	}
	z, err := gzip.NewReader(bytes.NewReader(mustRead(t, "glyphs.gz")))
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pictures, embedded) {
		t.Error("glyphs.gz differs: run go generate gander/core/dataset/glyphs, and raise the source's version")
	}
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../../glyphs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCompressionComesBack(t *testing.T) {
	want := bytes.Repeat([]byte("glyph"), 1000)
	packed, err := compress(want)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes come back, want %d; %v", len(got), len(want), err)
	}
}

func TestClassify(t *testing.T) {
	for name, want := range map[string]glyphs.Face{
		"DejaVuSans":                      {Family: "DejaVu Sans"},
		"DejaVuSerifCondensed-BoldItalic": {Family: "DejaVu Serif", Attributes: []string{"bold", "italic", "cursive", "serif", "condensed"}},
		"GoMono-Italic":                   {Family: "Go Mono", Attributes: []string{"italic", "mono", "serif"}},
		"LMMonoLt10-BoldOblique":          {Family: "Latin Modern Mono Light", Design: "10", Attributes: []string{"bold", "italic", "mono", "serif"}},
		"LMRomanUnsl10-Regular":           {Family: "Latin Modern Roman", Design: "10", Attributes: []string{"cursive", "serif"}},
		"STIXTwoText-MediumItalic":        {Family: "STIX Two Text", Attributes: []string{"italic", "cursive", "serif"}},
	} {
		got, err := classify(name)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != name || got.Family != want.Family || got.Design != want.Design || !slices.Equal(got.Attributes, want.Attributes) {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
	for _, name := range []string{"", "Comic-Sans", "LMRoman10-Wobbly", "Go Mono"} {
		if f, err := classify(name); err == nil {
			t.Errorf("%q is %+v, want an error", name, f)
		}
	}
}
