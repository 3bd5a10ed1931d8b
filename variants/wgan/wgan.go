package wgan

import "gander/plugins/variant"

// Variant is the Wasserstein GAN.
type Variant struct{}

var _ variant.Variant = Variant{}

// Describe tells the parameters, whose defaults are those of the papers.
func (Variant) Describe() variant.Description {
	return variant.Description{
		Name:      "wgan",
		Version:   "1.0.0",
		Numerics:  "3",
		Summary:   "Wasserstein GAN with weight clipping or a gradient penalty.",
		Source:    "Arjovsky et al. 2017, arXiv:1701.07875; Gulrajani et al. 2017, arXiv:1704.00028",
		Tasks:     []variant.Task{variant.Image, variant.Points},
		Params:    params,
		Scalars:   scalars,
		Abilities: []variant.Ability{variant.CanExport, variant.CanCritique, variant.HasAverage},
	}
}

var scalars = []variant.ScalarSpec{
	{Key: "loss_d", Role: variant.LossD, Doc: "Loss of the critic, mean over its updates."},
	{Key: "loss_g", Role: variant.LossG, Doc: "Loss of the generator."},
	{Key: "wasserstein", Doc: "Estimate of the Wasserstein distance: mean output for real less that for generated samples."},
	{Key: "penalty", Doc: "Gradient penalty before its weight; 0 with weight clipping."},
	{Key: "d_real", Doc: "Mean output of the critic for real samples."},
	{Key: "d_fake", Doc: "Mean output of the critic for generated samples."},
	{Key: "grad_d", Role: variant.GradD, Doc: "Norm of the critic's gradient, mean over its updates."},
	{Key: "grad_g", Role: variant.GradG, Doc: "Norm of the generator's gradient."},
}

var params = []variant.ParamSpec{
	{Name: "penalty", Kind: variant.String, Default: "gradient", Choices: []string{"gradient", "clip"},
		Doc: "What keeps the critic Lipschitz: gradient (Gulrajani et al. 2017, with Adam) or clip (Arjovsky et al. 2017, with RMSProp)."},
	{Name: "n_critic", Kind: variant.Int, Default: int64(5), Min: variant.Bound(1), Max: variant.Bound(100),
		Doc: "Updates of the critic for each of the generator."},
	{Name: "lambda_gp", Kind: variant.Float, Default: 10.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight of the gradient penalty; the paper's toy experiments use 0.1."},
	{Name: "clip_value", Kind: variant.Float, Default: 0.01, Min: variant.Bound(1e-6), Max: variant.Bound(10),
		Doc: "Bound of the critic's weights with penalty clip."},
	{Name: "architecture", Kind: variant.String, Default: "dcgan", Choices: []string{"dcgan", "mlp", "infogan", "dirac"},
		Doc: "Networks. For images dcgan, mlp or infogan (Chen et al. 2016, as Lucic et al. 2018 have it); for points mlp, also where dcgan stands, or dirac (one point and a linear critic, Mescheder et al. 2018)."},
	{Name: "base_width", Kind: variant.Int, Default: int64(64), Min: variant.Bound(1), Max: variant.Bound(512),
		Doc: "Channels next to the image (ngf and ndf); they double at each level away from it."},
	{Name: "hidden", Kind: variant.Int, Default: int64(128), Min: variant.Bound(1), Max: variant.Bound(8192),
		Doc: "Units of each hidden layer of mlp; the toy experiments of the paper have 512."},
	{Name: "depth", Kind: variant.Int, Default: int64(3), Min: variant.Bound(1), Max: variant.Bound(16),
		Doc: "Hidden layers of mlp."},
	{Name: "latent_dim", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(4096),
		Doc: "Length of the noise, which is standard normal; 0 takes 128 for images and 2 for points."},
	{Name: "batch_size", Kind: variant.Int, Default: int64(64), Min: variant.Bound(2), Max: variant.Bound(4096),
		Doc: "Real samples, and generated ones, of each update."},
	{Name: "lr_d", Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the critic; 0 takes 5e-5 with penalty clip, and with gradient 1e-4 for images and 1e-3 for points."},
	{Name: "lr_g", Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the generator; 0 as for lr_d."},
	{Name: "optimiser", Kind: variant.String, Default: "reference", Choices: []string{"reference", "adam", "rmsprop", "sgd"},
		Doc: "What follows the gradients: reference is rmsprop with penalty clip and adam with gradient; sgd is plain gradient descent."},
	{Name: "beta1", Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(0.9999),
		Doc: "Adam's decay of the first moment; the reference code uses 0.5 for small images."},
	{Name: "beta2", Kind: variant.Float, Default: 0.9, Min: variant.Bound(0), Max: variant.Bound(0.999999),
		Doc: "Adam's decay of the second moment."},
	{Name: "ema", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0.5), Max: variant.Bound(0.999999),
		Doc: "Decay of the moving average of the generator's weights, per step."},
}
