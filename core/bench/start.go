package bench

import "slices"

// A StartTime is how long a variant takes to get ready.
type StartTime struct {
	Variant string `json:"variant"`
	Starts  int    `json:"starts"`
	// Handshake is from the start of the process to the line that says where it
	// listens, in seconds. Ready is until it has answered its first call, over
	// TLS.
	Handshake Spread `json:"handshake_s"`
	Ready     Spread `json:"ready_s"`
}

// A Spread sums measurements up.
type Spread struct {
	Median float64 `json:"median"`
	P95    float64 `json:"p95"` // the value that 95 % do not exceed
}

// SpreadOf sums values up, of which there has to be at least one.
func SpreadOf(values []float64) Spread {
	sorted := slices.Sorted(slices.Values(values))
	last := (len(sorted)*95+99)/100 - 1
	return Spread{Median: median(sorted), P95: sorted[last]}
}
