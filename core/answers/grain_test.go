package answers

import (
	"context"
	"testing"

	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Noise that hardly anybody sees on pictures of flat colours, a standard deviation
// of 10 of 255 levels, does not change what the classifier names.
func TestGrainIsOverlooked(t *testing.T) {
	ctx := context.Background()
	prepared, err := dataset.Prepare(ctx, "shapes", map[string]any{"rows": 6000}, t.TempDir(), nil)
	must(t, err)
	train, err := data.Open(prepared.Path(data.Train))
	must(t, err)
	test, err := data.Open(prepared.Path(data.Test))
	must(t, err)
	judge, err := eval.NewImageJudge(train, test, test.Rows(), "")
	must(t, err)
	must(t, judge.Teach(ctx, nil))
	judge = judge.For(variant.AttributeTo)

	kept := func(strength float64) float64 {
		scores, err := judge.Judge(ctx, grainy(judge.Conditions(test.Rows()), test.Header().Shape, strength))
		must(t, err)
		for _, s := range scores {
			if s.Key == "class_kept" {
				return s.Value
			}
		}
		t.Fatal("no class_kept")
		return 0
	}
	if clean, grained := kept(0), kept(10); clean < 0.5 || grained < clean-0.05 {
		t.Errorf("the classifier names %.3f of the shapes, and %.3f of the same with noise", clean, grained)
	}
}

// grainy are the sources themselves in place of translations, with noise of so
// many levels.
func grainy(rows []variant.Row, shape []int, strength float64) sample.Batch {
	grain := num.NewStream(1, "grain")
	b := sample.Batch{Shape: append([]int{len(rows)}, shape...)}
	for _, row := range rows {
		for _, v := range row.Source {
			level := 127.5*(1+float64(v)) + strength*grain.Normal(uint64(len(b.U8)))
			b.U8 = append(b.U8, byte(max(0, min(255, level+0.5))))
		}
	}
	return b
}
