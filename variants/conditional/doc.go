// Package conditional holds three ways to tell a GAN which class to make:
//
//	concat      labels beside the noise and beside the image (Mirza and Osindero
//	            2014, arXiv:1411.1784), in DCGAN's networks
//	acgan       a discriminator that also names the class (Odena et al. 2017,
//	            arXiv:1610.09585)
//	projection  an inner product of the image's features with the class's
//	            embedding, and class-conditional batch normalisation (Miyato and
//	            Koyama 2018, arXiv:1802.05637), with spectral normalisation
//	            (Miyato et al. 2018, arXiv:1802.05957)
//
// A step is n_critic updates of the discriminator, each with a fresh batch and
// fresh noise, and one of the generator on the last one's. Generated images are
// asked for the labels of the batch, so that labels alone tell nothing.
package conditional
