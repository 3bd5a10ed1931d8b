package kernel

// #include "kernel.h"
import "C"

import (
	"unsafe"

	"gander/core/nn/num"
)

// FillGaussian sets dst[i] to what s.FillGaussian(dst, mean, std, 0) would, in a
// fraction of the time, on all threads of the process's device. It panics where
// Environment reports an error.
func FillGaussian(dst []float32, s num.Stream, mean, std float64) {
	process.Lock()
	d := cpu()
	process.Unlock()
	d.fillGaussian(dst, s, mean, std, doubt)
}

// doubt is some sixteen times what the kernels and num.Stream.Normal may be off by,
// in relation to the radius of a Box–Muller pair.
const doubt = 0x1p-46

// room is for the pairs in doubt, of which there is one in a million.
const room = 1 << 10

func (d *CPUDevice) fillGaussian(dst []float32, s num.Stream, mean, std, doubt float64) {
	key, name := s.Words()
	g := C.gaussian{mean: C.double(mean), std: C.double(std), doubt: C.double(doubt)}
	for i := range key {
		g.key[i], g.name[i] = C.uint32_t(key[i]), C.uint32_t(name[i])
	}
	var doubtful [room]C.isize
	n := int(C.gander_normals(d.device, (*C.float)(unsafe.SliceData(dst)), C.isize(len(dst)), g, &doubtful[0], room))
	if n > room {
		s.FillGaussian(dst, mean, std, 0)
		return
	}
	for _, at := range doubtful[:n] {
		pair := dst[at:min(int(at)+2, len(dst))]
		s.FillGaussian(pair, mean, std, uint64(at))
	}
}
