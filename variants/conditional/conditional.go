package conditional

import (
	"gander/plugins/variant"
	"gander/variants/internal/gan"
)

// Variant is the conditional GAN.
type Variant struct{}

var _ variant.Variant = Variant{}

// Describe tells the parameters, whose defaults are those of the method's paper
// or code.
func (Variant) Describe() variant.Description {
	return variant.Description{
		Name:      "conditional",
		Version:   "1.0.0",
		Numerics:  "3",
		Summary:   "GANs that make the class that they are asked for: concatenated labels, auxiliary classifier or projection.",
		Source:    "Mirza and Osindero 2014, arXiv:1411.1784; Odena et al. 2017, arXiv:1610.09585; Miyato and Koyama 2018, arXiv:1802.05637",
		Tasks:     []variant.Task{variant.LabelToImage},
		Params:    params,
		Scalars:   scalars,
		Abilities: []variant.Ability{variant.CanExport, variant.HasAverage},
	}
}

var scalars = []variant.ScalarSpec{
	{Key: "loss_d", Role: variant.LossD, Doc: "Loss of the discriminator, mean over its updates."},
	{Key: "loss_g", Role: variant.LossG, Doc: "Loss of the generator."},
	{Key: "cls_real", Unit: "nat", Doc: "Cross-entropy of the named classes of real images; 0 unless method is acgan."},
	{Key: "cls_fake", Unit: "nat", Doc: "Cross-entropy of the named classes of generated images; 0 unless method is acgan."},
	{Key: "d_real", Doc: "Mean raw output of the discriminator for real images."},
	{Key: "d_fake", Doc: "Mean raw output of the discriminator for generated images."},
	{Key: "grad_d", Role: variant.GradD, Doc: "Norm of the discriminator's gradient, mean over its updates."},
	{Key: "grad_g", Role: variant.GradG, Doc: "Norm of the generator's gradient."},
}

var params = []variant.ParamSpec{
	{Name: "method", Kind: variant.String, Default: concat, Choices: []string{concat, acgan, projection},
		Doc: "How the class comes in: concat (labels beside noise and image), acgan (the discriminator names the class) or projection (with conditional batch normalisation)."},
	{Name: "loss", Kind: variant.String, Default: "reference", Choices: append([]string{"reference"}, gan.LossNames...),
		Doc: "Adversarial loss; reference takes nonsaturating, and hinge for projection."},
	{Name: "lambda_cls", Kind: variant.Float, Default: 1.0, Min: variant.Bound(0), Max: variant.Bound(1e4),
		Doc: "Weight of the classification losses of acgan."},
	{Name: "n_critic", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1000),
		Doc: "Updates of the discriminator for each of the generator; 0 takes 1, and 5 for projection."},
	{Name: "architecture", Kind: variant.String, Default: "reference", Choices: []string{"reference", "dcgan", "resnet"},
		Doc: "Networks; reference takes dcgan, and resnet for projection, which costs several times as much."},
	{Name: "base_width", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1024),
		Doc: "Channels: next to the image for dcgan, where 0 takes 64; of the generator's blocks at 32 pixels for resnet, where 0 takes 256."},
	{Name: "embedding_dim", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1024),
		Doc: "Length of a learned embedding of the labels for concat and acgan; 0 takes the one-hot labels themselves, as Mirza and Osindero."},
	{Name: "latent_dim", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(4096),
		Doc: "Length of the noise, which is standard normal; 0 takes 100 for concat, 110 for acgan and 128 for projection."},
	{Name: "batch_size", Kind: variant.Int, Default: int64(64), Min: variant.Bound(2), Max: variant.Bound(4096),
		Doc: "Real images, and generated ones, of each update."},
	{Name: "lr_d", Kind: variant.Float, Default: 2e-4, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the discriminator."},
	{Name: "lr_g", Kind: variant.Float, Default: 2e-4, Min: variant.Bound(0), Max: variant.Bound(1),
		Doc: "Learning rate of the generator."},
	{Name: "beta1", Kind: variant.Float, Default: -1.0, Min: variant.Bound(-1), Max: variant.Bound(0.9999),
		Doc: "Adam's decay of the first moment; a negative one takes 0.5, and 0 for projection."},
	{Name: "beta2", Kind: variant.Float, Default: -1.0, Min: variant.Bound(-1), Max: variant.Bound(0.999999),
		Doc: "Adam's decay of the second moment; a negative one takes 0.999, and 0.9 for projection."},
	{Name: "ema", Kind: variant.Float, Default: 0.999, Min: variant.Bound(0.5), Max: variant.Bound(0.999999),
		Doc: "Decay of the moving average of the generator's weights, per step."},
}
