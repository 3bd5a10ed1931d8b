package wire

import (
	"bytes"
	"encoding/json"

	"google.golang.org/protobuf/encoding/protojson"

	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// DescriptionJSON is what "describe" prints: DescribeResponse in protobuf's
// JSON mapping, indented.
func DescriptionJSON(d variant.Description) ([]byte, error) {
	m, err := ToDescription(d)
	if err != nil {
		return nil, err
	}
	text, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(m)
	if err != nil {
		return nil, err
	}
	// protojson varies its white space on purpose.
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// ParseDescription reads what "describe" prints. Fields of a later minor
// version are skipped.
func ParseDescription(text []byte) (variant.Description, error) {
	var m pb.DescribeResponse
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, &m); err != nil {
		return variant.Description{}, err
	}
	return FromDescription(&m), nil
}
