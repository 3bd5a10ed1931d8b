// Package cyclegan is the cycle-consistent GAN of Zhu et al. 2017
// (arXiv:1703.10593): two generators translate between two domains of images of
// which no pairs are known, and each undoes what the other does.
//
// A step updates both generators on a batch of each domain, then both
// discriminators on the same batches and on generated images out of a pool. The
// learning rates fall linearly to 0 in the second half of the run.
package cyclegan
