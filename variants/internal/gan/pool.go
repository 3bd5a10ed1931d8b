package gan

import (
	"slices"

	"gander/core/nn"
	"gander/core/nn/num"
)

// A Pool keeps generated images so that a discriminator sees older ones too
// (Shrivastava et al. 2017, section 2.3). It lives in a registry: a run that
// stopped goes on with the same images.
type Pool struct {
	images *nn.Extra   // (size, H, W, C)
	stored *nn.Counter // how many of them are there
	draws  num.Stream
}

// NewPool is an empty pool for that many images of the given shape; one of size
// 0 hands every image through.
func NewPool(r *nn.Registry, name string, size int, shape ...int) *Pool {
	return &Pool{
		images: r.Extra("pool/"+name, slices.Concat([]int{size}, shape)...),
		stored: r.Counter("pool/" + name),
		draws:  num.NewStream(r.Seed(), "pool", name),
	}
}

// Exchange puts images into the pool and takes as many out, in place. Until the
// pool is full, it keeps a copy of each image and hands the image itself back.
// From then on, half of them, by chance, are exchanged for a random one of the
// pool, and the others are handed back and not kept. first is the number of the
// first image since the run began: it decides the chances.
func (p *Pool) Exchange(images []float32, first uint64) {
	if p.images.Shape[0] == 0 {
		return
	}
	size := len(p.images.Values) / p.images.Shape[0]
	for image := range slices.Chunk(images, size) {
		p.exchange(image, first)
		first++
	}
}

func (p *Pool) exchange(image []float32, k uint64) {
	capacity := p.images.Shape[0]
	if stored := int(p.stored.N); stored < capacity {
		copy(p.place(stored, len(image)), image)
		p.stored.N++
		return
	}
	if p.draws.Float64(2*k) < 0.5 {
		return
	}
	old := p.place(int(p.draws.Float64(2*k+1)*float64(capacity)), len(image))
	for i := range image {
		image[i], old[i] = old[i], image[i]
	}
}

// place is where the i-th image of n numbers lies.
func (p *Pool) place(i, n int) []float32 { return p.images.Values[i*n : (i+1)*n] }
