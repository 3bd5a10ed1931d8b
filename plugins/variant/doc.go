// Package variant is the contract that the author of a GAN variant implements.
//
// The host drives and the variant only learns. The host chooses the data, the
// seed, the budget, the moments of evaluation and of checkpoints; a variant
// says what it is (Describe), builds its networks (Open) and does one training
// step at a time (Learner.Step). So every variant meets the same batches, the
// same budget and the same clock.
//
// The package needs the standard library alone and knows neither processes nor
// gRPC. Package sdk serves a Variant as a plugin process.
package variant
