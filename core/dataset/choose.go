package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gander/plugins/variant"
)

// choose keeps the classes and attributes that the options want, in their order,
// and says what the domains are.
func (c collection) choose(p variant.Params) (collection, error) {
	c, err := c.chooseDomains(p)
	if err != nil {
		return c, err
	}
	classes, err1 := subset(optionClasses, given(p, optionClasses), c.classes)
	attributes, err2 := subset(optionAttributes, given(p, optionAttributes), c.attributes)
	if err := errors.Join(err1, err2); err != nil {
		return c, err
	}
	if classes != nil {
		c = c.keepClasses(classes)
	}
	if attributes != nil {
		c = c.keepAttributes(attributes)
	}
	return c, c.checkEmpty()
}

// subset finds wanted names among those that there are; nil if none is wanted.
func subset(option string, wanted, there []string) ([]int, error) {
	var at []int
	var missing []string
	for _, name := range wanted {
		i := slices.Index(there, name)
		if i < 0 {
			missing = append(missing, name)
		}
		at = append(at, i)
	}
	if len(missing) > 0 {
		return nil, &variant.ParamError{Name: option, Problem: fmt.Sprintf("has %s, which the data has not; it has %s", quoted(missing), quoted(there))}
	}
	return at, nil
}

// quoted lists names for a person, the first twenty of them.
func quoted(names []string) string {
	const most = 20
	parts := make([]string, 0, most+1)
	for i, name := range names {
		if i == most {
			parts = append(parts, fmt.Sprintf("%d more", len(names)-most))
			break
		}
		parts = append(parts, fmt.Sprintf("%q", name))
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// keepClasses leaves out the items of all other classes.
func (c collection) keepClasses(keep []int) collection {
	c.items = slices.Clone(c.items)
	c.items = slices.DeleteFunc(c.items, func(it item) bool { return !slices.Contains(keep, it.class) })
	for i, it := range c.items {
		c.items[i].class = slices.Index(keep, it.class)
	}
	c.classes = pick(c.classes, keep)
	return c
}

func (c collection) keepAttributes(keep []int) collection {
	c.items = slices.Clone(c.items)
	for i, it := range c.items {
		c.items[i].attributes = pick(it.attributes, keep)
	}
	c.attributes = pick(c.attributes, keep)
	return c
}

func pick[T any](from []T, at []int) []T {
	picked := make([]T, len(at))
	for i, j := range at {
		picked[i] = from[j]
	}
	return picked
}

// chooseDomains sets the domains that options ask for.
func (c collection) chooseDomains(p variant.Params) (collection, error) {
	ways := domainWays(p)
	if len(ways) == 0 {
		return c, nil
	}
	c.items = slices.Clone(c.items)
	switch ways[0] {
	case optionDomainAttribute:
		return c.domainsByAttribute(p.String(optionDomainAttribute))
	case optionDomainClass:
		return c.domainsByClass(given(p, optionDomainClass))
	}
	return c.domainsByClass(c.classes)
}

func (c collection) domainsByAttribute(name string) (collection, error) {
	at, err := subset(optionDomainAttribute, []string{name}, c.attributes)
	if err != nil {
		return c, err
	}
	c.domains = []string{"not " + name, name}
	for i, it := range c.items {
		c.items[i].domain = int(it.attributes[at[0]])
	}
	return c, nil
}

func (c collection) domainsByClass(classes []string) (collection, error) {
	at, err := subset(optionDomainClass, classes, c.classes)
	if err != nil {
		return c, err
	}
	c = c.keepClasses(at)
	c.domains = classes
	for i, it := range c.items {
		c.items[i].domain = it.class
	}
	return c, nil
}

// checkEmpty refuses classes and domains that no item is of.
func (c collection) checkEmpty() error {
	classes, domains := make([]int, len(c.classes)), make([]int, len(c.domains))
	for _, it := range c.items {
		if len(classes) > 0 {
			classes[it.class]++
		}
		if len(domains) > 0 {
			domains[it.domain]++
		}
	}
	if len(c.items) == 0 {
		return errors.New("there are no pictures")
	}
	return errors.Join(empty("class", c.classes, classes), empty("domain", c.domains, domains))
}

func empty(what string, names []string, counts []int) error {
	var without []string
	for i, n := range counts {
		if n == 0 {
			without = append(without, names[i])
		}
	}
	if len(without) == 0 {
		return nil
	}
	return fmt.Errorf("no pictures of the %s %s", what, quoted(without))
}
