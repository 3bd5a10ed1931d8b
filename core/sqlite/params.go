package sqlite

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"gander/core"
)

// asParams keeps a map of parameters as JSON that remembers which numbers are
// whole: the float64 1 is written 1.0 and comes back as a float64, the int64 1
// is written 1. Lists of strings come back as []string.
type asParams struct{ m *map[string]any }

func (p asParams) Value() (driver.Value, error) { return asJSON{writable(*p.m)}.Value() }

func (p asParams) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("parameters column holds %T", src)
	}
	if err := decode(s, p.m); err != nil {
		return err
	}
	*p.m = readable(*p.m)
	return nil
}

// asSpec keeps an experiment as JSON, its parameters as asParams does.
type asSpec struct{ e *core.Experiment }

func (a asSpec) Value() (driver.Value, error) {
	return asJSON{eachParams(*a.e, writable)}.Value()
}

func (a asSpec) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("spec column holds %T", src)
	}
	var e core.Experiment
	if err := decode(s, &e); err != nil {
		return err
	}
	*a.e = eachParams(e, readable)
	return nil
}

// eachParams is a copy of e with f applied to its maps of parameters.
func eachParams(e core.Experiment, f func(map[string]any) map[string]any) core.Experiment {
	datasets, entries := e.Datasets, e.Entries
	e.Datasets, e.Entries = nil, nil
	for _, d := range datasets {
		d.Options = f(d.Options)
		e.Datasets = append(e.Datasets, d)
	}
	for _, r := range entries {
		r.Params = f(r.Params)
		e.Entries = append(e.Entries, r)
	}
	return e
}

func decode(s string, v any) error {
	d := json.NewDecoder(bytes.NewBufferString(s))
	d.UseNumber()
	return d.Decode(v)
}

// writable gives every float64 a point or an exponent.
func writable(m map[string]any) map[string]any {
	return convert(m, func(v any) any {
		f, ok := v.(float64)
		if !ok {
			return v
		}
		b, err := json.Marshal(f)
		if err != nil {
			return v // an infinity, which the encoder will name
		}
		if !bytes.ContainsAny(b, ".e") {
			b = append(b, ".0"...)
		}
		return json.Number(b)
	})
}

// readable turns what JSON knows back into the types that parameters have.
func readable(m map[string]any) map[string]any {
	return convert(m, func(v any) any {
		switch v := v.(type) {
		case json.Number:
			return number(v.String())
		case []any:
			return names(v)
		}
		return v
	})
}

func convert(m map[string]any, f func(any) any) map[string]any {
	if m == nil {
		return nil
	}
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = f(v)
	}
	return out
}

func number(s string) any {
	if strings.ContainsAny(s, ".eE") {
		f, _ := strconv.ParseFloat(s, 64) // valid JSON; out of range is ±Inf
		return f
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return i
	}
	u, _ := strconv.ParseUint(s, 10, 64)
	return u
}

// names is a list as []string, or as it is if it holds anything else.
func names(list []any) any {
	out := make([]string, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			return list
		}
		out[i] = s
	}
	return out
}
