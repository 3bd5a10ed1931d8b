package dataset

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// small are options of ring that prepare in no time.
var small = map[string]any{"rows": 5000}

func mustPrepare(t *testing.T, name string, options map[string]any, cache string) Prepared {
	t.Helper()
	p, err := Prepare(context.Background(), name, options, cache, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustOpen(t *testing.T, path string) *data.File {
	t.Helper()
	f, err := data.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// The hashes hold on every machine: whoever prepares a dataset, all runs on it
// compare. When one changes, the source needs a new Version.
func TestSourcesGiveTheSameBytesEverywhere(t *testing.T) {
	for _, c := range []struct {
		source                  string
		options                 map[string]any
		train, validation, test string
	}{
		{"ring", nil, "73db8f66e31d2755", "f51e1ea22f80f379", "64ad1f0ad77f3edd"},
		{"grid", nil, "5d97d07212dc8ced", "449e68a57451c7e1", "f2d8bfe15d09024e"},
		{"glyphs", nil, "17cbebef4c12cc9c", "1c53dafcd16c8fea", "ac8efa35471bbf08"},
		{"glyphs", map[string]any{"size": 45, "classes": "A-F", "domains.attribute": "bold", "split": "picture", "invert": true},
			"1f32306ea0e4c6fb", "9768b1f7586c97dd", "d76bd63403880609"},
		{"shapes", map[string]any{"rows": 400}, "7dda3f025cd13b3e", "63490fa72ed4db73", "373c3a3f38fdde30"},
		{"polygons", map[string]any{"rows": 400}, "d404a0c1f3990f55", "db5b8ad24b1fa592", "ef9419b43252a4b7"},
	} {
		p := mustPrepare(t, c.source, c.options, t.TempDir())
		if err := p.Verify(); err != nil {
			t.Error(err)
		}
		got := []string{p.Header(data.Train).SHA256[:16], p.Header(data.Validation).SHA256[:16], p.Header(data.Test).SHA256[:16]}
		if want := []string{c.train, c.validation, c.test}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s %v: hashes begin with %q, want %q", c.source, c.options, got, want)
		}
	}
}

func TestPrepareAgainComesFromTheCache(t *testing.T) {
	cache := t.TempDir()
	first := mustPrepare(t, "ring", small, cache)
	again, err := Prepare(context.Background(), "ring", small, cache, func(p Progress) {
		t.Errorf("prepares again: %+v", p)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again, first) {
		t.Errorf("the second time gives %+v, want %+v", again, first)
	}
	if other := mustPrepare(t, "ring", map[string]any{"rows": 5000, "seed": 1}, cache); other.Dir == first.Dir {
		t.Error("other options use the same folder")
	}
	if spelt := mustPrepare(t, "ring", map[string]any{"rows": 5000.0, "modes": 8}, cache); spelt.Dir != first.Dir {
		t.Error("the same options, spelt otherwise, use another folder")
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	last := map[string]Progress{}
	_, err := Prepare(context.Background(), "ring", map[string]any{"rows": 5004}, t.TempDir(), func(p Progress) { last[p.Split] = p })
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Progress{
		data.Train:      {Split: data.Train, Done: 5004, Rows: 5004},
		data.Validation: {Split: data.Validation, Done: 1000, Rows: 1000},
		data.Test:       {Split: data.Test, Done: 1000, Rows: 1000},
	}
	if !reflect.DeepEqual(last, want) {
		t.Errorf("last reports are %v, want %v", last, want)
	}
}

func TestManyPreparersDoTheWorkOnce(t *testing.T) {
	cache := t.TempDir()
	var began atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			p, err := Prepare(context.Background(), "ring", small, cache, func(p Progress) {
				if p.Split == data.Test && p.Done == p.Rows {
					began.Add(1)
				}
			})
			if err != nil {
				t.Error(err)
			} else if err := p.Verify(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := began.Load(); n != 1 {
		t.Errorf("%d of them prepared, want 1", n)
	}
}

func TestWaitingForTheLockCanBeCancelled(t *testing.T) {
	cache := t.TempDir()
	p := mustPrepare(t, "ring", small, cache)
	if err := os.RemoveAll(p.Dir); err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(context.Background(), p.Dir+".lock", func() {})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = Prepare(ctx, "ring", small, cache, func(p Progress) {
		if p == (Progress{}) {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want that of the context", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	mustPrepare(t, "ring", small, cache)
}

func TestCancelledPreparationLeavesNothing(t *testing.T) {
	cache := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Prepare(ctx, "ring", small, cache, func(p Progress) {
		if p.Split == data.Train && p.Done == 2000 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want that of the context", err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "*[^k]")); len(left) > 0 { // all but .lock
		t.Errorf("%v were left", left)
	}
}

// A file that changes between the hash and the reading must not lie in the cache
// under the hash.
func TestFilesThatChangeMeanwhileAreNoticed(t *testing.T) {
	dir, cache := files(t, map[string][]byte{"a.png": flat(4, 4, 1, 2, 3), "b.png": flat(4, 4, 4, 5, 6), "c.png": flat(4, 4, 0, 0, 0)}), t.TempDir()
	options := map[string]any{"path": dir}
	_, err := Prepare(context.Background(), "imagefolder", options, cache, func(Progress) {
		if err := os.WriteFile(filepath.Join(dir, "b.png"), flat(4, 4, 7, 8, 9), 0o644); err != nil {
			t.Error(err)
		}
	})
	if err == nil || !strings.Contains(err.Error(), "changed while they were read") {
		t.Errorf("error is %v", err)
	}
	left, err := filepath.Glob(filepath.Join(cache, "*[^k]")) // all but .lock
	if err != nil || len(left) > 0 {
		t.Errorf("%v were left; %v", left, err)
	}
	mustPrepare(t, "imagefolder", options, cache)
}

func TestKilledPreparationIsMadeAgain(t *testing.T) {
	for _, moment := range []string{"train 2000", "validation 1000"} {
		t.Run(moment, func(t *testing.T) {
			cache := t.TempDir()
			child := exec.Command(os.Args[0], "-test.run=^TestDieWhilePreparing$")
			child.Env = append(os.Environ(), "GANDER_TEST_CACHE="+cache, "GANDER_TEST_MOMENT="+moment)
			out, err := child.CombinedOutput()
			if err == nil {
				t.Fatalf("the child did not die: %s", out)
			}
			if partial, _ := filepath.Glob(filepath.Join(cache, "*.partial", "*")); len(partial) == 0 {
				t.Fatalf("the child died without leaving anything, so this proves nothing: %s", out)
			}
			if whole, err := CacheFiles(cache); err != nil || len(whole) > 0 {
				t.Errorf("%v pass for prepared; %v", whole, err)
			}
			p := mustPrepare(t, "ring", small, cache)
			want := mustPrepare(t, "ring", small, t.TempDir())
			if err := p.Verify(); err != nil || !reflect.DeepEqual(p.Headers, want.Headers) {
				t.Errorf("headers are %+v, want %+v; %v", p.Headers, want.Headers, err)
			}
			if left, _ := filepath.Glob(filepath.Join(cache, "*.partial")); len(left) > 0 {
				t.Errorf("%v is still there", left)
			}
		})
	}
}

// TestDieWhilePreparing is the child of the test above.
func TestDieWhilePreparing(t *testing.T) {
	cache := os.Getenv("GANDER_TEST_CACHE")
	if cache == "" {
		t.Skip("runs as a child of another test")
	}
	split, done, _ := strings.Cut(os.Getenv("GANDER_TEST_MOMENT"), " ")
	_, err := Prepare(context.Background(), "ring", small, cache, func(p Progress) {
		if p.Split == split && (done == "2000" && p.Done == 2000 || done == "1000" && p.Done == 1000) {
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				t.Fatal(err)
			}
			if err := self.Kill(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute) // the signal is on its way
		}
	})
	t.Fatalf("still alive: %v", err)
}

func TestDamagedCacheIsMadeAgain(t *testing.T) {
	cache := t.TempDir()
	p := mustPrepare(t, "ring", small, cache)
	for name, damage := range map[string]func(path string) error{
		"missing":   os.Remove,
		"truncated": func(path string) error { return os.Truncate(path, 1000) },
		"empty":     func(path string) error { return os.Truncate(path, 0) },
		"one bit of a row": func(path string) error {
			b, err := os.ReadFile(path)
			b[len(b)-1] ^= 1
			return errors.Join(err, os.WriteFile(path, b, 0o644))
		},
		"another split": func(path string) error {
			b, err := os.ReadFile(p.Path(data.Test))
			return errors.Join(err, os.WriteFile(path, b, 0o644))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := p.Path(data.Validation)
			if err := os.Chmod(path, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := damage(path); err != nil {
				t.Fatal(err)
			}
			again := mustPrepare(t, "ring", small, cache)
			if err := again.Verify(); err != nil || !reflect.DeepEqual(again.Headers, p.Headers) {
				t.Errorf("headers are %+v, want %+v; %v", again.Headers, p.Headers, err)
			}
		})
	}
}

func TestVerifyFindsATamperedRow(t *testing.T) {
	p := mustPrepare(t, "ring", small, t.TempDir())
	path := p.Path(data.Test)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[4096] ^= 1
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := p.Verify(); !errors.Is(err, data.ErrFormat) || !strings.Contains(err.Error(), "ring (test)") {
		t.Errorf("error is %v, want one that names the split", err)
	}
}

func TestPrepareRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		source  string
		options map[string]any
		want    []string
	}{
		"source":   {"rung", nil, []string{`"rung"`, "glyphs, grid, horse2zebra"}},
		"several":  {"ring", map[string]any{"modes": 0, "size": 3}, []string{"modes is 0", "size is not known"}},
		"classes":  {"glyphs", map[string]any{"classes": "A-z"}, []string{`classes is "A-z"`}},
		"no class": {"glyphs", map[string]any{"classes": ""}, []string{"classes is empty"}},
		"attributes": {"glyphs", map[string]any{"attributes": []any{"bald", "bold", "bold"}},
			[]string{`has "bald"`, `has "bold" twice`}},
		"left out":  {"glyphs", map[string]any{"without": []any{"thin"}}, []string{"without", "smallcaps"}},
		"no domain": {"glyphs", map[string]any{"without": []any{"bold"}, "domains.attribute": "bold"}, []string{"domains.attribute", "no picture has"}},
		"domain":    {"glyphs", map[string]any{"domains.attribute": "smallcaps"}, []string{"split: picture"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Prepare(context.Background(), c.source, c.options, t.TempDir(), nil)
			for _, want := range c.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error is %v, want one with %q", err, want)
				}
			}
		})
	}
}

func TestDefaultsPassTheirOwnChecks(t *testing.T) {
	for _, s := range Sources() {
		about := s.About()
		given := map[string]any{}
		for _, o := range about.Options {
			if given[o.Name] = o.Default; o.Default == nil {
				given[o.Name] = "a/path"
			}
			if o.Doc == "" {
				t.Errorf("%s: option %s is not explained", about.Name, o.Name)
			}
		}
		params, problems := Check(s, given)
		if len(problems) > 0 {
			t.Errorf("%s: %v", about.Name, problems)
		}
		if want, _ := variant.Complete(about.Options, given); !reflect.DeepEqual(params, want) {
			t.Errorf("%s: given defaults become %v, want %v", about.Name, params, want)
		}
	}
}

func TestCacheDirFollowsTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GANDER_CACHE", dir)
	p := mustPrepare(t, "ring", small, "")
	if got, want := filepath.Dir(p.Dir), filepath.Join(dir, "datasets"); got != want {
		t.Errorf("the cache is %s, want %s", got, want)
	}
}
