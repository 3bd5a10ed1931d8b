package spec

import (
	"math"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"

	"gander/core"
)

// Bounds of limits: less memory than leastMemory no process of an interpreter or
// of Go starts with, and more than mostMemory and mostThreads no machine has.
const (
	leastMemory = 64e6
	mostMemory  = 1e15
	mostThreads = 4096
)

// limits reads what runs may take; what is left open is as in otherwise.
func (r *reader) limits(n *yaml.Node, section string, otherwise core.Limits) core.Limits {
	f := r.fields(n, section)
	l := otherwise
	if memory := f.get("memory"); memory != nil {
		l.Memory = r.memory(memory)
	}
	if threads := f.get("threads"); threads != nil {
		l.Threads = r.whole(threads, 1, mostThreads)
	}
	return l
}

// memoryForm is a decimal number and its unit.
var memoryForm = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?([MGT]i?B)$`)

// memoryUnits are those of the International System and of IEC 80000-13.
var memoryUnits = map[string]float64{
	"MB": 1e6, "GB": 1e9, "TB": 1e12,
	"MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
}

// memory reads an amount of memory in bytes.
func (r *reader) memory(n *yaml.Node) int64 {
	if !r.is(n, yaml.ScalarNode, "an amount of memory") {
		return 0
	}
	const forms = "write 2GB, 500MB or 1.5GiB"
	m := memoryForm.FindStringSubmatch(n.Value)
	if m == nil {
		r.report(n, flawf("%s is not an amount of memory", quoted(n)).hinting(forms))
		return 0
	}
	number, err := strconv.ParseFloat(m[1], 64)
	bytes := math.Round(number * memoryUnits[m[2]])
	switch {
	case err != nil || bytes > mostMemory:
		r.report(n, flawf("%s is more memory than the maximum 1000TB", n.Value))
	case bytes < leastMemory:
		r.report(n, flawf("%s is less memory than the minimum 64MB", n.Value).hinting(forms))
	default:
		return int64(bytes)
	}
	return 0
}
