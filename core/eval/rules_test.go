package eval

import (
	"testing"

	"gander/core"
)

func TestRules(t *testing.T) {
	c := Curve{Spent: []float64{0, 50, 89, 90, 100}, Values: []float64{8, 2, 7, 3, 4}}
	near(t, "lowest", c.Best(core.Lower), 2, 0)
	near(t, "highest", c.Best(core.Higher), 8, 0)
	near(t, "last tenth", c.LastTenth(), 3.5, 0)
	near(t, "area", c.Area(), (50*5+39*4.5+5+35)/100, 1e-12)
	one := Curve{Spent: []float64{0}, Values: []float64{6}}
	near(t, "rules of one value", one.Best(core.Lower)+one.LastTenth()+one.Area(), 18, 0)
}
