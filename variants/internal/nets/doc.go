// Package nets builds the networks of the variants by rule: a convolutional
// generator and discriminator for images of any size, and multilayer
// perceptrons for points and small images; residual networks for conditional
// models; and for translation, a generator from images to images and a
// discriminator of patches.
//
// Convolutional networks follow DCGAN (Radford et al. 2016): the generator
// doubles the plane from 4×4 until it reaches the image and halves its channels
// each time, the discriminator mirrors it. Sizes that are no power of two times
// four go through ⌈size/2⌉ at each level (28 ← 14 ← 7 ← 4, 100 ← 50 ← 25 ← 13 ←
// 7 ← 4): where doubling gives one row or column too many, the last is cut off,
// as Gulrajani et al. 2017 do for MNIST.
package nets
