package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

func hashed(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// made is a named dataset whose files a test knows.
func made(t *testing.T, urls ...string) (d Named, contents map[string][]byte) {
	images := idxFile(20, 4, 4)
	contents = map[string][]byte{"train-images-idx3-ubyte.gz": gzipped(t, images), "train-labels-idx1-ubyte.gz": gzipped(t, labelsFile(20, 2))}
	d = Named{Name: "made", Licence: "CC0-1.0", tasks: labelled, shared: idxOptions,
		collect: func(dir string, _ variant.Params) (collection, func() error, error) {
			return collectIDX(dir, "", false, []string{"even", "odd"})
		}}
	for name, b := range contents {
		f := File{Name: name, Bytes: int64(len(b)), SHA256: hashed(b)}
		if strings.Contains(name, "images") {
			f.Unpacked = hashed(images)
		}
		for _, u := range urls {
			f.URLs = append(f.URLs, u+"/"+name)
		}
		d.Files = append(d.Files, f)
	}
	return d, contents
}

// serving answers with files.
func serving(t *testing.T, dir string) string {
	s := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(s.Close)
	return s.URL
}

// alone makes sure that nothing of this machine is found.
func alone(t *testing.T) {
	t.Setenv("GANDER_CACHE", t.TempDir())
	t.Setenv("XDG_DATA_DIRS", t.TempDir())
}

func nothing(Fetched) {}

func splitsOf(t *testing.T, d Named) ([]Split, error) {
	t.Helper()
	params, problems := Check(d, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r, err := d.Open(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	return r.Splits(context.Background())
}

func TestFetchFromEverywhere(t *testing.T) {
	_, contents := made(t)
	mirror := files(t, contents)
	url := serving(t, mirror)
	gone := serving(t, t.TempDir())
	for name, c := range map[string]struct {
		urls []string
		from string
	}{
		"published": {[]string{url}, ""}, "the second place": {[]string{gone, url}, ""},
		"a mirror": {[]string{gone}, url + "/"}, "a folder": {nil, mirror},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			d, _ := made(t, c.urls...)
			var missing *Missing
			if _, err := splitsOf(t, d); !errors.As(err, &missing) || !strings.Contains(err.Error(), "gander dataset get made") {
				t.Errorf("error is %v, want one that says how to get it", err)
			}
			dir, err := Fetch(context.Background(), d, c.from, nothing)
			if err != nil {
				t.Fatal(err)
			}
			if found, err := d.Find(); found != dir || err != nil {
				t.Errorf("it is found in %q, want %q; %v", found, dir, err)
			}
			splits, err := splitsOf(t, d)
			if err != nil || splits[0].Header.Name != "made" || splits[0].Header.Licence != "CC0-1.0" || splits[0].Header.Classes[1] != "odd" {
				t.Errorf("splits are %+v; %v", splits, err)
			}
		})
	}
}

func TestFetchRefusesOtherBytes(t *testing.T) {
	alone(t)
	d, contents := made(t)
	for name, b := range contents {
		contents[name] = flipped(b, 20)
	}
	mirror := files(t, contents)
	for _, from := range []string{mirror, serving(t, mirror)} {
		dir, err := Fetch(context.Background(), d, from, nothing)
		if err == nil || !strings.Contains(err.Error(), "is not what it should be") {
			t.Errorf("error is %v", err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "[^.]*")); len(left) > 0 {
			t.Errorf("%v are left", left)
		}
	}
	if _, err := Fetch(context.Background(), d, "", nothing); err == nil || !strings.Contains(err.Error(), "download it by hand") {
		t.Errorf("error is %v, want one that tells what to do", err)
	}
}

// A file that changed after it was fetched is noticed before it is used.
func TestChangedDownloadIsRefused(t *testing.T) {
	alone(t)
	d, contents := made(t)
	dir, err := Fetch(context.Background(), d, files(t, contents), nothing)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, d.Files[0].Name)
	if err := os.WriteFile(path, flipped(contents[d.Files[0].Name], 30), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := splitsOf(t, d); err == nil || !strings.Contains(err.Error(), path+" is not what it should be") {
		t.Errorf("error is %v", err)
	}
}

// Debian packs the same bytes anew, and puts them where data belongs.
func TestSystemCopyIsFoundByWhatItUnpacksTo(t *testing.T) {
	alone(t)
	d, contents := made(t)
	packed := contents["train-images-idx3-ubyte.gz"]
	packed[9] ^= 0xff // the operating system that packed it: no part of what is packed
	share := files(t, map[string][]byte{
		"datasets/made/train-images-idx3-ubyte.gz": packed,
		"datasets/made/train-labels-idx1-ubyte.gz": contents["train-labels-idx1-ubyte.gz"],
	})
	t.Setenv("XDG_DATA_DIRS", "/none:"+share)
	if _, err := splitsOf(t, d); err != nil {
		t.Error(err)
	}
}

func TestPreparedOutlivesItsFiles(t *testing.T) {
	for _, d := range Catalogue() {
		params, _ := variant.Complete(d.About().Options, nil)
		r, err := d.Open(context.Background(), params)
		if err != nil || len(r.Fingerprint) != 64 {
			t.Errorf("%s: fingerprint is %q; %v", d.Name, r.Fingerprint, err)
		}
		for _, f := range d.Files {
			if len(f.SHA256) != 64 || f.Bytes < 1 || f.Unpacked != "" && len(f.Unpacked) != 64 {
				t.Errorf("%s: %+v", d.Name, f)
			}
		}
		if d.Licence == "" || d.Home == "" || d.Summary == "" {
			t.Errorf("%s is not described", d.Name)
		}
	}
}

// lacking skips a test for want of something to install, and fails where CI=true
// says that all of it is there.
func lacking(t testing.TB, what string, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("install %s: %v", what, err)
	}
	t.Skipf("install %s: %v", what, err)
}

// Debian's package dataset-fashion-mnist, where it is installed.
func TestFashionMNIST(t *testing.T) {
	d, err := FindNamed("fashion-mnist")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Find(); err != nil {
		lacking(t, "Debian's dataset-fashion-mnist", err)
	}
	p := mustPrepare(t, "fashion-mnist", nil, t.TempDir())
	if got, want := counted(p), [3]int{54000, 6000, 10000}; got != want {
		t.Errorf("rows are %v, want %v", got, want)
	}
	for split, want := range map[string]string{data.Train: "f726f3790b1117b6", data.Test: "2589de149ea70a51"} {
		if got := p.Header(split).SHA256[:16]; got != want {
			t.Errorf("%s has the hash %s, want %s", split, got, want)
		}
	}
}
