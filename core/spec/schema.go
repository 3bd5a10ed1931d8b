package spec

import "gander/core"

// Schema is the JSON Schema of specs that use known names, for editors that
// complete and check YAML. It says less than the reading: parameters and options
// are open.
func Schema(known Known) map[string]any {
	s := schema{
		"datasets.<name>.source": sortedKeys(known.Sources),
		"runs[].variant":         sortedKeys(known.Variants),
		"evaluate.weights":       {"ema", "raw"},
		"expect[].score":         known.Scores,
		"expect[].measure":       {"value", core.GapClosed, core.ShareOfReal},
		"expect[].seeds":         {"mean", core.EverySeed},
		"report.headline":        known.Scores,
	}
	top := s.object("")
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "A gander experiment"
	return top
}

// schema has the values of keys that have only some.
type schema map[string][]string

// object is the schema of a section's mapping.
func (s schema) object(section string) map[string]any {
	properties := make(map[string]any)
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	var required []string
	for _, k := range keysOf(section) {
		if k.open() {
			out["additionalProperties"] = s.value(k)
			continue
		}
		properties[k.last()] = s.value(k)
		if k.Required {
			required = append(required, k.last())
		}
	}
	if required != nil {
		out["required"] = required
	}
	return out
}

// value is the schema of what stands at a key.
func (s schema) value(k Key) map[string]any {
	out := s.kind(k)
	out["description"] = k.Doc
	if choices := s[k.Path]; len(choices) > 0 {
		out["enum"] = choices
	}
	return out
}

func (s schema) kind(k Key) map[string]any {
	text := map[string]any{"type": "string"}
	switch k.Type {
	case Name:
		return map[string]any{"type": "string", "pattern": nameForm.String()}
	case Text:
		return text
	case Whole, Number, Reported: // text is for suffixes and spreads
		return map[string]any{"type": []string{"number", "string"}}
	case Memory:
		return map[string]any{"type": "string", "pattern": memoryForm.String()}
	case Amount, Moment:
		return amountSchema()
	case Mapping:
		return s.object(k.Path)
	case List:
		return map[string]any{"type": "array", "items": s.object(k.Path + "[]")}
	case Names:
		return map[string]any{"anyOf": []any{text, map[string]any{"type": "array", "items": text}}}
	case Numbers:
		return map[string]any{"type": "array", "items": map[string]any{"type": "integer", "minimum": 0}}
	case Choices:
		return map[string]any{"type": "array"}
	}
	return map[string]any{}
}

func amountSchema() map[string]any {
	properties := make(map[string]any)
	for _, c := range currencies {
		properties[c] = map[string]any{"type": []string{"number", "string"}}
	}
	return map[string]any{
		"type":       []string{"string", "object"},
		"properties": properties, "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
	}
}
