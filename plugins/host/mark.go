package host

import (
	"crypto/rand"
	"fmt"
	"sync/atomic"
)

// markKey is the variable by which all that a plugin has started is known for
// its own, whichever parent, process group or session it has by then.
const markKey = "GANDER_PROCESS_MARK"

// hostMark begins the marks of all processes that this one starts.
var hostMark = rand.Text()

var marks atomic.Int64

// newMark is the mark of one process and its descendants.
func newMark() string { return fmt.Sprintf("%s.%d.", hostMark, marks.Add(1)) }
