package bench

import "maps"

// Small is the workload with narrow networks on small batches: the same
// operators in the same order, in a hundredth of the time.
func (w Workload) Small() Workload {
	w.Params = maps.Clone(w.Params)
	w.Params["base_width"] = 5
	w.Params["batch_size"] = 3
	if _, ok := w.Params["blocks"]; ok {
		w.Params["blocks"] = 1
	}
	return w
}
