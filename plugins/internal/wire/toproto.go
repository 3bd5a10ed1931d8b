package wire

import (
	"encoding/json"
	"fmt"

	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// ToDescription is the message of a description. It fails for a default value
// that is not of its parameter's Go type.
func ToDescription(d variant.Description) (*pb.DescribeResponse, error) {
	m := &pb.DescribeResponse{
		Name: d.Name, Version: d.Version, Numerics: d.Numerics, Summary: d.Summary, Source: d.Source,
		Tasks: texts[string](d.Tasks), Abilities: texts[string](d.Abilities), HorizonMatters: d.HorizonMatters,
	}
	for _, s := range d.Params {
		v, err := toValue(s.Default)
		if err != nil {
			return nil, fmt.Errorf("default of parameter %s: %w", s.Name, err)
		}
		m.Parameters = append(m.Parameters, &pb.ParameterSpec{
			Name: s.Name, Kind: string(s.Kind), Default: v,
			Min: s.Min, Max: s.Max, Choices: s.Choices, Doc: s.Doc,
		})
	}
	for _, s := range d.Scalars {
		m.Scalars = append(m.Scalars, &pb.ScalarSpec{Key: s.Key, Role: string(s.Role), Unit: s.Unit, Doc: s.Doc})
	}
	return m, nil
}

// toValue is the message of a parameter's value, of one of the Go types that
// variant.Kind lists.
func toValue(v any) (*pb.Value, error) {
	switch v := v.(type) {
	case int64:
		return &pb.Value{Value: &pb.Value_Int{Int: v}}, nil
	case float64:
		return &pb.Value{Value: &pb.Value_Float{Float: v}}, nil
	case bool:
		return &pb.Value{Value: &pb.Value_Bool{Bool: v}}, nil
	case string:
		return &pb.Value{Value: &pb.Value_String_{String_: v}}, nil
	case []string:
		return &pb.Value{Value: &pb.Value_List{List: &pb.StringList{Values: v}}}, nil
	}
	return nil, fmt.Errorf("%v is of type %T, not int64, float64, bool, string or []string", v, v)
}

// ToSetup is the message of a setup.
func ToSetup(s variant.Setup) (*pb.OpenRequest, error) {
	m := &pb.OpenRequest{
		Purpose: string(s.Purpose), Parameters: make(map[string]*pb.Value, len(s.Params)),
		Seed: s.Seed, Threads: int64(s.Threads), TotalSteps: int64(s.TotalSteps), Scratch: s.Scratch,
	}
	for name, v := range s.Params {
		value, err := toValue(v)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
		m.Parameters[name] = value
	}
	for _, d := range s.Data {
		header, err := json.Marshal(d.Header)
		if err != nil {
			return nil, fmt.Errorf("header of dataset %s: %w", d.Name, err)
		}
		m.Data = append(m.Data, &pb.Dataset{Name: d.Name, Header: string(header), Path: d.Path})
	}
	return m, nil
}

// ToInfo is the message of what an opened learner knows of itself.
func ToInfo(i variant.Info) *pb.OpenResponse {
	return &pb.OpenResponse{
		GeneratorParams: i.GeneratorParams, DiscriminatorParams: i.DiscriminatorParams,
		MacsPerStep: i.MACsPerStep, BytesResident: i.BytesResident,
		ImagesPerStep: int64(i.ImagesPerStep), DUpdatesPerStep: int64(i.DUpdatesPerStep),
		LatentDim: int64(i.LatentDim), SampleShape: ints[int64](i.SampleShape),
	}
}

// ToReport is the message of a report.
func ToReport(r variant.Report) *pb.Report {
	m := &pb.Report{
		Step: int64(r.Step), Steps: int64(r.Steps),
		DUpdates: int64(r.DUpdates), GUpdates: int64(r.GUpdates), Images: int64(r.Images),
		Scalars: make([]*pb.Stat, len(r.Scalars)), Seconds: r.Seconds,
	}
	for i, s := range r.Scalars {
		m.Scalars[i] = &pb.Stat{Last: s.Last, Mean: s.Mean, Min: s.Min, Max: s.Max}
	}
	return m
}

// ToSampling is the message of what all rows share.
func ToSampling(s variant.Sampling) *pb.Sampling {
	return &pb.Sampling{Seed: s.Seed, Weights: string(s.Weights), Truncation: s.Truncation}
}

// ToRow is the message of one row.
func ToRow(r variant.Row) *pb.Row {
	return &pb.Row{
		Index: r.Index, Latent: AppendFloats(nil, r.Latent), Label: int64(r.Label), Domain: int64(r.Domain),
		Attributes: AppendFloats(nil, r.Attributes), Source: AppendFloats(nil, r.Source),
	}
}

// texts converts between named kinds of string.
func texts[To, From ~string](from []From) []To {
	var to []To
	for _, s := range from {
		to = append(to, To(s))
	}
	return to
}

// ints converts between kinds of integer.
func ints[To, From int | int64](from []From) []To {
	var to []To
	for _, n := range from {
		to = append(to, To(n))
	}
	return to
}
