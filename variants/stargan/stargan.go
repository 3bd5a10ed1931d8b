package stargan

import "gander/plugins/variant"

// Variant is StarGAN.
type Variant struct{}

var _ variant.Variant = Variant{}

// Describe tells the parameters, whose defaults are those of the authors' code.
func (Variant) Describe() variant.Description {
	return variant.Description{
		Name:           "stargan",
		Version:        "1.0.0",
		Numerics:       "3",
		Summary:        "StarGAN: one generator that changes any of several attributes, learnt from one or several datasets.",
		Source:         "Choi et al. 2018, arXiv:1711.09020",
		Tasks:          []variant.Task{variant.AttributeTo},
		Params:         params,
		Scalars:        scalars,
		Abilities:      []variant.Ability{variant.CanExport, variant.CanCritique, variant.HasAverage},
		HorizonMatters: true,
	}
}

var scalars = []variant.ScalarSpec{
	{Key: "loss_d", Role: variant.LossD, Doc: "Loss of the discriminator, mean over its updates."},
	{Key: "loss_g", Role: variant.LossG, Doc: "Loss of the generator."},
	{Key: "wasserstein", Doc: "Estimate of the Wasserstein distance: mean output for real less that for generated images."},
	{Key: "penalty", Doc: "Gradient penalty before its weight."},
	{Key: "cls_real", Unit: "nat", Doc: "Cross-entropy of the attributes named for real images, summed over them."},
	{Key: "cls_fake", Unit: "nat", Doc: "Cross-entropy of the attributes named for generated images, summed over them."},
	{Key: "reconstruction", Doc: "Mean absolute error of images given other attributes and then their own again, before its weight."},
	{Key: "identity", Doc: "Mean absolute change of images given their own attributes, before its weight; 0 where that is 0."},
	{Key: "d_real", Doc: "Mean output of the discriminator for real images."},
	{Key: "d_fake", Doc: "Mean output of the discriminator for generated images."},
	{Key: "grad_d", Role: variant.GradD, Doc: "Norm of the discriminator's gradient, mean over its updates."},
	{Key: "grad_g", Role: variant.GradG, Doc: "Norm of the generator's gradient."},
}

var params = []variant.ParamSpec{
	{Name: "attributes", Kind: variant.List, Default: []string{},
		Doc: "Attributes to change; none given takes all that the datasets know."},
	{Name: "lambda_cls", Kind: variant.Float, Default: 1.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight of the classification losses."},
	{Name: "lambda_rec", Kind: variant.Float, Default: 10.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight of the reconstruction loss."},
	{Name: "lambda_identity", Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight of a loss for changing images that are given their own attributes, CycleGAN's identity loss, which the paper does not have: reconstruction alone also rewards a generator that swaps letters, or backgrounds, and swaps them back."},
	{Name: "lambda_gp", Kind: variant.Float, Default: 10.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight of the gradient penalty."},
	{Name: "n_critic", Kind: variant.Int, Default: int64(5), Min: variant.Bound(1), Max: variant.Bound(1000),
		Doc: "Updates of the discriminator, for each dataset, for each of the generator."},
	{Name: "decay_from", Kind: variant.Float, Default: 0.5, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Share of the run after which the learning rates fall linearly to 0; the authors have 100,000 iterations of 200,000."},
	{Name: "blocks", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(32),
		Doc: "Residual blocks of the generator; 0 takes the authors' 6, and 3 below 64 pixels."},
	{Name: "n_downsampling", Kind: variant.Int, Default: int64(2), Min: variant.Bound(0), Max: variant.Bound(3),
		Doc: "Halvings in the generator, each of which doubles the channels; 1 keeps the edges of images of 32 pixels sharper, at about the same cost."},
	{Name: "n_layers", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(8),
		Doc: "Halvings in the discriminator; 0 takes the authors' 6 from 128 pixels and fewer below, so that 2×2 is left."},
	{Name: "base_width", Kind: variant.Int, Default: int64(64), Min: variant.Bound(1), Max: variant.Bound(512),
		Doc: "Channels next to the image (conv_dim)."},
	{Name: "batch_size", Kind: variant.Int, Default: int64(16), Min: variant.Bound(1), Max: variant.Bound(1024),
		Doc: "Real images, and generated ones, of each update."},
	{Name: "lr_d", Kind: variant.Float, Default: 1e-4, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the discriminator."},
	{Name: "lr_g", Kind: variant.Float, Default: 1e-4, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the generator."},
	{Name: "beta1", Kind: variant.Float, Default: 0.5, Min: variant.Bound(0), Max: variant.Bound(0.9999),
		Doc: "Adam's decay of the first moment."},
	{Name: "beta2", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0), Max: variant.Bound(0.999999),
		Doc: "Adam's decay of the second moment."},
	{Name: "ema", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0.5), Max: variant.Bound(0.999999),
		Doc: "Decay of the moving average of the generator's weights, per step."},
}
