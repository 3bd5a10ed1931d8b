package wire

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"gander/plugins/internal/faulty"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	pb "gander/plugins/variantpb"
)

var description = variant.Description{
	Name: "wgan", Version: "1.2.0", Numerics: "3", Summary: "One sentence.", Source: "A. Author 2017",
	Tasks:     []variant.Task{variant.Image, variant.LabelToImage},
	Abilities: []variant.Ability{variant.CanExport, variant.HasAverage},
	Params: []variant.ParamSpec{
		{Name: "n_critic", Kind: variant.Int, Default: int64(5), Min: variant.Bound(1), Doc: "Updates."},
		{Name: "lr_g", Kind: variant.Float, Default: 2e-4, Min: variant.Bound(0), Max: variant.Bound(1)},
		{Name: "shuffle", Kind: variant.Bool, Default: false},
		{Name: "penalty", Kind: variant.String, Default: "", Choices: []string{"", "clip"}},
		{Name: "attributes", Kind: variant.List, Default: []string{"bold", "italic"}},
		{Name: "none", Kind: variant.List, Default: []string{}},
	},
	Scalars:        []variant.ScalarSpec{{Key: "loss_d", Role: variant.LossD, Unit: "nat", Doc: "Loss."}},
	HorizonMatters: true,
}

// overWire encodes a message and decodes it into another one.
func overWire[M proto.Message](t *testing.T, from, to M) M {
	t.Helper()
	b, err := proto.Marshal(from)
	if err == nil {
		err = proto.Unmarshal(b, to)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func check(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestDescription(t *testing.T) {
	for _, want := range []variant.Description{description, faulty.New().Describe(), {}} {
		m, err := ToDescription(want)
		if err != nil {
			t.Fatal(err)
		}
		check(t, FromDescription(overWire(t, m, &pb.DescribeResponse{})), want)
	}
	_, err := ToDescription(variant.Description{Params: []variant.ParamSpec{{Name: "n", Default: 3}}})
	if err == nil || !strings.Contains(err.Error(), "parameter n: 3 is of type int") {
		t.Errorf("a default of type int gives the error %v", err)
	}
}

func TestDescriptionJSON(t *testing.T) {
	text, err := DescriptionJSON(description)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseDescription(text)
	if err != nil {
		t.Fatal(err)
	}
	check(t, got, description)
	later := strings.Replace(string(text), `"name"`, `"colour": "red", "name"`, 1)
	if got, err = ParseDescription([]byte(later)); err != nil {
		t.Fatal(err)
	}
	check(t, got, description)
	if _, err := ParseDescription([]byte("Loading …")); err == nil {
		t.Error("a text that is no JSON is read without error")
	}
}

func TestSetup(t *testing.T) {
	want := variant.Setup{
		Purpose: variant.Train, Seed: math.MaxUint64, Threads: 3, TotalSteps: 1 << 40, Scratch: "/tmp/s",
		Params: variant.Params{"a": int64(-1), "b": 0.1, "c": true, "d": "x", "e": []string{"y"}},
		Data: []variant.Dataset{
			{Name: "glyphs", Path: "/data/g", Header: data.Header{Format: 1, Name: "glyphs", Shape: []int{8, 8, 1}, Classes: []string{"A"}}},
			{Name: "ring", Path: "/data/r", Header: data.Header{Format: 1, Shape: []int{2}, Modes: [][]float64{{0.1, 0.2}}}},
		},
	}
	m, err := ToSetup(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := FromSetup(overWire(t, m, &pb.OpenRequest{}))
	if err != nil {
		t.Fatal(err)
	}
	check(t, got, want)
	if _, err := ToSetup(variant.Setup{Params: variant.Params{"n": 3}}); err == nil {
		t.Error("a parameter of type int crosses")
	}
	if _, err := FromSetup(&pb.OpenRequest{Data: []*pb.Dataset{{Name: "d", Header: "?"}}}); err == nil {
		t.Error("a header that is no JSON is read without error")
	}
}

func TestInfo(t *testing.T) {
	want := variant.Info{
		GeneratorParams: 1, DiscriminatorParams: 2, MACsPerStep: 3, BytesResident: 4,
		ImagesPerStep: 5, DUpdatesPerStep: 6, LatentDim: 7, SampleShape: []int{8, 9, 3},
	}
	check(t, FromInfo(overWire(t, ToInfo(want), &pb.OpenResponse{})), want)
}

func TestReport(t *testing.T) {
	want := variant.Report{
		Step: 10, Steps: 5, DUpdates: 25, GUpdates: 6, Images: 320, Seconds: 0.5,
		Scalars: []variant.Stat{{Last: 1, Mean: 2, Min: -3, Max: 4}, {Last: math.Inf(1)}},
	}
	check(t, FromReport(overWire(t, ToReport(want), &pb.Report{})), want)
}

func TestSampling(t *testing.T) {
	want := variant.Sampling{Seed: 9, Weights: variant.Average, Truncation: 0.7}
	check(t, FromSampling(overWire(t, ToSampling(want), &pb.Sampling{})), want)
}

func TestRow(t *testing.T) {
	rows := []variant.Row{
		{},
		{Index: math.MaxUint64, Label: -1, Domain: -1},
		{Latent: []float32{1, -0.1, math.MaxFloat32}, Label: 3, Domain: 1, Attributes: []float32{0, 1}, Source: []float32{0.5}},
	}
	for _, want := range rows {
		got, err := FromRow(overWire(t, ToRow(want), &pb.Row{}))
		if err != nil {
			t.Fatal(err)
		}
		check(t, got, want)
	}
	_, err := FromRow(&pb.Row{Source: []byte{1, 2, 3}})
	if err == nil || !strings.HasPrefix(err.Error(), "source: 3 bytes") {
		t.Errorf("a cut source gives the error %v", err)
	}
}
