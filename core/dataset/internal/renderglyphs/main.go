// Renderglyphs makes the embedded pictures of package glyphs from fonts that
// come as Go modules. It is the only package that needs them.
//
//	go generate gander/core/dataset/glyphs
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"gander/core/dataset/glyphs"
)

func main() {
	dir := flag.String("o", ".", "the folder to write to")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "renderglyphs:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	faces, pictures, err := render(fonts)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "faces.json"), faces, 0o644); err != nil {
		return err
	}
	packed, err := compress(pictures)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "glyphs.gz"), packed, 0o644)
}

// render draws every character of every font and gives the table of faces as
// JSON and the packed pictures, face by face.
func render(fonts [][]byte) (faces, pictures []byte, err error) {
	var table []glyphs.Face
	packed := make([]byte, glyphs.PackedBytes)
	for _, ttf := range fonts {
		f, err := parse(ttf)
		if err != nil {
			return nil, nil, err
		}
		entry, err := classify(f.name)
		if err != nil {
			return nil, nil, err
		}
		table = append(table, entry)
		for i := range glyphs.Characters {
			glyphs.Pack(packed, f.draw(i).Pix)
			pictures = append(pictures, packed...)
		}
	}
	faces, err = encode(table)
	return faces, pictures, err
}

// encode writes one face a line, so that a change shows in a comparison.
func encode(table []glyphs.Face) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[\n")
	for i, f := range table {
		line, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		b.WriteString("  ")
		b.Write(line)
		if i < len(table)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	return b.Bytes(), nil
}

func compress(pictures []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(pictures); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
