package sdk

import (
	"context"
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
				start, ended := time.Now(), time.Duration(0)
				w := newOrphanWatch(firstConnection, func(string) { ended = time.Since(start) })
				for _, e := range tt.events {
					time.Sleep(time.Second)
					w.HandleConn(context.Background(), e)
				}
				time.Sleep(time.Hour)
				if ended != tt.after {
					t.Errorf("ends after %v, want %v", ended, tt.after)
				}
			})
		})
	}
}

func TestWatchParent(t *testing.T) {
	for _, first := range []int{1, 4711} {
		synctest.Test(t, func(t *testing.T) {
			parent, start, ended := first, time.Now(), time.Duration(0)
			go watchParent(func() int { return parent }, parentPoll, func(string) { ended = time.Since(start) })
			time.Sleep(90 * time.Second)
			synctest.Wait()
			if ended != 0 {
				t.Errorf("with parent %d: ends after %v though the parent lives", first, ended)
			}
			parent = 2
			time.Sleep(2 * parentPoll)
			synctest.Wait()
			if ended == 0 {
				t.Errorf("with parent %d: does not end", first)
			}
		})
	}
}
