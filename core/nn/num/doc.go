// Package num is arithmetic that gives the same bits on every machine: a
// counter-based random generator and the elementary functions that it needs.
//
// The functions of package math differ in their last bits between
// architectures, where the compiler may fuse a product with a sum or an
// assembly version takes over. Here every rounding is written out: a product
// that feeds a sum goes through math.FMA, which is exact by definition, or is
// rounded by a conversion to float64, which forbids fusing.
//
// Random numbers have no state. A Stream is named by a seed and a path of
// words; its k-th draw is a pure function of (seed, name, k). So draws may be
// made in any order, by any number of workers, and again after a restart.
package num
