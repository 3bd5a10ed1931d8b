package spec_test

import (
	"gander/core/spec"
	"gander/plugins/variant"
)

// known is a small world for specs to be about.
func known() spec.Known {
	variants := make(map[string]variant.Description)
	for name, own := range map[string][]variant.ParamSpec{
		"vanilla":     {},
		"conditional": {},
		"wgan": {
			{Name: "penalty", Kind: variant.String, Default: "gradient", Choices: []string{"clip", "gradient"}, Doc: "How the critic is kept Lipschitz."},
			{Name: "n_critic", Kind: variant.Int, Default: int64(5), Min: variant.Bound(1), Max: variant.Bound(100), Doc: "Critic updates a step."},
			{Name: "lambda_gp", Kind: variant.Float, Default: 10.0, Min: variant.Bound(0), Doc: "Weight of the gradient penalty."},
		},
		"cyclegan": {},
		"stargan": {
			{Name: "attributes", Kind: variant.List, Default: []string(nil), Doc: "The attributes to change."},
		},
	} {
		shared := []variant.ParamSpec{
			{Name: "batch_size", Kind: variant.Int, Default: int64(64), Min: variant.Bound(1), Doc: "Images a step."},
			{Name: "lr_g", Kind: variant.Float, Default: 2e-4, Min: variant.Bound(0), Max: variant.Bound(1), Doc: "The generator's learning rate."},
			{Name: "average", Kind: variant.Bool, Default: true, Doc: "Keep a moving average of the weights."},
		}
		variants[name] = variant.Description{Name: name, Params: append(shared, own...)}
	}
	conditional := variants["conditional"]
	conditional.Tasks = []variant.Task{variant.LabelToImage}
	variants["conditional"] = conditional
	return spec.Known{
		Variants: variants,
		Sources: map[string]spec.Source{
			"glyphs": {Tasks: []variant.Task{variant.Image, variant.LabelToImage}, Check: oddSize, Options: []variant.ParamSpec{
				{Name: "size", Kind: variant.Int, Default: int64(32), Min: variant.Bound(8), Max: variant.Bound(128), Doc: "Pixels a side."},
				{Name: "domains.attribute", Kind: variant.String, Default: "", Choices: []string{"", "bold", "italic"}, Doc: "The attribute that divides the domains."},
			}},
			"ring":        {Tasks: []variant.Task{variant.Points}, Options: []variant.ParamSpec{{Name: "modes", Kind: variant.Int, Default: int64(8), Min: variant.Bound(1), Doc: "How many."}}},
			"imagefolder": {Options: []variant.ParamSpec{{Name: "path", Kind: variant.String, Doc: "The folder of images."}}},
		},
		Scores: []string{"kd", "modes", "recall"},
	}
}

// oddSize is a check of a source.
func oddSize(p variant.Params) []*variant.ParamError {
	if p.Int("size")%2 == 0 {
		return nil
	}
	return []*variant.ParamError{{Name: "size", Problem: "is odd"}}
}
