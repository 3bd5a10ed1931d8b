package eval

import (
	"math"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// Distances of exactly a + b/n give a.
func TestGoldenExtrapolation(t *testing.T) {
	sizes := partSizes(10_000, 208)
	values := make([]float64, len(sizes))
	for i, n := range sizes {
		values[i] = 3.25 + 1700/float64(n)
	}
	a, fit := extrapolate(sizes, values)
	near(t, "intercept", a, 3.25, 1e-9)
	near(t, "R²", fit, 1, 1e-12)
	if sizes[0] != 1000 || sizes[14] != 10_000 || partSizes(1024, 128)[0] != 256 || partSizes(100_000, 128)[0] != 5000 {
		t.Errorf("sizes are %v", sizes)
	}
	// Where nothing depends on the size, the line explains nothing of what is left.
	for i := range values {
		values[i] = float64(i % 2)
	}
	if _, fit := extrapolate(sizes, values); fit > 0.1 {
		t.Errorf("R² of a zigzag is %v", fit)
	}
}

// Of normal samples that lie a shift away, the distance is d·shift² once its bias,
// which a finite sample has, is gone. The real side is large.
func TestFrechetAtInfinity(t *testing.T) {
	const n, d, replicates, shift = 800, 16, 12, 0.1
	real, all := cloud("infinity real", 60_000, d), cloud("infinity", n*replicates, d)
	for i := range all.Data {
		all.Data[i] += shift
	}
	var finite, infinite float64
	for i := range replicates {
		x := all.slice(i*n, (i+1)*n)
		value, fit := FrechetAtInfinity(x, real)
		finite, infinite = finite+FrechetDistance(x, real)/replicates, infinite+value/replicates
		if fit < 0.9 {
			t.Errorf("R² is %v", fit)
		}
	}
	want := float64(d * shift * shift)
	bias := float64(d)/n + d*(d+1)/4./n
	near(t, "distance of finite samples", finite, want+bias, 0.1*(want+bias))
	near(t, "distance at infinity", infinite, want, 0.25*bias)
}

// enough is a judge of more samples than five for each feature.
func enough(t *testing.T) (j *ImageJudge, fresh sample.Batch) {
	const n = 1200
	j, err := NewImageJudge(pictures(t, data.Train, 1500, plain), pictures(t, data.Test, n, plain), n, warm)
	must(t, err)
	return j, batch(pictures(t, data.Validation, n, plain), sequence(n))
}

func TestInfinityIsGivenWhereItFits(t *testing.T) {
	j, fresh := enough(t)
	real := finished(t, j, fresh)
	value, fit := real["fd_inf"], real["fd_inf_fit"]
	if want := "FD-infinity[rand-conv.v1.seed1/pool:96, 15 sizes from 192]@1200"; value.Identity != want {
		t.Errorf("the identity is %s, want %s", value.Identity, want)
	}
	if want := "FD-infinity R2[rand-conv.v1.seed1/pool:96, 15 sizes from 192]@1200"; fit.Identity != want || fit.Value < 0.9 {
		t.Errorf("the fit is %v of %s, want %s", fit.Value, fit.Identity, want)
	}
	if value.Floor == nil || math.Abs(value.Value-*value.Floor) > 0.5 {
		t.Errorf("fd_inf of fresh images is %v, of training images %v", value.Value, value.Floor)
	}
	dropped := finished(t, j, change(fresh, func(i int, p []byte) []byte {
		size := fresh.RowSize()
		k := i - i%4 + i%4%3 // row 4i+c is of class c: none is of the last
		return fresh.U8[k*size : (k+1)*size]
	}))
	if got, there := dropped["fd_inf"]; there != (dropped["fd_inf_fit"].Value > infinityFit) || there && got.Value < 10*value.Value {
		t.Errorf("with a class dropped fd_inf is %v, with all %v, R² %v", got.Value, value.Value, dropped["fd_inf_fit"].Value)
	}
	if few := finished(t, newJudge(t, plain, warm), copies(newJudge(t, plain, warm))); few["fd_inf_fit"].Identity != "" {
		t.Errorf("256 samples of 96 features were extrapolated: %+v", few["fd_inf_fit"])
	}
	if fit := value.Ceiling; fit != nil {
		t.Errorf("noise, whose distance does not go by its number of samples, has fd_inf %v", *fit)
	}
}
