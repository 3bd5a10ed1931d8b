package download

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var content = bytes.Repeat([]byte("0123456789abcdef"), 10_000)

// serve answers like a file server, with ranges.
func serve(w http.ResponseWriter, r *http.Request) {
	http.ServeContent(w, r, "file", time.Time{}, bytes.NewReader(content))
}

// start serves a handler and counts its requests, by their ranges.
func start(t *testing.T, handler http.HandlerFunc) (url string, ranges *[]string) {
	t.Helper()
	ranges = new([]string)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*ranges = append(*ranges, r.Header.Get("Range"))
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, ranges
}

func check(t *testing.T, path string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, content) {
		t.Errorf("%d bytes came, want %d; %v", len(b), len(content), err)
	}
}

func TestFetch(t *testing.T) {
	url, ranges := start(t, serve)
	path := filepath.Join(t.TempDir(), "file")
	last := int64(0)
	r := Request{URL: url, Path: path, Bytes: int64(len(content)), Progress: func(n int64) { last = n }}
	for range 2 { // the second time there is nothing to do
		if err := Fetch(context.Background(), r); err != nil {
			t.Fatal(err)
		}
		check(t, path)
	}
	if len(*ranges) != 1 || last != int64(len(content)) {
		t.Errorf("requests were %q, the last report %d", *ranges, last)
	}
}

func TestFetchGoesOn(t *testing.T) {
	url, ranges := start(t, serve)
	for name, there := range map[string][]byte{"a part": content[:1000], "too much": append(bytes.Clone(content), 1, 2, 3)} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, there, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := Fetch(context.Background(), Request{URL: url, Path: path, Bytes: int64(len(content))}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		check(t, path)
	}
	if got := strings.Join(*ranges, ","); got != "bytes=1000-," && got != ",bytes=1000-" {
		t.Errorf("ranges are %q", got)
	}
}

func TestFetchWithoutRanges(t *testing.T) {
	url, _ := start(t, func(w http.ResponseWriter, _ *http.Request) { w.Write(content) })
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Fetch(context.Background(), Request{URL: url, Path: path, Bytes: int64(len(content))}); err != nil {
		t.Fatal(err)
	}
	check(t, path)
}

// A server that breaks off after every 50,000 bytes is asked again from there.
func TestFetchSurvivesBrokenConnections(t *testing.T) {
	url, ranges := start(t, func(w http.ResponseWriter, r *http.Request) {
		from := 0
		fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from) // absent at first
		if from > 0 {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
			w.WriteHeader(http.StatusPartialContent)
		}
		w.Write(content[from:min(from+50_000, len(content))])
	})
	path := filepath.Join(t.TempDir(), "file")
	if err := Fetch(context.Background(), Request{URL: url, Path: path, Bytes: int64(len(content))}); err != nil {
		t.Fatal(err)
	}
	check(t, path)
	if len(*ranges) != 4 {
		t.Errorf("ranges are %q, want four", *ranges)
	}
}

func TestFetchOfAnotherLength(t *testing.T) {
	url, ranges := start(t, serve)
	path := filepath.Join(t.TempDir(), "file")
	r := Request{URL: url, Path: path, Bytes: int64(len(content)) + 20}
	if err := Fetch(context.Background(), r); err == nil || !strings.Contains(err.Error(), "has 160000 bytes, want 160020") {
		t.Errorf("error is %v", err)
	}
	r.Loose = true
	for range 2 { // the second time the server has nothing to add
		if err := Fetch(context.Background(), r); err != nil {
			t.Fatal(err)
		}
		check(t, path)
	}
	if len(*ranges) != 3 {
		t.Errorf("ranges are %q, want three", *ranges)
	}
}

func TestFetchFails(t *testing.T) {
	long := append(bytes.Clone(content), 'x')
	for name, c := range map[string]struct {
		handler  http.HandlerFunc
		want     string
		requests int
		left     int
	}{
		"missing":  {http.NotFound, "404 Not Found", 1, 0},
		"too long": {func(w http.ResponseWriter, _ *http.Request) { w.Write(long) }, "more than the 160000 bytes", 1, -1},
		"always too short": {func(w http.ResponseWriter, _ *http.Request) {
			w.Write(content[:100])
			w.(http.Flusher).Flush() // without a length
		}, "after 100 of 160000 bytes: unexpected EOF", attempts, 100},
		"silent": {func(w http.ResponseWriter, r *http.Request) {
			w.Write(content[:100])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "the server was silent for", attempts, 100},
	} {
		t.Run(name, func(t *testing.T) {
			url, ranges := start(t, c.handler)
			path := filepath.Join(t.TempDir(), "file")
			request := Request{URL: url, Path: path, Bytes: int64(len(content))}
			if name == "silent" { // the others may be slow, they do not stall
				request.Stall = 200 * time.Millisecond
			}
			err := Fetch(context.Background(), request)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), url) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
			if len(*ranges) != c.requests {
				t.Errorf("%d requests, want %d", len(*ranges), c.requests)
			}
			if info, err := os.Stat(path); err != nil || c.left >= 0 && info.Size() != int64(c.left) {
				t.Errorf("%v bytes are left, want %d; %v", info.Size(), c.left, err)
			}
		})
	}
}

func TestFetchCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	url, _ := start(t, func(w http.ResponseWriter, r *http.Request) {
		w.Write(content[:100])
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	})
	err := Fetch(ctx, Request{URL: url, Path: filepath.Join(t.TempDir(), "file"), Bytes: int64(len(content))})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want that of the context", err)
	}
}
