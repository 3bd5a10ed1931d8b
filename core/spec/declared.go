package spec

import (
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"gander/plugins/variant"
)

// A setting is a value given to a parameter or option.
type setting struct {
	name       string // dotted where mappings nest
	key, value *yaml.Node
}

// settings flattens given: domains: {attribute: bold} sets domains.attribute.
func (r *reader) settings(prefix string, given []pair) []setting {
	var out []setting
	for _, p := range given {
		name := prefix + p.key.Value
		switch {
		case r.absent(p):
		case p.value.Kind == yaml.MappingNode:
			out = append(out, r.settings(name+".", pairs(p.value))...)
		default:
			out = append(out, setting{name, p.key, p.value})
		}
	}
	return out
}

// A declaration is what a variant or a source takes.
type declaration struct {
	what  string // "parameters of wgan"
	specs []variant.ParamSpec
	tasks []variant.Task
	check func(variant.Params) []*variant.ParamError // nil for none
}

func (d declaration) names() []string {
	names := make([]string, len(d.specs))
	for i, s := range d.specs {
		names[i] = s.Name
	}
	return names
}

func (d declaration) spec(name string) (variant.ParamSpec, bool) {
	i := slices.IndexFunc(d.specs, func(s variant.ParamSpec) bool { return s.Name == name })
	if i < 0 {
		return variant.ParamSpec{}, false
	}
	return d.specs[i], true
}

// A completion fills in what a declaration asks for.
type completion struct {
	*reader
	declaration
	node   *yaml.Node // where what is missing is reported
	given  map[string]any
	places map[string]setting
}

// complete reads settings as they are declared, checks them and adds the
// defaults.
func (r *reader) complete(d declaration, settings []setting, n *yaml.Node) map[string]any {
	c := completion{r, d, n, make(map[string]any), make(map[string]setting)}
	before := len(r.problems)
	for _, s := range settings {
		c.accept(s)
	}
	values, problems := variant.Complete(d.specs, c.given)
	for _, s := range d.specs {
		if values[s.Name] == nil && c.places[s.Name].key == nil {
			r.report(n, flawf("%s is missing", s.Name).hinting("%s", c.hint(s.Name)))
		}
	}
	c.refuse(problems)
	if d.check != nil && len(r.problems) == before {
		c.refuse(d.check(values))
	}
	return values
}

// accept reads one setting.
func (c *completion) accept(s setting) {
	spec, known := c.spec(s.name)
	first, twice := c.places[s.name]
	c.places[s.name] = s
	switch {
	case !known:
		c.report(s.key, flawf("%s is not among the %s", s.name, c.what).hinting("%s", suggest(s.name, c.what, c.names())))
	case twice:
		c.report(s.key, flawf("%s is here twice", s.name).hinting("it is on line %d already", first.key.Line))
	default:
		if v := c.value(spec.Kind, s.value); v != nil {
			c.given[s.name] = v
		}
	}
}

// refuse reports problems where the values are written.
func (c *completion) refuse(problems []*variant.ParamError) {
	for _, p := range problems {
		at := c.node
		if s, ok := c.places[p.Name]; ok {
			at = s.value
		}
		c.report(at, flawf("%s %s", p.Name, p.Problem).hinting("%s", c.hint(p.Name)))
	}
}

// hint names the choice that was meant, or says what the parameter is.
func (c *completion) hint(name string) string {
	spec, _ := c.spec(name)
	if text, ok := c.given[name].(string); ok {
		if best := Nearest(text, spec.Choices); best != "" {
			return "did you mean " + best + "?"
		}
	}
	if spec.Doc == "" {
		return ""
	}
	return name + ": " + spec.Doc
}

// value reads a node as a kind, nil if it is of another one.
func (r *reader) value(k variant.Kind, n *yaml.Node) any {
	switch k {
	case variant.Int, variant.Float:
		if v, ok := r.number(n); ok {
			return v
		}
	case variant.Bool:
		return r.boolean(n)
	case variant.String:
		if r.is(n, yaml.ScalarNode, "a text") {
			return n.Value
		}
	case variant.List:
		return r.texts(n)
	}
	return nil
}

func (r *reader) boolean(n *yaml.Node) any {
	if n.Tag == "!!bool" {
		return strings.EqualFold(n.Value, "true")
	}
	r.report(n, flawf("%s where true or false belongs", describe(n)))
	return nil
}

func (r *reader) texts(n *yaml.Node) any {
	example := "[bold, italic]"
	if n.Kind == yaml.ScalarNode && n.Value != "" {
		example = "[" + n.Value + "]"
	}
	texts := []string{}
	for _, element := range r.elements(n, "texts", example) {
		texts = append(texts, r.text(element))
	}
	return texts
}

// fromSpec makes the option "path" relative to the working folder.
func (r *reader) fromSpec(options map[string]any) {
	path, ok := options["path"].(string)
	if ok && path != "" && !filepath.IsAbs(path) {
		options["path"] = filepath.Join(r.dir, path)
	}
}
