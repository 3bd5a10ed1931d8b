package sdk

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/stats"
)

func TestOrphanWatch(t *testing.T) {
	begin, end := &stats.ConnBegin{}, &stats.ConnEnd{}
	tests := []struct {
		name   string
		events []stats.ConnStats // one a second
		after  time.Duration     // of the end, from the start; 0 for never
	}{
		{"nobody comes", nil, 60 * time.Second},
		{"the host stays", []stats.ConnStats{begin}, 0},
		{"the host goes", []stats.ConnStats{begin, end}, 2*time.Second + hostGone},
		{"one of two goes", []stats.ConnStats{begin, begin, end}, 0},
		{"both go", []stats.ConnStats{begin, begin, end, end}, 4*time.Second + hostGone},
		{"the host comes back", []stats.ConnStats{begin, end, begin}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start, ended := time.Now(), make(chan time.Duration, 1)
				w := newOrphanWatch(firstConnection, func(string) { ended <- time.Since(start) })
				for _, e := range tt.events {
					time.Sleep(time.Second)
					w.HandleConn(context.Background(), e)
				}
				var got time.Duration
				select {
				case got = <-ended:
				case <-time.After(time.Hour):
				}
				if got != tt.after {
					t.Errorf("ends after %v, want %v", got, tt.after)
				}
			})
		})
	}
}

func TestWatchParent(t *testing.T) {
	for _, first := range []int32{1, 4711} {
		synctest.Test(t, func(t *testing.T) {
			var parent atomic.Int32
			parent.Store(first)
			ended := make(chan string, 1)
			go watchParent(func() int { return int(parent.Load()) }, parentPoll, func(reason string) { ended <- reason })
			select {
			case <-ended:
				t.Errorf("with parent %d: ends though the parent lives", first)
			case <-time.After(90 * time.Second):
			}
			parent.Store(2)
			<-ended
		})
	}
}
