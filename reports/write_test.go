package reports

import (
	"os"
	"testing"
)

func TestWrite(t *testing.T) {
	tr := newTrial(t)
	html, err := Write(t.Context(), tr, trialName, tr.dir, t.ArtifactDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(html); err != nil {
		t.Fatal(err)
	}
}

func TestWriteHostile(t *testing.T) {
	c := gatherHostile(t)
	if _, err := c.Write(t.ArtifactDir()); err != nil {
		t.Fatal(err)
	}
}
