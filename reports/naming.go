package reports

import (
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// name gives contenders of one label different ones: by their experiments, and
// where those are the same by the parameters in which they differ.
func name(contenders []Contender, several bool) {
	namesakes := map[string][]int{}
	for i, k := range contenders {
		namesakes[k.Named] = append(namesakes[k.Named], i)
	}
	for _, label := range slices.Sorted(maps.Keys(namesakes)) {
		same := namesakes[label]
		if len(same) < 2 {
			continue
		}
		for _, i := range same {
			k := &contenders[i]
			if several {
				k.Label += " (" + k.Experiment + ")"
			}
			k.Label += k.apart(contenders, same)
		}
	}
}

// apart is what tells the contender from its namesakes of the same experiment.
func (k Contender) apart(contenders []Contender, same []int) string {
	var differing []string
	for _, name := range slices.Sorted(maps.Keys(k.Params)) {
		for _, i := range same {
			o := contenders[i]
			if o.Experiment == k.Experiment && !reflect.DeepEqual(o.Params[name], k.Params[name]) {
				differing = append(differing, parameter(name, k.Params[name]))
				break
			}
		}
	}
	if len(differing) == 0 {
		return ""
	}
	return " [" + strings.Join(differing, ", ") + "]"
}

func parameter(name string, value any) string { return fmt.Sprintf("%s=%v", name, value) }

// style gives contenders of equal labels equal styles in all contests.
func style(contests []Contest) {
	styles := map[string]int{}
	for _, c := range contests {
		for i := range c.Contenders {
			k := &c.Contenders[i]
			if _, known := styles[k.Label]; !known {
				styles[k.Label] = len(styles)
			}
			k.Style = styles[k.Label]
		}
	}
}

// Unsaid are the varying parameters that the label does not say itself, as the
// label of a sweep does.
func (k Contender) Unsaid() []string {
	words := strings.FieldsFunc(k.Label, func(r rune) bool { return r == ' ' || r == ',' })
	return slices.DeleteFunc(slices.Clone(k.Varying), func(p string) bool { return slices.Contains(words, p) })
}

// soft is a label as HTML whose long words may be broken at their underscores.
func soft(label string) template.HTML {
	const long = 20 // characters that fit a narrow column
	words := strings.Split(template.HTMLEscapeString(label), " ")
	for i, word := range words {
		if len(word) > long {
			words[i] = strings.ReplaceAll(word, "_", "_<wbr>")
		}
	}
	return template.HTML(strings.Join(words, " "))
}

// markVarying finds the parameters that tell contenders of one variant apart.
func markVarying(contenders []Contender) []Contender {
	for i := range contenders {
		contenders[i].Varying = nil
	}
	for _, name := range parameterNames(contenders) {
		for _, variant := range variants(contenders) {
			fits := func(k Contender) bool { return k.Variant == variant }
			if distinct(contenders, name, fits) < 2 {
				continue
			}
			for i := range contenders {
				if k := &contenders[i]; fits(*k) {
					k.Varying = append(k.Varying, parameter(name, k.Params[name]))
				}
			}
		}
	}
	return contenders
}

func variants(contenders []Contender) []string {
	var all []string
	for _, k := range contenders {
		all = appendNew(all, k.Variant)
	}
	return all
}

// parameterNames are those of all contenders in order.
func parameterNames(contenders []Contender) []string {
	names := map[string]bool{}
	for _, k := range contenders {
		for name := range k.Params {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// distinct counts the values of a parameter among the contenders that fit.
// Absence is a value too.
func distinct(contenders []Contender, name string, fits func(Contender) bool) int {
	values := map[string]bool{}
	for _, k := range contenders {
		if fits(k) {
			values[fmt.Sprintf("%T %v", k.Params[name], k.Params[name])] = true
		}
	}
	return len(values)
}
