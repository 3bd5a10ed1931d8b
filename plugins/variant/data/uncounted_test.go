package data

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestRowsAreCountedWhereNobodyKnows(t *testing.T) {
	_, want := mustWrite(t, imageHeader(), imageSample)
	h := imageHeader()
	h.Rows = 0
	path := filepath.Join(t.TempDir(), "train.gds")
	got, err := Write(path, h, samples(7, imageSample))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("header is %+v, want %+v; %v", got, want, err)
	}
	f := mustOpen(t, path)
	if err := f.Verify(); err != nil || !reflect.DeepEqual(f.Header(), want) {
		t.Errorf("the file's header is %+v, want %+v; %v", f.Header(), want, err)
	}
	if _, err := Write(path, h, samples(0, imageSample)); err == nil || !strings.Contains(err.Error(), "no rows came") {
		t.Errorf("error of nothing is %v", err)
	}
}
