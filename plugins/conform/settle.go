package conform

import (
	"context"
	"time"

	pb "gander/plugins/variantpb"
)

const (
	// moment is the least time that a plugin gets to show what it does.
	moment = 30 * time.Millisecond
	// trips is how many calls a plugin answers meanwhile.
	trips = 10
)

// settle waits until what was sent before has reached the plugin and what it
// answers at once has come back. There is no sign of that for a call that may
// rightly be silent, and on a busy machine no time is long enough; but calls of
// one connection are taken in their order, and the plugin, which had to answer
// several later ones, has had its turns since. That Describe answers at all is a
// check of its own, so its errors are nobody's here.
func (s *session) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	least := time.After(moment)
	for range trips {
		_, _ = s.variant.Describe(ctx, &pb.DescribeRequest{})
	}
	<-least
}
