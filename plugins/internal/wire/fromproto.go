package wire

import (
	"encoding/json"
	"fmt"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
	pb "gander/plugins/variantpb"
)

// FromDescription is the description of a message.
func FromDescription(m *pb.DescribeResponse) variant.Description {
	d := variant.Description{
		Name: m.Name, Version: m.Version, Numerics: m.Numerics, Summary: m.Summary, Source: m.Source,
		Tasks: texts[variant.Task](m.Tasks), Abilities: texts[variant.Ability](m.Abilities),
		HorizonMatters: m.HorizonMatters,
	}
	for _, s := range m.Parameters {
		d.Params = append(d.Params, variant.ParamSpec{
			Name: s.Name, Kind: variant.Kind(s.Kind), Default: fromValue(s.Default),
			Min: s.Min, Max: s.Max, Choices: s.Choices, Doc: s.Doc,
		})
	}
	for _, s := range m.Scalars {
		d.Scalars = append(d.Scalars, variant.ScalarSpec{Key: s.Key, Role: variant.Role(s.Role), Unit: s.Unit, Doc: s.Doc})
	}
	return d
}

// fromValue is the Go value of a parameter's message, nil for an empty one.
func fromValue(m *pb.Value) any {
	switch v := m.GetValue().(type) {
	case *pb.Value_Int:
		return v.Int
	case *pb.Value_Float:
		return v.Float
	case *pb.Value_Bool:
		return v.Bool
	case *pb.Value_String_:
		return v.String_
	case *pb.Value_List:
		return append([]string{}, v.List.GetValues()...)
	}
	return nil
}

// FromSetup is the setup of a message. Its parameters are as the host gave
// them: neither complete nor checked.
func FromSetup(m *pb.OpenRequest) (variant.Setup, error) {
	s := variant.Setup{
		Purpose: variant.Purpose(m.Purpose), Params: make(variant.Params, len(m.Parameters)),
		Seed: m.Seed, Threads: int(m.Threads), TotalSteps: int(m.TotalSteps), Scratch: m.Scratch,
	}
	for name, v := range m.Parameters {
		s.Params[name] = fromValue(v)
	}
	for _, d := range m.Data {
		var header data.Header
		if err := json.Unmarshal([]byte(d.Header), &header); err != nil {
			return variant.Setup{}, fmt.Errorf("header of dataset %s: %w", d.Name, err)
		}
		s.Data = append(s.Data, variant.Dataset{Name: d.Name, Header: header, Path: d.Path})
	}
	return s, nil
}

// FromInfo is the info of a message.
func FromInfo(m *pb.OpenResponse) variant.Info {
	return variant.Info{
		GeneratorParams: m.GeneratorParams, DiscriminatorParams: m.DiscriminatorParams,
		MACsPerStep: m.MacsPerStep, BytesResident: m.BytesResident,
		ImagesPerStep: int(m.ImagesPerStep), DUpdatesPerStep: int(m.DUpdatesPerStep),
		LatentDim: int(m.LatentDim), SampleShape: ints[int](m.SampleShape),
	}
}

// FromReport is the report of a message.
func FromReport(m *pb.Report) variant.Report {
	r := variant.Report{
		Step: int(m.Step), Steps: int(m.Steps),
		DUpdates: int(m.DUpdates), GUpdates: int(m.GUpdates), Images: int(m.Images),
		Scalars: make([]variant.Stat, len(m.Scalars)), Seconds: m.Seconds,
	}
	for i, s := range m.Scalars {
		r.Scalars[i] = variant.Stat{Last: s.GetLast(), Mean: s.GetMean(), Min: s.GetMin(), Max: s.GetMax()}
	}
	return r
}

// FromSampling is what all rows share of a message.
func FromSampling(m *pb.Sampling) variant.Sampling {
	return variant.Sampling{Seed: m.Seed, Weights: variant.Weights(m.Weights), Truncation: m.Truncation}
}

// FromRow is the row of a message. It fails if a block of numbers is cut.
func FromRow(m *pb.Row) (variant.Row, error) {
	r := variant.Row{Index: m.GetIndex(), Label: int(m.GetLabel()), Domain: int(m.GetDomain())}
	var err error
	for _, block := range []struct {
		to   *[]float32
		name string
		from []byte
	}{
		{&r.Latent, "latent", m.GetLatent()},
		{&r.Attributes, "attributes", m.GetAttributes()},
		{&r.Source, "source", m.GetSource()},
	} {
		if *block.to, err = Floats(block.from); err != nil {
			return variant.Row{}, fmt.Errorf("%s: %w", block.name, err)
		}
	}
	return r, nil
}
