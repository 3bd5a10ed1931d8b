package parity

import (
	"gander/variants/cyclegan"
	"gander/variants/stargan"
	"gander/variants/vanilla"
	"gander/variants/wgan"
)

// The four workloads of gander bench, at their full size.
var workloads = map[string]trial{
	"dcgan64": {
		variant: vanilla.Variant{}, data: ofSide(64, 3), draws: unconditional, updates: 1, large: true,
		params: map[string]any{
			"base_width": 64, "latent_dim": 100, "batch_size": 64, "loss": "nonsaturating",
			"lr_d": 2e-4, "lr_g": 2e-4, "beta1": 0.5, "beta2": 0.999,
		},
	},
	"wgangp32": {
		variant: wgan.Variant{}, data: ofSide(32, 3), draws: unconditional, updates: 5, large: true,
		params: map[string]any{
			"base_width": 64, "latent_dim": 128, "batch_size": 64, "penalty": "gradient", "n_critic": 5, "lambda_gp": 10.0,
			"lr_d": 1e-4, "lr_g": 1e-4, "beta1": 0.0, "beta2": 0.9,
		},
	},
	"cyclegan64": {
		variant: cyclegan.Variant{}, data: ofSide(64, 3), draws: cycle, updates: 1, large: true,
		params: map[string]any{
			"base_width": 32, "blocks": 6, "n_layers": 3, "batch_size": 4, "pool_size": 0, "lambda_cycle": 10.0, "lambda_identity": 0.5,
			"lr_d": 2e-4, "lr_g": 2e-4, "beta1": 0.5, "beta2": 0.999,
		},
	},
	"stargan64": {
		variant: stargan.Variant{}, data: ofSide(64, 3, "u", "v", "w", "x", "y"), draws: star, updates: 5, large: true,
		params: map[string]any{
			"base_width": 32, "blocks": 6, "n_layers": 5, "n_critic": 5, "batch_size": 16,
			"lambda_gp": 10.0, "lambda_cls": 1.0, "lambda_rec": 10.0, "lr_d": 1e-4, "lr_g": 1e-4,
		},
	},
}
