package bench

import "gander/plugins/variant/data"

// A Workload is a training step that is measured. Its necessary work is counted
// from the networks and losses on paper, not from what a program happens to
// compute, so that cleverness shows as speed.
type Workload struct {
	Name    string
	Summary string
	Variant string
	Params  map[string]any
	Header  data.Header // of the synthetic data
	// MACs are the necessary multiply-adds for each unit of Images; 0 takes what
	// the learner says of its operators.
	MACs int64
	// Images are the images of a step: those that updates of the discriminator
	// consume, and pairs where images come in pairs. 0 takes what the learner says.
	Images int
	// Compared tells that another framework runs the same work.
	Compared bool
}

const million = 1_000_000

// Workloads are the training steps that gander is compared on, and others of
// other widths and batches that must not be slower in proportion.
var Workloads = []Workload{
	{
		Name: "dcgan64", Summary: "DCGAN, 64×64×3, 64 channels, batch 64", Variant: "vanilla", Compared: true,
		Params: map[string]any{"base_width": 64, "latent_dim": 100, "batch_size": 64, "lr_d": 2e-4, "lr_g": 2e-4},
		Header: images(64), MACs: 1137 * million, Images: 64,
	},
	{
		Name: "wgangp32", Summary: "WGAN-GP, 32×32×3, 64 channels, batch 64, five critic updates", Variant: "wgan", Compared: true,
		Params: map[string]any{"base_width": 64, "latent_dim": 128, "batch_size": 64, "n_critic": 5, "penalty": "gradient"},
		Header: images(32), MACs: 210 * million, Images: 5 * 64,
	},
	{
		Name: "cyclegan64", Summary: "CycleGAN, 64×64×3, 6 blocks of 32 channels, batch 4", Variant: "cyclegan", Compared: true,
		Params: map[string]any{"base_width": 32, "blocks": 6, "n_layers": 3, "batch_size": 4, "pool_size": 0},
		Header: pairs(64), MACs: 10830 * million, Images: 4,
	},
	{
		Name: "stargan64", Summary: "StarGAN, 64×64×3, 5 attributes, 6 blocks of 32 channels, batch 16, five critic updates", Variant: "stargan", Compared: true,
		Params: map[string]any{"base_width": 32, "blocks": 6, "n_layers": 5, "batch_size": 16, "n_critic": 5},
		Header: attributes(64), MACs: 1800 * million, Images: 5 * 16,
	},
	{
		Name: "dcgan64-odd", Summary: "DCGAN, 64×64×3, 48 channels, batch 50", Variant: "vanilla",
		Params: map[string]any{"base_width": 48, "batch_size": 50}, Header: images(64),
	},
	{
		Name: "wgangp32-odd", Summary: "WGAN-GP, 32×32×3, 72 channels, batch 30, five critic updates", Variant: "wgan",
		Params: map[string]any{"base_width": 72, "batch_size": 30}, Header: images(32),
	},
	{
		Name: "cyclegan64-odd", Summary: "CycleGAN, 64×64×3, 6 blocks of 40 channels, batch 1", Variant: "cyclegan",
		Params: map[string]any{"base_width": 40, "n_layers": 3}, Header: pairs(64), Images: 1,
	},
	{
		Name: "stargan64-odd", Summary: "StarGAN, 64×64×3, 5 attributes, 6 blocks of 24 channels, batch 10, five critic updates", Variant: "stargan",
		Params: map[string]any{"base_width": 24, "batch_size": 10}, Header: attributes(64),
	},
	{
		Name: "vanilla32", Summary: "DCGAN as it is without parameters, 32×32×3", Variant: "vanilla", Header: images(32),
	},
	{
		Name: "cyclegan64-default", Summary: "CycleGAN, the largest variant, as it is without parameters, 64×64×3", Variant: "cyclegan",
		Header: pairs(64), Images: 1,
	},
}

func images(size int) data.Header {
	return data.Header{Name: "noise", Split: data.Train, Kind: data.KindImage, DType: data.U8, Shape: []int{size, size, 3}, Rows: 256}
}

func points() data.Header {
	return data.Header{Name: "noise", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: 4096}
}

func pairs(size int) data.Header {
	h := images(size)
	h.Domains = []string{"a", "b"}
	return h
}

func attributes(size int) data.Header {
	h := images(size)
	h.Attributes = []string{"one", "two", "three", "four", "five"}
	return h
}

// Find is the workload of a name.
func Find(name string) (Workload, bool) {
	for _, w := range Workloads {
		if w.Name == name {
			return w, true
		}
	}
	return Workload{}, false
}
