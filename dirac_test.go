package main

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"gander/core"
	"gander/core/sqlite"
)

// TestDiracFollowsTheTheory runs the spec of the Dirac-GAN and holds what was
// recorded of θ and of ψ·θ against alternating gradient descent written out.
func TestDiracFollowsTheTheory(t *testing.T) {
	dir := t.TempDir()
	path, err := filepath.Abs("experiments/papers/dirac.yaml")
	if err != nil {
		t.Fatal(err)
	}
	must(t, gander(t, dir, "run", path, "--no-report"), 0)
	store, err := sqlite.OpenReader(filepath.Join(dir, "results"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	runs, err := store.Runs(t.Context(), core.RunFilter{Experiment: "dirac"})
	if err != nil || len(runs) != len(diracs) {
		t.Fatalf("%d runs, want %d: %v", len(runs), len(diracs), err)
	}
	for _, r := range runs {
		t.Run(r.Label, func(t *testing.T) { checkDirac(t.Context(), t, store, r) })
	}
}

// A dirac is the derivatives of both losses in ψ and in θ (Mescheder et al. 2018).
type dirac struct {
	critics    int
	clip       float64
	psi, theta func(theta, psi float64) float64
}

func sigma(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

var diracs = map[string]dirac{
	"minimax":       {1, 0, penalised(0), saturating},
	"nonsaturating": {1, 0, penalised(0), func(theta, psi float64) float64 { return -sigma(-psi*theta) * psi }},
	"r1-0.3":        {1, 0, penalised(0.3), saturating},
	"r1-1":          {1, 0, penalised(1), saturating},
	"wgan-clip":     {1, 1, func(theta, _ float64) float64 { return theta }, linear},
	"wgan-gp":       {1, 0, towardsOne, linear},
	"wgan-gp-5":     {5, 0, towardsOne, linear},
}

func penalised(gamma float64) func(theta, psi float64) float64 {
	return func(theta, psi float64) float64 { return sigma(psi*theta)*theta + gamma*psi }
}

func saturating(theta, psi float64) float64 { return -sigma(psi*theta) * psi }
func linear(_, psi float64) float64         { return -psi }

func towardsOne(theta, psi float64) float64 {
	return theta + 0.7*2*(math.Abs(psi)-1)*math.Copysign(1, psi)
}

func checkDirac(ctx context.Context, t *testing.T, store core.Reader, r core.Run) {
	scores, err := store.Scores(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	points, err := store.Points(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	distance, fake := map[int]float64{}, map[int]float64{}
	for _, s := range scores {
		distance[s.Step] = s.Value
	}
	for _, p := range points {
		for _, s := range p.Scalars {
			if s.Key == "d_fake" {
				fake[p.Step] = s.Mean
			}
		}
	}
	d := diracs[r.Label]
	near := func(what string, step int, got map[int]float64, want float64) {
		if v, ok := got[step]; ok && math.Abs(v-want) > 1e-3 {
			t.Fatalf("%s after step %d is %v, want %v", what, step, v, want)
		}
	}
	const rate = 0.2
	theta, psi := 1.0, 1.0
	near("|θ|", 0, distance, 1)
	for step := 1; step <= 500; step++ {
		judged := 0.0 // the mean over the updates, each before it happens
		for range d.critics {
			judged += psi * theta / float64(d.critics)
			psi -= rate * d.psi(theta, psi)
			if d.clip > 0 {
				psi = min(max(psi, -d.clip), d.clip)
			}
		}
		near("ψ·θ", step, fake, judged)
		if r.Label == "wgan-gp-5" && math.Abs(psi) < 1e-3 {
			break // where the penalty's direction jumps, rounding decides
		}
		theta -= rate * d.theta(theta, psi)
		near("|θ|", step, distance, math.Abs(theta))
	}
	if len(distance) < 50 || len(fake) != 500 {
		t.Errorf("%d distances and %d values of ψ·θ were recorded", len(distance), len(fake))
	}
}
