// Package download fetches a file of known length over HTTP and goes on where an
// attempt before it stopped.
package download

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// A Request says what to fetch and where to.
type Request struct {
	URL   string
	Path  string // the file; what it holds already is not fetched again
	Bytes int64  // its whole length
	// Loose lets the server's file be of another length, as that of a mirror is
	// which has packed the same bytes anew; up to twice as long.
	Loose bool
	// Stall is how long the server may be silent; 0 means a minute.
	Stall time.Duration
	// Progress, if not nil, is told how many bytes are there.
	Progress func(done int64)
}

// attempts is how often a broken connection is taken up again while bytes come.
const attempts = 5

// Fetch makes the file whole. After an error what has come stays, for the next
// time. Whether the bytes are the right ones is for the caller to check.
func Fetch(ctx context.Context, r Request) error {
	if r.Stall == 0 {
		r.Stall = time.Minute
	}
	if r.Progress == nil {
		r.Progress = func(int64) {}
	}
	f, err := os.OpenFile(r.Path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		var final bool
		if final, err = r.attempt(ctx, f); err == nil || final || try == attempts || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		err = fmt.Errorf("fetch %s: %w", r.URL, err)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// attempt fetches what is missing. An error is final if the next attempt would
// meet it again.
func (r *Request) attempt(ctx context.Context, f *os.File) (final bool, err error) {
	done, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return true, err
	}
	if done > r.Bytes {
		if done, err = 0, restart(f); err != nil {
			return true, err
		}
	}
	if done == r.Bytes {
		r.Progress(done)
		return true, nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alarm := time.AfterFunc(r.Stall, func() { cancel(fmt.Errorf("the server was silent for %v", r.Stall)) })
	defer alarm.Stop()
	body, done, err := r.ask(ctx, f, done)
	if err != nil || body == nil {
		return body == nil, cause(ctx, err)
	}
	defer body.Close()
	awake := func(n int64) {
		alarm.Reset(r.Stall)
		r.Progress(n)
	}
	return r.receive(ctx, f, body, done, awake)
}

// ask sends the request and tells from where on the answer goes. Without an
// answer worth another try, or without need of one, the body is nil.
func (r *Request) ask(ctx context.Context, f *os.File, done int64) (io.ReadCloser, int64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("User-Agent", "gander")
	if done > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", done))
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return http.NoBody, 0, err
	}
	place := answer.Header.Get("Content-Range")
	switch {
	case answer.StatusCode == http.StatusPartialContent && strings.HasPrefix(place, fmt.Sprintf("bytes %d-", done)):
		err = r.agree(total(place))
	case answer.StatusCode == http.StatusOK: // the server knows no ranges
		done, err = 0, errors.Join(r.agree(answer.ContentLength), restart(f))
	case answer.StatusCode == http.StatusRequestedRangeNotSatisfiable && r.Loose && total(place) == done:
		return nil, 0, answer.Body.Close() // all of it is here
	default:
		err = fmt.Errorf("the server says %s", answer.Status)
	}
	if err != nil {
		return nil, 0, errors.Join(err, answer.Body.Close())
	}
	return answer.Body, done, nil
}

// total is the length of the whole file that a Content-Range names, -1 if none.
func total(place string) int64 {
	_, text, _ := strings.Cut(place, "/")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// agree holds the length that the server names, -1 for none, against the one that
// is expected.
func (r *Request) agree(n int64) error {
	if n >= 0 && n != r.Bytes && (!r.Loose || n > 2*r.Bytes) {
		return fmt.Errorf("the server's file has %d bytes, want %d", n, r.Bytes)
	}
	if n >= 0 {
		r.Bytes = n
	}
	return nil
}

// receive appends the body to the file.
func (r *Request) receive(ctx context.Context, f *os.File, body io.Reader, done int64, progress func(int64)) (final bool, err error) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := body.Read(buffer)
		if done += int64(n); done > r.Bytes {
			return true, fmt.Errorf("the server sends more than the %d bytes expected", r.Bytes)
		}
		if _, err := f.Write(buffer[:n]); err != nil {
			return true, err // a full disk, say
		}
		progress(done)
		if err == io.EOF && done == r.Bytes {
			return true, nil
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return false, fmt.Errorf("after %d of %d bytes: %w", done, r.Bytes, cause(ctx, err))
		}
	}
}

func restart(f *os.File) error {
	_, err := f.Seek(0, io.SeekStart)
	return errors.Join(err, f.Truncate(0))
}

// cause is why ctx ended, if that is why err came.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
