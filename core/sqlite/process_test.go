package sqlite_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gander/core"
	"gander/core/sqlite"
)

// recorder is the environment variable that makes the test binary a process
// which records points into the named folder until it is killed.
const recorder = "GANDER_TEST_RECORDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(recorder); dir != "" {
		fmt.Fprintln(os.Stderr, recordForever(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// recordForever goes on from the last point and prints each step once it is
// recorded.
func recordForever(dir string) error {
	s, err := sqlite.Open(dir)
	if err != nil {
		return err
	}
	points, err := s.Points(ctx, "a")
	if err != nil {
		return err
	}
	from := len(points)
	if _, err := s.Begin(ctx, "a", exampleAttempt(from), exampleInfo); err != nil {
		return err
	}
	for step := from + 1; ; step++ {
		if err := s.Record(ctx, "a", record(step)); err != nil {
			return err
		}
		fmt.Println(step)
	}
}

// startRecorder gives a running recorder and the steps that it acknowledges.
func startRecorder(t *testing.T, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), recorder+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd, bufio.NewScanner(out)
}

// killAfter kills a recorder some acknowledgements later and gives the last.
func killAfter(t *testing.T, dir string, acknowledgements int) (last int) {
	t.Helper()
	cmd, acknowledged := startRecorder(t, dir)
	for n := 0; acknowledged.Scan(); n++ {
		step, err := strconv.Atoi(acknowledged.Text())
		must(t, err)
		last = step
		if n == acknowledgements {
			must(t, cmd.Process.Kill())
		}
	}
	return last
}

func TestKilledWriterLosesNothing(t *testing.T) {
	dir := t.TempDir()
	must(t, storeWithRun(t, dir).Close())
	for round, acknowledgements := range []int{0, 7, 40} {
		last := killAfter(t, dir, acknowledgements)

		s := mustOpen(t, dir)
		points := get(s.Points(ctx, "a"))(t)
		if n := len(points); n != last && n != last+1 { // one more may have been committed and not yet printed
			t.Fatalf("round %d: %d points, %d were acknowledged", round, n, last)
		}
		for i, p := range points {
			equal(t, "point", p, point(i+1))
		}
		equal(t, "checkpoints", len(get(s.Checkpoints(ctx, "a"))(t)), len(points))
		run := get(s.Runs(ctx, core.RunFilter{}))(t)[0]
		if run.Status != core.Stopped || run.Reason == "" {
			t.Errorf("round %d: the killed run is %s (%q), want stopped with a reason", round, run.Status, run.Reason)
		}
		equal(t, "attempts", len(get(s.Attempts(ctx, "a"))(t)), round+1)
		must(t, s.Close())
		must(t, sqlite.Check(ctx, dir))
	}
}

func TestSecondWriterIsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, storeWithRun(t, dir).Close())
	cmd, acknowledged := startRecorder(t, dir)
	acknowledged.Scan()

	_, err := sqlite.Open(dir)
	if !errors.Is(err, sqlite.ErrInUse) || !strings.Contains(err.Error(), strconv.Itoa(cmd.Process.Pid)) {
		t.Errorf("got %v, want ErrInUse with process %d", err, cmd.Process.Pid)
	}
	must(t, cmd.Process.Kill())
	cmd.Wait()
	s := mustOpen(t, dir)
	if _, err := sqlite.Open(dir); !errors.Is(err, sqlite.ErrInUse) {
		t.Errorf("second writer of one process: got %v, want ErrInUse", err)
	}
	must(t, s.Close())
	must(t, mustOpen(t, dir).Close())
}

// plainReader is what any other program does to read a store.
func plainReader(t *testing.T, dir string) *sql.DB {
	t.Helper()
	path := (&url.URL{Path: filepath.ToSlash(dir) + "/gander.db"}).EscapedPath()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func count(t *testing.T, dir, table string) (n int) {
	t.Helper()
	must(t, plainReader(t, dir).QueryRow(`SELECT count(*) FROM `+table).Scan(&n))
	return n
}

func TestReadersWhileWriting(t *testing.T) {
	const steps = 60
	dir := t.TempDir()
	s := storeWithRun(t, dir)
	var writer sync.WaitGroup
	writer.Go(func() {
		for step := 1; step <= steps; step++ {
			if err := s.Record(ctx, "a", record(step)); err != nil {
				t.Error(err)
			}
		}
	})
	r, plain := mustRead(t, dir), plainReader(t, dir)
	for seen := 0; seen < steps && !t.Failed(); {
		points := get(r.Points(ctx, "a"))(t)
		if len(points) < seen {
			t.Fatalf("%d points after %d", len(points), seen)
		}
		seen = len(points)
		for i, p := range points {
			equal(t, "point", p, point(i+1)) // a torn one would lack its scalars
		}
		var points2, scalars int
		must(t, plain.QueryRow(`SELECT (SELECT count(*) FROM v_points), (SELECT count(*) FROM v_scalars)`).Scan(&points2, &scalars))
		equal(t, "scalars of one snapshot", scalars, 2*points2)
	}
	writer.Wait()
}

func TestViews(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	must(t, s.PutExperiment(ctx, exampleExperiment()))
	for i, id := range []string{"a", "b", "c"} {
		r := exampleRun(id)
		r.Seed = uint64(i)
		get(s.PutRun(ctx, r))(t)
		a := exampleAttempt(0)
		a.Number = get(s.Begin(ctx, id, a, exampleInfo))(t)
		must(t, s.Record(ctx, id, record(1)))
		must(t, s.Record(ctx, id, core.Record{Scores: []core.Score{score(3 + 4*i)}})) // values 1/4, 1/8, 1/12
		a.Status = []core.RunStatus{core.Done, core.Done, core.Failed}[i]
		must(t, s.End(ctx, id, a, nil))
	}
	db := plainReader(t, dir)
	for view, want := range map[string]int{
		"v_runs": 3, "v_attempts": 3, "v_points": 3, "v_scalars": 6, "v_scores": 6,
		"v_final_scores": 2, "v_scores_by_label": 1, "v_artifacts": 3,
	} {
		equal(t, view, count(t, dir, view), want)
	}
	var label string
	var seeds int
	var mean float64
	must(t, db.QueryRow(`SELECT label, seeds, mean FROM v_scores_by_label WHERE key = 'kd'`).Scan(&label, &seeds, &mean))
	equal(t, "scores by label", fmt.Sprintln(label, seeds, mean), "wgan-gp 2 0.1875\n")
	var role string
	must(t, db.QueryRow(`SELECT role FROM v_scalars WHERE key = 'loss' AND seed = 0 AND last = 1`).Scan(&role))
	equal(t, "role", role, "loss_d")
}

func TestUnreadableFolders(t *testing.T) {
	t.Run("no store", func(t *testing.T) {
		if _, err := sqlite.OpenReader(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want fs.ErrNotExist", err)
		}
	})
	t.Run("a file in the way", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		must(t, os.WriteFile(path, nil, 0o666))
		if _, err := sqlite.Open(filepath.Join(path, "results")); err == nil {
			t.Error("a store was opened below a file")
		}
	})
	t.Run("read-only folder", func(t *testing.T) {
		dir := t.TempDir()
		must(t, storeWithRun(t, dir).Close())
		must(t, os.Remove(filepath.Join(dir, "gander.lock")))
		must(t, os.Chmod(dir, 0o555))
		t.Cleanup(func() { os.Chmod(dir, 0o777) })
		if os.WriteFile(filepath.Join(dir, "probe"), nil, 0o666) == nil {
			t.Skip("this user may write anywhere")
		}
		equal(t, "runs", len(get(mustRead(t, dir).Runs(ctx, core.RunFilter{}))(t)), 1)
		if _, err := sqlite.Open(dir); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("got %v, want fs.ErrPermission", err)
		}
	})
}
