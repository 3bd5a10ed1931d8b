// Package vanilla is the generative adversarial network of Goodfellow et al.
// 2014 (arXiv:1406.2661), with the convolutional networks of DCGAN (Radford et
// al. 2016, arXiv:1511.06434) for images and multilayer perceptrons for points.
//
// A step draws a batch and noise, updates the discriminator, then updates the
// generator through the new discriminator on the same noise, as the reference
// implementation of DCGAN does.
package vanilla
