package variant_test

import (
	"strings"
	"testing"

	"gander/plugins/variant"
)

// sound is a description without fault.
func sound() variant.Description {
	return variant.Description{
		Name: "my-gan", Version: "1.2.3-rc.1", Numerics: "1", Summary: "A GAN.", Source: "Nobody 2014",
		Tasks: []variant.Task{variant.Image, "task of tomorrow"},
		Params: []variant.ParamSpec{
			{Name: "batch_size", Kind: variant.Int, Default: int64(4), Min: variant.Bound(1), Max: variant.Bound(8), Doc: "Rows."},
			{Name: "loss", Kind: variant.String, Default: "hinge", Choices: []string{"hinge"}, Doc: "Loss."},
		},
		Scalars: []variant.ScalarSpec{{Key: "loss_d", Role: variant.LossD, Doc: "Loss."}, {Key: "a", Doc: "A."}, {Key: "b", Doc: "B."}},
	}
}

func TestDescriptionCheck(t *testing.T) {
	tests := []struct {
		field string // of the one problem; empty for none
		spoil func(*variant.Description)
	}{
		{"", func(*variant.Description) {}},
		{"name", func(d *variant.Description) { d.Name = "My_GAN" }},
		{"name", func(d *variant.Description) { d.Name = strings.Repeat("a", 41) }},
		{"version", func(d *variant.Description) { d.Version = "1.0" }},
		{"version", func(d *variant.Description) { d.Version = "01.0.0" }},
		{"numerics", func(d *variant.Description) { d.Numerics = "" }},
		{"summary", func(d *variant.Description) { d.Summary = "Two\nlines." }},
		{"source", func(d *variant.Description) { d.Source = " " }},
		{"tasks", func(d *variant.Description) { d.Tasks = nil }},
		{"abilities", func(d *variant.Description) { d.Abilities = []variant.Ability{"x", "x"} }},
		{"params.name", func(d *variant.Description) { d.Params[0].Name = "Batch" }},
		{"params.name", func(d *variant.Description) { d.Params[0].Name = "loss" }},
		{"params.kind", func(d *variant.Description) { d.Params[0].Kind = "integer" }},
		{"params.default", func(d *variant.Description) { d.Params[0].Default = int64(9) }},
		{"params.default", func(d *variant.Description) { d.Params[1].Default = "wasserstein" }},
		{"params.default", func(d *variant.Description) { d.Params[1].Default = nil }},
		{"params.bounds", func(d *variant.Description) { d.Params[0].Min = variant.Bound(9) }},
		{"params.doc", func(d *variant.Description) { d.Params[1].Doc = "" }},
		{"scalars.key", func(d *variant.Description) { d.Scalars = nil }},
		{"scalars.key", func(d *variant.Description) { d.Scalars[0].Key = "loss-d" }},
		{"scalars.role", func(d *variant.Description) { d.Scalars[1].Role = variant.LossD }},
		{"scalars.doc", func(d *variant.Description) { d.Scalars[2].Doc = "" }},
	}
	for _, tt := range tests {
		d := sound()
		tt.spoil(&d)
		got := d.Check()
		if tt.field == "" && got != nil || tt.field != "" && (len(got) != 1 || got[0].Field != tt.field) {
			t.Errorf("problems are %v, want one of %q", got, tt.field)
		}
	}
}
