// Package wgan is the Wasserstein GAN of Arjovsky et al. 2017
// (arXiv:1701.07875), which clips the critic's weights, and its successor by
// Gulrajani et al. 2017 (arXiv:1704.00028), which penalises the norm of the
// critic's gradient instead.
//
// A step is n_critic updates of the critic, each with a fresh batch and fresh
// noise, and one update of the generator with fresh noise. With the penalty the
// critic has no batch normalisation, which would mix the samples whose
// gradients are penalised one by one.
package wgan
