package spec

import (
	"math"
	"testing"
)

func TestParseNumber(t *testing.T) {
	tests := []struct {
		text string
		want float64 // NaN: refused
	}{
		{"0", 0}, {"-3", -3}, {"+3", 3}, {"60k", 60_000}, {"1M", 1e6}, {"2.5G", 2.5e9}, {"1T", 1e12}, {"3P", 3e15},
		{"60_000", 60_000}, {"1e-4", 1e-4}, {"2E3", 2000}, {".5", 0.5}, {"5.", 5}, {"0.07k", 70}, {"1.001M", 1_001_000},
		{"010", 10}, // no octal numbers
		{"1e-999", 0},
		{"", math.NaN()}, {"k", math.NaN()}, {"0x10", math.NaN()}, {"1e3k", math.NaN()}, {"60 k", math.NaN()},
		{"60K", math.NaN()}, {"60kk", math.NaN()}, {".inf", math.NaN()}, {"nan", math.NaN()}, {"1e400", math.NaN()},
		{"1e99999", math.NaN()}, {"_1", math.NaN()}, {"1,000", math.NaN()}, {"٣", math.NaN()},
	}
	for _, test := range tests {
		got, f := parseNumber(test.text)
		if refused := f != nil; refused != math.IsNaN(test.want) || !refused && got != test.want {
			t.Errorf("parseNumber(%q) = %v, %v, want %v", test.text, got, f, test.want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"wgan", "wgan", 0}, {"wgann", "wgan", 1}, {"gylphs", "glyphs", 1},
		{"kitten", "sitting", 3}, {"ca", "abc", 3}, {"ünter", "unter", 1}, {"ab", "ba", 1},
	}
	for _, test := range tests {
		if got := editDistance(test.a, test.b); got != test.want {
			t.Errorf("editDistance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"conditional", "cyclegan", "stargan", "vanilla", "wgan"}
	tests := []struct{ misspelt, want string }{
		{"wgann", "wgan"}, {"WGAN", "wgan"}, {"cyclgan", "cyclegan"}, {"condtionnal", "conditional"},
		{"dcgan", ""}, {"x", ""}, {"", ""},
	}
	for _, test := range tests {
		if got := Nearest(test.misspelt, names); got != test.want {
			t.Errorf("Nearest(%q) = %q, want %q", test.misspelt, got, test.want)
		}
	}
}
