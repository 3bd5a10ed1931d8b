package bench

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// residentMB is the memory of this process now, peakResidentMB the most that it
// had; 0 where the system does not tell.
func residentMB() float64     { return statusMB("VmRSS:") }
func peakResidentMB() float64 { return statusMB("VmHWM:") }

func statusMB(field string) float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), field); ok {
			var kB float64
			fmt.Sscan(rest, &kB)
			return kB / 1024
		}
	}
	return 0
}
