package cyclegan

import "gander/plugins/variant"

// Variant is CycleGAN.
type Variant struct{}

var _ variant.Variant = Variant{}

// Describe tells the parameters, whose defaults are those of the authors' code.
func (Variant) Describe() variant.Description {
	return variant.Description{
		Name:           "cyclegan",
		Version:        "1.0.0",
		Numerics:       "3",
		Summary:        "CycleGAN: translation between two domains without pairs.",
		Source:         "Zhu et al. 2017, arXiv:1703.10593",
		Tasks:          []variant.Task{variant.DomainToDomain},
		Params:         params,
		Scalars:        scalars,
		Abilities:      []variant.Ability{variant.CanExport, variant.HasAverage},
		HorizonMatters: true,
	}
}

var scalars = []variant.ScalarSpec{
	{Key: "loss_d", Role: variant.LossD, Doc: "Loss of both discriminators."},
	{Key: "loss_g", Role: variant.LossG, Doc: "Loss of both generators."},
	{Key: "adversarial", Doc: "Adversarial part of loss_g."},
	{Key: "cycle", Doc: "Mean absolute error of images translated and back, both ways added up, before its weight."},
	{Key: "identity", Doc: "Mean absolute change of images that are in the right domain already, both ways added up, before its weight; 0 where that is 0."},
	{Key: "d_real", Doc: "Mean output of the discriminators for real images."},
	{Key: "d_fake", Doc: "Mean output of the discriminators for images from the pools."},
	{Key: "grad_d", Role: variant.GradD, Doc: "Norm of the discriminators' gradient."},
	{Key: "grad_g", Role: variant.GradG, Doc: "Norm of the generators' gradient."},
}

var params = []variant.ParamSpec{
	{Name: "lambda_cycle", Kind: variant.Float, Default: 10.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight of the cycle-consistency loss."},
	{Name: "lambda_identity", Kind: variant.Float, Default: 0.5, Min: variant.Bound(0), Max: variant.Bound(100),
		Doc: "Weight of the identity loss as a share of lambda_cycle; 0 where the domains differ in what an image may not keep."},
	{Name: "pool_size", Kind: variant.Int, Default: int64(50), Min: variant.Bound(0), Max: variant.Bound(10000),
		Doc: "Generated images of each domain that are kept to show the discriminators older ones; 0 shows the newest alone."},
	{Name: "decay_from", Kind: variant.Float, Default: 0.5, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Share of the run after which the learning rates fall linearly to 0; the authors have 100 epochs of 200."},
	{Name: "blocks", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(32),
		Doc: "Residual blocks of the generators; 0 takes 9 from 256 pixels, 6 from 64 and 3 below."},
	{Name: "n_downsampling", Kind: variant.Int, Default: int64(2), Min: variant.Bound(0), Max: variant.Bound(3),
		Doc: "Halvings in the generators, each of which doubles the channels; 1 keeps the edges of images of 32 pixels sharper, at about the same cost."},
	{Name: "n_layers", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(6),
		Doc: "Halvings in the discriminators; 0 takes 3 (patches of 70 pixels) from 128 pixels, 2 (34) from 32 and 1 (16) below."},
	{Name: "base_width", Kind: variant.Int, Default: int64(64), Min: variant.Bound(1), Max: variant.Bound(512),
		Doc: "Channels next to the image (ngf and ndf)."},
	{Name: "batch_size", Kind: variant.Int, Default: int64(1), Min: variant.Bound(1), Max: variant.Bound(1024),
		Doc: "Images of each domain in a step."},
	{Name: "lr_d", Kind: variant.Float, Default: 2e-4, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the discriminators."},
	{Name: "lr_g", Kind: variant.Float, Default: 2e-4, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the generators."},
	{Name: "beta1", Kind: variant.Float, Default: 0.5, Min: variant.Bound(0), Max: variant.Bound(0.9999),
		Doc: "Adam's decay of the first moment."},
	{Name: "beta2", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0), Max: variant.Bound(0.999999),
		Doc: "Adam's decay of the second moment."},
	{Name: "ema", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0.5), Max: variant.Bound(0.999999),
		Doc: "Decay of the moving average of the generators' weights, per step."},
}
