package parity

import (
	"testing"

	"gander/plugins/variant"
	"gander/variants/conditional"
)

type params = map[string]any

// trials are the four workloads in small, and beside each what else its variant
// can do: every loss, method, penalty and kind of data, the image pool, and sizes
// that are no power of two.
func trials() map[string]trial {
	small := params{"base_width": 4, "latent_dim": 6, "batch_size": 4}
	vanilla := workloads["dcgan64"].with(small)
	wgan := workloads["wgangp32"].with(small).with(params{"n_critic": 3})
	cyclegan := workloads["cyclegan64"].with(params{"base_width": 2, "blocks": 1, "batch_size": 2})
	stargan := workloads["stargan64"].with(params{"base_width": 2, "blocks": 1, "batch_size": 2, "n_layers": 4, "n_critic": 2})
	mlp := params{"architecture": "mlp", "hidden": 10, "depth": 2}
	// A hidden unit that is never cut off has a bias without a gradient, and Adam's
	// first step makes of its rounding what the rate is. And of two channels that the
	// asked attributes' planes outweigh, normalisation magnifies the rounding.
	slow := params{"lr_d": 2e-5, "lr_g": 2e-5}
	return map[string]trial{
		"dcgan64":          vanilla.on(ofSide(32, 3)),
		"minimax":          vanilla.with(params{"loss": "minimax"}).on(ofSide(16, 1)),
		"least squares":    vanilla.with(params{"loss": "least_squares"}).on(ofSide(28, 1)),
		"hinge":            vanilla.with(params{"loss": "hinge"}).on(ofSide(16, 3)),
		"vanilla mlp":      vanilla.with(mlp).on(ofSide(16, 3)),
		"vanilla points":   vanilla.with(mlp).on(one(points)),
		"infogan":          vanilla.with(params{"architecture": "infogan", "base_width": 4}).on(ofSide(28, 1)),
		"unrolled":         vanilla.with(params{"architecture": "unrolled", "base_width": 2, "width_d": 2}).on(ofSide(28, 3)),
		"packed pairs":     vanilla.with(params{"architecture": "pacgan", "hidden": 12, "depth": 3, "packing": 2, "batch_size": 8, "loss": "least_squares"}).on(one(points)),
		"r1, descent":      vanilla.with(mlp).with(params{"lambda_r1": 0.5, "optimiser": "sgd", "lr_d": 0.01, "lr_g": 0.01}).on(one(points)),
		"dirac":            vanilla.with(params{"architecture": "dirac", "optimiser": "sgd"}).on(one(points)),
		"wgangp32":         wgan.on(ofSide(16, 3)),
		"wgan clip":        wgan.with(params{"penalty": "clip", "clip_value": 0.01, "lr_d": 5e-5, "lr_g": 5e-5}).on(ofSide(16, 3)),
		"wgan points":      wgan.with(mlp).with(slow).with(params{"beta1": 0.5, "lambda_gp": 0.1}).on(one(points)),
		"wgangp infogan":   wgan.with(params{"architecture": "infogan", "base_width": 8, "lambda_gp": 0.1}).with(slow).on(ofSide(28, 1)),
		"clipped infogan":  wgan.with(params{"architecture": "infogan", "base_width": 2, "penalty": "clip", "optimiser": "adam"}).on(ofSide(28, 1)),
		"cyclegan64":       cyclegan.on(ofSide(32, 3)),
		"image pool":       cyclegan.with(params{"n_layers": 1, "pool_size": 5, "lambda_identity": 0.0}).on(ofSide(16, 1)),
		"cyclegan odd":     cyclegan.with(params{"n_layers": 2, "decay_from": 0.25}).on(ofSide(21, 3)),
		"stargan64":        stargan.with(params{"n_layers": 3}).on(ofSide(16, 3, "u", "v", "w", "x", "y")),
		"stargan odd":      stargan.with(params{"n_layers": 3}).on(ofSide(21, 1, "u", "v")),
		"stargan identity": stargan.with(params{"n_layers": 3, "lambda_identity": 5.0}).on(ofSide(16, 3, "u", "v")),
		"stargan halved":   stargan.with(params{"n_layers": 3, "n_downsampling": 1}).on(ofSide(21, 1, "u", "v")),
		"cyclegan halved":  cyclegan.with(params{"n_layers": 1, "n_downsampling": 1}).on(ofSide(21, 3)),
		"two datasets":     stargan.with(params{"n_layers": 3}).with(slow).on(partlyLabelled),
		"concat":           labels("concat", "dcgan"),
		"concat embedded":  labels("concat", "dcgan").with(params{"embedding_dim": 2, "loss": "least_squares"}),
		"concat residual":  labels("concat", "resnet").with(params{"loss": "hinge"}),
		"acgan":            labels("acgan", "dcgan").with(params{"n_critic": 2, "lambda_cls": 0.7}),
		"acgan embedded":   labels("acgan", "dcgan").with(params{"embedding_dim": 2, "loss": "minimax"}),
		"projection":       labels("projection", "resnet").with(params{"n_critic": 2, "loss": "hinge", "beta1": 0.0, "beta2": 0.9}),
		"projection dcgan": labels("projection", "dcgan").with(params{"loss": "hinge"}),
	}
}

// labels is a trial of conditional.
func labels(method, architecture string) trial {
	return trial{
		variant: conditional.Variant{}, data: ofSide(16, 3), draws: labelled, updates: 2,
		params: params{
			"method": method, "architecture": architecture, "base_width": 4, "latent_dim": 6, "batch_size": 4, "n_critic": 1,
			"loss": "nonsaturating", "lambda_cls": 1.0, "lr_d": 2e-4, "lr_g": 2e-4, "beta1": 0.5, "beta2": 0.999,
		},
	}
}

// partlyLabelled are two datasets that share an attribute and know one more each.
func partlyLabelled(t testing.TB) []variant.Dataset {
	return []variant.Dataset{images(t, "first", 16, 3, "shared", "round"), images(t, "second", 16, 3, "blue", "shared")}
}
