package num

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// ulps is the distance of got from want in units of want's last place.
func ulps(got, want float64) float64 {
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return 0
	}
	unit := math.Abs(math.Nextafter(want, math.Inf(1)) - want)
	return math.Abs(got-want) / unit
}

func TestFunctionsAgreeWithPackageMath(t *testing.T) {
	uniform := func(lo, hi float64) func(*rand.Rand) float64 {
		return func(r *rand.Rand) float64 { return lo + (hi-lo)*r.Float64() }
	}
	tests := []struct {
		name      string
		got, want func(float64) float64
		argument  func(*rand.Rand) float64
	}{
		{"Exp", Exp, math.Exp, uniform(-700, 700)},
		{"Exp near zero", Exp, math.Exp, uniform(-1, 1)},
		{"Log", Log, math.Log, uniform(0, 1e9)},
		{"Log near one", Log, math.Log, uniform(0.5, 1.5)},
		{"Tanh", Tanh, math.Tanh, uniform(-3, 3)},
		{"Tanh of large", Tanh, math.Tanh, uniform(-25, 25)},
		{"Sin", Sin, math.Sin, uniform(-10, 10)},
		{"Cos", Cos, math.Cos, uniform(-10, 10)},
		{"Sin of large", Sin, math.Sin, uniform(-1e6, 1e6)},
		{"Cos of large", Cos, math.Cos, uniform(-1e6, 1e6)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for range 50_000 {
				x := test.argument(r)
				got, want := test.got(x), test.want(x)
				if d := ulps(got, want); !(d <= 2) {
					t.Fatalf("f(%v) = %v, want %v: %.1f ulps", x, got, want, d)
				}
			}
		})
	}
}

// Package math errs by more than two units at the ends of its domains and in
// Pow, so correctly rounded values judge there.
func TestFunctionsAgreeWithReference(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.txt")
	if err != nil {
		t.Fatal(err)
	}
	functions := map[string]func(x, y float64) float64{
		"exp":  func(x, _ float64) float64 { return Exp(x) },
		"log":  func(x, _ float64) float64 { return Log(x) },
		"tanh": func(x, _ float64) float64 { return Tanh(x) },
		"sin":  func(x, _ float64) float64 { return Sin(x) },
		"cos":  func(x, _ float64) float64 { return Cos(x) },
		"pow":  Pow,
	}
	worst := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if fields[0] == "#" {
			continue
		}
		x, want := pattern(t, fields[1]), pattern(t, fields[len(fields)-1])
		y := pattern(t, fields[len(fields)-2])
		d := ulps(functions[fields[0]](x, y), want)
		worst[fields[0]] = max(worst[fields[0]], d)
	}
	for name := range functions {
		if d, ok := worst[name]; !ok || d > 1 && name != "tanh" || d > 2 {
			t.Errorf("%s errs by %v units in the last place", name, d)
		}
	}
}

// pattern is the float64 of an IEEE 754 pattern in hexadecimal.
func pattern(t *testing.T, hex string) float64 {
	t.Helper()
	bits, err := strconv.ParseUint(hex, 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	return math.Float64frombits(bits)
}

func TestPowOfHalf(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		x := math.Exp(1400*r.Float64() - 700)
		if got, want := Pow(x, 0.5), math.Sqrt(x); ulps(got, want) > 1 {
			t.Fatalf("Pow(%v, ½) = %v, want %v", x, got, want)
		}
	}
}

func TestEdges(t *testing.T) {
	inf, nan, zero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	const huge = math.MaxFloat64
	edges := []float64{0, zero, 1, -1, 0.5, -0.5, 2, -2, 3, 0x1p-1074, -0x1p-1074, huge, -huge, inf, -inf, nan}
	same := func(call string, got, want float64, args ...float64) {
		t.Helper()
		if ulps(got, want) > 1 || math.Signbit(got) != math.Signbit(want) && got == got {
			t.Errorf("%s(%v) = %v, want %v", call, args, got, want)
		}
	}
	for _, x := range edges {
		same("Exp", Exp(x), math.Exp(x), x)
		same("Tanh", Tanh(x), math.Tanh(x), x)
		if x != 0x1p-1074 { // package math is wrong for subnormals on some machines
			same("Log", Log(x), math.Log(x), x)
		}
		if math.Abs(x) <= maxAngle {
			same("Sin", Sin(x), math.Sin(x), x)
			same("Cos", Cos(x), math.Cos(x), x)
		}
		for _, y := range edges {
			same("Pow", Pow(x, y), math.Pow(x, y), x, y)
		}
	}
	for _, x := range []float64{math.Nextafter(maxAngle, inf), -huge, inf, nan} {
		if sin, cos := Sincos(x); sin == sin || cos == cos {
			t.Errorf("Sincos(%v) = %v, %v, want NaN", x, sin, cos)
		}
	}
}
