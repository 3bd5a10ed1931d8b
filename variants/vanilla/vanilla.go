package vanilla

import (
	"gander/plugins/variant"
	"gander/variants/internal/gan"
)

// Variant is the vanilla GAN.
type Variant struct{}

var _ variant.Variant = Variant{}

// Describe tells the parameters, whose defaults are those of DCGAN.
func (Variant) Describe() variant.Description {
	return variant.Description{
		Name:      "vanilla",
		Version:   "1.0.0",
		Numerics:  "3",
		Summary:   "The original GAN, with DCGAN's networks for images and perceptrons for points.",
		Source:    "Goodfellow et al. 2014, arXiv:1406.2661; Radford et al. 2016, arXiv:1511.06434",
		Tasks:     []variant.Task{variant.Image, variant.Points},
		Params:    params,
		Scalars:   scalars,
		Abilities: []variant.Ability{variant.CanExport, variant.CanCritique, variant.HasAverage},
	}
}

var scalars = []variant.ScalarSpec{
	{Key: "loss_d", Role: variant.LossD, Doc: "Loss of the discriminator."},
	{Key: "loss_g", Role: variant.LossG, Doc: "Loss of the generator."},
	{Key: "d_real", Doc: "Mean raw output of the discriminator for the batch, before its update."},
	{Key: "d_fake", Doc: "Mean raw output of the discriminator for generated samples, before its update."},
	{Key: "grad_d", Role: variant.GradD, Doc: "Norm of the discriminator's gradient."},
	{Key: "grad_g", Role: variant.GradG, Doc: "Norm of the generator's gradient."},
}

var params = []variant.ParamSpec{
	{Name: "loss", Kind: variant.String, Default: "nonsaturating", Choices: gan.LossNames,
		Doc: "Loss of the pair: nonsaturating and minimax (Goodfellow et al. 2014), least_squares (Mao et al. 2017) or hinge (Lim and Ye 2017)."},
	{Name: "architecture", Kind: variant.String, Default: "dcgan", Choices: []string{"dcgan", "mlp", "infogan", "unrolled", "pacgan", "dirac"},
		Doc: "Networks. For images dcgan, mlp, infogan (Chen et al. 2016, as Lucic et al. 2018 have it) or the tiny ones of unrolled (Metz et al. 2017); for points mlp, also where dcgan stands, pacgan (Lin et al. 2018) or dirac (one point and a linear discriminator, Mescheder et al. 2018)."},
	{Name: "base_width", Kind: variant.Int, Default: int64(64), Min: variant.Bound(1), Max: variant.Bound(512),
		Doc: "Channels next to the image (ngf and ndf); they double at each level away from it."},
	{Name: "width_d", Kind: variant.Int, Default: int64(4), Min: variant.Bound(1), Max: variant.Bound(512),
		Doc: "Channels of unrolled's discriminator next to the image; the paper has half and a quarter of the generator's base_width of 8."},
	{Name: "hidden", Kind: variant.Int, Default: int64(128), Min: variant.Bound(1), Max: variant.Bound(8192),
		Doc: "Units of each hidden layer of mlp, where the original had 1200, and of pacgan's generator, 400 in the paper."},
	{Name: "depth", Kind: variant.Int, Default: int64(3), Min: variant.Bound(1), Max: variant.Bound(16),
		Doc: "Hidden layers of mlp, where the original had 2, and of pacgan's generator, 4 in the paper."},
	{Name: "packing", Kind: variant.Int, Default: int64(1), Min: variant.Bound(1), Max: variant.Bound(64),
		Doc: "Samples that pacgan's discriminator judges together (Lin et al. 2018); batch_size is a multiple."},
	{Name: "latent_dim", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(4096),
		Doc: "Length of the noise, which is standard normal; 0 takes 100 for images (DCGAN) and 2 for points."},
	{Name: "batch_size", Kind: variant.Int, Default: int64(64), Min: variant.Bound(2), Max: variant.Bound(4096),
		Doc: "Real samples, and generated ones, of each update."},
	{Name: "lr_d", Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the discriminator; 0 takes 2e-4 for images (DCGAN) and 1e-3 for points."},
	{Name: "lr_g", Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the generator; 0 as for lr_d."},
	{Name: "optimiser", Kind: variant.String, Default: "adam", Choices: []string{"adam", "sgd"},
		Doc: "What follows the gradients: adam, or sgd, plain gradient descent."},
	{Name: "lambda_r1", Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight γ of the penalty γ/2·E‖∇D(x)‖² on real samples (R1, Mescheder et al. 2018, equation 9); 0 for none."},
	{Name: "beta1", Kind: variant.Float, Default: 0.5, Min: variant.Bound(0), Max: variant.Bound(0.9999),
		Doc: "Adam's decay of the first moment."},
	{Name: "beta2", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0), Max: variant.Bound(0.999999),
		Doc: "Adam's decay of the second moment."},
	{Name: "ema", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0.5), Max: variant.Bound(0.999999),
		Doc: "Decay of the moving average of the generator's weights, per step."},
}
