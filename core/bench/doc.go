// Package bench measures how fast variants train: seconds a step, the work done
// in them as a share of what the processor can do, memory and allocations.
//
// A workload is a variant with parameters and data of a given size. It is
// measured in a process of its own, through the same learner and the same
// variant.Advance as any training run, on synthetic data. The kernels of one
// instruction set can also be measured one by one.
package bench
