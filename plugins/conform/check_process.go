package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/emptypb"

	"gander/plugins/variant/data"
	pb "gander/plugins/variantpb"
)

const (
	// endTime is how long a process may take to end once it was asked to; the
	// host kills after that.
	endTime = 5 * time.Second
	// orphanTime is how long a process may outlive its host.
	orphanTime = 6 * time.Second
)

var processChecks = []Check{
	{ID: "shutdown/idle", Rule: "plugin.GRPCController/Shutdown ends the process with code 0 within 5 s.", Hint: "Stop the server and return from main.",
		Needs: []Need{process}, run: bareLearner(shutdownIdle)},
	{ID: "shutdown/training", Rule: "Shutdown ends the process within 5 s while it trains.", Hint: "Let the training end before its next step, or leave it behind; exit in any case.",
		Needs: []Need{process}, run: bareLearner(shutdownTraining)},
	{ID: "shutdown/socket", Rule: "A process that was shut down leaves no socket behind.", Hint: "Remove the socket's file at the end.", Needs: []Need{process}, run: bareLearner(shutdownSocket)},
	{ID: "shutdown/children", Rule: "A process that was shut down leaves no process behind.", Hint: "End and await every process that you start.", Needs: []Need{process}, run: bareLearner(shutdownChildren)},
	{ID: "shutdown/terminate", Rule: "SIGTERM ends the process within 5 s.", Hint: "Leave the signal's default action, or treat it as Shutdown.", Needs: []Need{process}, run: bareLearner(shutdownTerminate)},
	{ID: "host-death/training", Rule: "When the connection to the host breaks during training, the process ends within 6 s.",
		Hint: "End when the last connection is gone for 3 s, or when the parent process is another one.", Needs: []Need{process}, run: bareLearner(hostDeath)},
	{ID: "log/stdout", Rule: "After the handshake nothing is printed to stdout.", Hint: "Send prints to stderr: point file descriptor 1 at it after the handshake.",
		Needs: []Need{process}, run: lived(logStdout)},
	{ID: "log/json", Rule: "Lines on stderr that are JSON have the strings @message, @level and @timestamp.", Hint: "Log text, or JSON objects with these three as strings.",
		Needs: []Need{process}, run: lived(logJSON)},
	{ID: "log/modest", Rule: "A short training logs less than 1 MiB.", Hint: "Don't log every step.", Needs: []Need{process}, run: lived(logModest)},
	{ID: "files/working-folder", Rule: "Nothing is written into the working folder.", Hint: "Write into Save's and Export's folders and into OpenRequest.scratch alone.",
		Needs: []Need{process}, run: lived(func(b *bare) error { return empty(b.work) })},
	{ID: "files/home", Rule: "Nothing is written into the user's home.", Hint: "Write into Save's and Export's folders and into OpenRequest.scratch alone.",
		Needs: []Need{process}, run: lived(func(b *bare) error { return empty(b.home) })},
	{ID: "files/temporary", Rule: "No temporary file is left.", Hint: "Remove what you put into TMPDIR, or use OpenRequest.scratch.",
		Needs: []Need{process}, run: lived(func(b *bare) error { return empty(b.temp) })},
	{ID: "files/dataset", Rule: "The datasets' files are as they were.", Hint: "Open them read-only.", run: filesDataset},
	{ID: "leaks/descriptors", Rule: "Ten learners, one after the other, leave no more open files than two.", Hint: "Close what Open opens, in Close.",
		Needs: []Need{process, procfs}, run: leaksDescriptors},
}

var procfs = Need{"Linux's /proc", func(*subject) bool { _, err := os.Stat("/proc/self/fd"); return err == nil }}

// bareLearner makes a check of a bare process with an open learner.
func bareLearner(check func(context.Context, *bare, *learner) error) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		b, err := s.shaken()
		if err != nil {
			return err
		}
		defer b.kill()
		l, err := s.in(ctx, b)
		if err != nil {
			return err
		}
		return check(ctx, b, l)
	}
}

// shutDown asks the process to end. That the connection breaks over it is fine.
func (b *bare) shutDown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, endTime)
	defer cancel()
	err := b.conn.Invoke(ctx, "/plugin.GRPCController/Shutdown", &emptypb.Empty{}, &emptypb.Empty{})
	if codeOf(err) == codes.Unimplemented || codeOf(err) == codes.DeadlineExceeded {
		return failed("Shutdown", err)
	}
	return nil
}

func shutdownIdle(ctx context.Context, b *bare, _ *learner) error {
	if err := b.shutDown(ctx); err != nil {
		return err
	}
	return b.exitedNormally(endTime)
}

func shutdownTraining(ctx context.Context, b *bare, l *learner) error {
	r, err := l.begin(ctx, 2)
	if err != nil {
		return err
	}
	defer r.cancel()
	if err := b.shutDown(ctx); err != nil {
		return err
	}
	if !b.endsWithin(endTime) {
		return fmt.Errorf("the process still runs after %v", endTime)
	}
	return nil
}

// over shuts the process down and kills it if it does not end.
func (b *bare) over(ctx context.Context) {
	if b.shutDown(ctx) != nil || !b.endsWithin(endTime) {
		_ = b.cmd.Process.Kill() // it may have ended just now
		<-b.exited
	}
}

func shutdownSocket(ctx context.Context, b *bare, _ *learner) error {
	b.over(ctx)
	return empty(b.sockets)
}

func shutdownChildren(ctx context.Context, b *bare, _ *learner) error {
	b.over(ctx)
	if groupLives(b.cmd.Process) {
		return errors.New("a process of its group still runs")
	}
	return nil
}

func shutdownTerminate(_ context.Context, b *bare, _ *learner) error {
	if err := terminate(b.cmd.Process); err != nil {
		return err
	}
	if !b.endsWithin(endTime) {
		return fmt.Errorf("the process still runs after %v", endTime)
	}
	return nil
}

func hostDeath(ctx context.Context, b *bare, l *learner) error {
	if _, err := l.begin(ctx, 2); err != nil {
		return err
	}
	if err := b.conn.Close(); err != nil {
		return err
	}
	if !b.endsWithin(orphanTime) {
		return fmt.Errorf("the process still runs after %v", orphanTime)
	}
	return nil
}

// lived makes a check of a process that has trained, sampled, saved and ended.
func lived(check func(*bare) error) func(context.Context, *subject) error {
	return bareLearner(func(ctx context.Context, b *bare, l *learner) error {
		if err := l.live(ctx); err != nil {
			return err
		}
		b.settle(ctx) // what was printed arrives, which the end would cut off
		b.over(ctx)
		return check(b)
	})
}

// live does a bit of everything.
func (l *learner) live(ctx context.Context) error {
	if _, err := l.advance(ctx, 0, 10, 2); err != nil {
		return err
	}
	if _, err := l.draw(ctx, 10); err != nil {
		return err
	}
	dir, err := l.save(ctx)
	if err == nil {
		err = l.load(ctx, dir)
	}
	return err
}

func logStdout(b *bare) error {
	if text := b.stdout.String(); text != "" {
		return fmt.Errorf("it prints %.200q", text)
	}
	return nil
}

func logJSON(b *bare) error {
	for line := range strings.Lines(b.stderr.String()) {
		var record map[string]any
		if !strings.HasPrefix(line, "{") {
			continue
		}
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			return fmt.Errorf("%.200q: %w", line, err)
		}
		for _, key := range []string{"@message", "@level", "@timestamp"} {
			if _, ok := record[key].(string); !ok {
				return fmt.Errorf("%.200q has no text %s", line, key)
			}
		}
	}
	return nil
}

// maxLog is far more than a training of ten steps needs.
const maxLog = 1 << 20

func logModest(b *bare) error {
	if n := b.stderr.total; n > maxLog {
		return fmt.Errorf("it logs %d bytes", n)
	}
	return nil
}

// empty wants a folder without files.
func empty(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			err = fmt.Errorf("%s is left", strings.TrimPrefix(path, dir))
		}
		return err
	})
}

func filesDataset(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	if err := l.live(ctx); err != nil {
		return err
	}
	f, err := data.Open(s.data(l.task).path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Verify()
}

func leaksDescriptors(ctx context.Context, s *subject) error {
	b, err := s.shaken()
	if err != nil {
		return err
	}
	defer b.kill()
	var open [2]int
	for i, learners := range []int{2, 8} {
		for range learners {
			l, err := s.in(ctx, b)
			if err != nil {
				return err
			}
			if _, err := l.advance(ctx, 0, 2, 1); err != nil {
				return err
			}
			if _, err := b.variant.Close(ctx, &pb.CloseRequest{}); err != nil {
				return failed("Close", err)
			}
		}
		entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", b.cmd.Process.Pid))
		if err != nil {
			return err
		}
		open[i] = len(entries)
	}
	// A runtime may open some of its own late.
	if open[1] > open[0]+4 {
		return fmt.Errorf("%d files are open after 2 learners, %d after 10", open[0], open[1])
	}
	return nil
}
