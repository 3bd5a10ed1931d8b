package kernel

// #include "kernel.h"
import "C"

import "time"

// MultiplyAdds keeps all threads busy with fused multiply-adds on registers for
// about the given time, and gives how many were done in a second: the peak that
// no kernel can exceed. What disturbs the machine lowers it, so the highest of
// several measurements is the best.
func (d *CPUDevice) MultiplyAdds(about time.Duration) float64 {
	n := C.isize(d.threads)
	for {
		began := time.Now()
		each := C.gander_peak(d.device, n)
		took := time.Since(began)
		if took >= about/2 {
			return float64(each) * float64(n) / took.Seconds()
		}
		n *= 2
	}
}
