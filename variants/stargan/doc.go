// Package stargan is StarGAN of Choi et al. 2018 (arXiv:1711.09020): one
// generator that gives an image any of several attributes, and learns from
// several datasets of which each knows some of the attributes.
//
// A step is n_critic updates of the discriminator for each dataset in turn, each
// with a fresh batch, and one of the generator for each dataset. Generated
// images are asked for the attributes of other images of the batch. The learning
// rates fall linearly to 0 in the second half of the run, as the paper says (its
// code hardly lowers them). An identity loss, which the paper does not have, can be
// asked for.
package stargan
