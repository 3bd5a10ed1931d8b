package sdk

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"time"

	"google.golang.org/grpc/stats"
)

const (
	// firstConnection is how long a host may take from start to connection.
	firstConnection = 60 * time.Second
	// hostGone is how long nobody may be connected. A host connects once and
	// for good, so this only has to outlast an ordinary shutdown.
	hostGone = 3 * time.Second
	// parentPoll is how often the parent's process id is looked at.
	parentPoll = time.Second
)

// An orphanWatch ends the process when its host is gone without having said so:
// killed, crashed, or never connected. It is one of the server's
// stats.Handlers.
type orphanWatch struct {
	end func(reason string)

	mu          sync.Mutex
	connections int
	alone       *time.Timer // runs while nobody is connected
}

// watchHost begins to watch over this process.
func watchHost() *orphanWatch {
	w := newOrphanWatch(firstConnection, exit)
	go watchParent(os.Getppid, parentPoll, exit)
	return w
}

func newOrphanWatch(first time.Duration, end func(string)) *orphanWatch {
	w := &orphanWatch{end: end}
	w.alone = time.AfterFunc(first, func() { w.end("no host is connected") })
	return w
}

// exit ends the process at once: what the learner holds is lost, but nobody is
// there to want it.
func exit(reason string) {
	slog.Error("the host is gone", "reason", reason)
	os.Exit(exitFailed)
}

// watchParent ends the process when it gets another parent. The first parent
// may well be process 1: in a container it is the host.
func watchParent(parent func() int, every time.Duration, end func(string)) {
	first := parent()
	for parent() == first {
		time.Sleep(every)
	}
	end("the parent process has ended")
}

// HandleConn counts connections.
func (w *orphanWatch) HandleConn(_ context.Context, s stats.ConnStats) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch s.(type) {
	case *stats.ConnBegin:
		w.connections++
		w.alone.Stop()
	case *stats.ConnEnd:
		w.connections--
		if w.connections == 0 {
			w.alone.Reset(hostGone)
		}
	}
}

// TagConn, TagRPC and HandleRPC complete stats.Handler.
func (w *orphanWatch) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (w *orphanWatch) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (w *orphanWatch) HandleRPC(context.Context, stats.RPCStats) {}
