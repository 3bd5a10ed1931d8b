package spec

import (
	"math"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"gander/core"
)

var currencies = []string{string(core.Steps), string(core.Images), string(core.MACs), string(core.Seconds)}

const amountForms = "write {images: 60k}, 60k images, 5k steps, 2.5T macs or 10m"

// amount reads a budget or the distance of two moments: {images: 60k},
// 60k images or 90s.
func (r *reader) amount(n *yaml.Node) core.Budget {
	switch {
	case n == nil:
		return core.Budget{}
	case n.Kind == yaml.MappingNode:
		return r.amountMapping(n)
	case n.Kind == yaml.SequenceNode:
		r.report(n, flawf("a list is not an amount").hinting(amountForms))
		return core.Budget{}
	}
	return r.checked(n)(parseAmount(n.Value))
}

func (r *reader) amountMapping(n *yaml.Node) core.Budget {
	entries := pairs(n)
	if len(entries) == 0 {
		r.report(n, flawf("the amount is missing").hinting(amountForms))
		return core.Budget{}
	}
	key, value := entries[len(entries)-1].key, entries[len(entries)-1].value
	if f := checkCurrency(key.Value); f != nil {
		r.report(key, f)
		return core.Budget{}
	}
	if len(entries) > 1 {
		r.report(key, flawf("an amount has one currency, not %d", len(entries)).hinting(amountForms))
		return core.Budget{}
	}
	if !r.is(value, yaml.ScalarNode, "an amount of "+key.Value) {
		return core.Budget{}
	}
	return r.checked(value)(parseCount(value.Value, core.Currency(key.Value)))
}

// checked reports the flaw of an amount at n.
func (r *reader) checked(n *yaml.Node) func(core.Budget, *flaw) core.Budget {
	return func(b core.Budget, f *flaw) core.Budget {
		if f != nil {
			r.report(n, f)
		}
		return b
	}
}

func checkCurrency(s string) *flaw {
	for _, c := range currencies {
		if s == c {
			return nil
		}
	}
	f := flawf("there is no currency %q", s)
	if best := Nearest(s, currencies); best != "" {
		return f.hinting("did you mean %s?", best)
	}
	return f.hinting(amountForms)
}

// parseAmount reads "60k images" and "90s".
func parseAmount(s string) (core.Budget, *flaw) {
	words := strings.Fields(s)
	if len(words) == 2 && words[1] != string(core.Seconds) {
		if f := checkCurrency(words[1]); f != nil {
			return core.Budget{}, f
		}
		return parseCount(words[0], core.Currency(words[1]))
	}
	if len(words) == 1 {
		if _, err := time.ParseDuration(s); err == nil && s != "0" {
			return parseCount(s, core.Seconds)
		}
		if _, f := parseNumber(s); f == nil {
			return core.Budget{}, flawf("%s has no currency", s).hinting("of what? %s", amountForms)
		}
	}
	return core.Budget{}, flawf("%q is not an amount", s).hinting(amountForms)
}

// mostOf bounds amounts: counts up to it fit an int64.
const mostOf = 1e18

// parseCount reads a positive amount of a currency: a duration of time, a
// whole number of the others.
func parseCount(s string, c core.Currency) (core.Budget, *flaw) {
	if c == core.Seconds {
		d, err := time.ParseDuration(s)
		switch {
		case err != nil:
			return core.Budget{}, flawf("%q is not a time", s).hinting("write 90s, 10m or 1h30m")
		case d <= 0:
			return core.Budget{}, flawf("%s is not more than nothing", s)
		}
		return core.Budget{Currency: c, Amount: d.Seconds()}, nil
	}
	v, f := parseNumber(s)
	switch {
	case f != nil:
		return core.Budget{}, f
	case v <= 0:
		return core.Budget{}, flawf("%s %s is not more than nothing", s, c)
	case v != math.Trunc(v):
		return core.Budget{}, flawf("%s is not a whole number of %s", s, c)
	case v > mostOf:
		return core.Budget{}, flawf("%s %s is more than %s", s, c, brief(mostOf))
	}
	return core.Budget{Currency: c, Amount: v}, nil
}

// moment reads an amount, or "end" as an amount of nothing.
func (r *reader) moment(n *yaml.Node) core.Budget {
	if n != nil && n.Kind == yaml.ScalarNode && n.Value == "end" {
		return core.Budget{Currency: core.Images}
	}
	return r.amount(n)
}
