package vanilla_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"gander/plugins/variant"
	"gander/variants/internal/gantest"
	"gander/variants/vanilla"
	"gander/variants/wgan"
)

func TestZZ(t *testing.T) {
	d := gantest.Ring(t)
	var v variant.Variant = vanilla.Variant{}
	params := map[string]any{}
	n := 1000
	for _, a := range os.Args {
		var k, val string
		if c, _ := fmt.Sscanf(a, "p.%s", &k); c == 1 {
			for i := range k {
				if k[i] == '=' {
					val = k[i+1:]
					k = k[:i]
					break
				}
			}
			if f, err := strconv.ParseFloat(val, 64); err == nil {
				params[k] = f
			} else {
				params[k] = val
			}
		}
		fmt.Sscanf(a, "n=%d", &n)
		if a == "wgan" {
			v = wgan.Variant{}
		}
	}
	l := gantest.Open(t, v, d, 1, params)
	for i := range 6 {
		if i > 0 {
			began := time.Now()
			p := gantest.Steps(t, l, n)
			fmt.Printf("%.3f ", p.Scalars)
			fmt.Printf("%.3g ms/step ", time.Since(began).Seconds()*1e3/float64(n))
		}
		r, m := gantest.FromModes(gantest.Samples(t, l, 2000, variant.Raw), d)
		ra, ma := gantest.FromModes(gantest.Samples(t, l, 2000, variant.Average), d)
		fmt.Printf("raw %.4f %d  ema %.4f %d\n", r, m, ra, ma)
	}
}
