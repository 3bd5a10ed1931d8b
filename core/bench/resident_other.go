//go:build !linux

package bench

// residentMB and peakResidentMB are not known here.
func residentMB() float64     { return 0 }
func peakResidentMB() float64 { return 0 }
