package eval

import (
	"fmt"
	"regexp"
	"strings"
)

// onValidation ends the identity of a score that was computed on the validation
// split, see Validation.
const onValidation = " on validation"

// An identity is the parts of a score's name, STAT[extractor/layer:dim, settings]@N.
type identity struct {
	statistic, extractor, weights, layer, settings, samples string
	validation                                              bool
}

var (
	identityForm = regexp.MustCompile(`^(.*?)\[(.*)\]@(\d+)$`)
	weightsForm  = regexp.MustCompile(`^(.+)\.([0-9a-f]{6,})$`)
)

// parseIdentity reads what it can; an identity of another form is a statistic
// alone.
func parseIdentity(s string) identity {
	var id identity
	s, id.validation = strings.CutSuffix(s, onValidation)
	parts := identityForm.FindStringSubmatch(s)
	if parts == nil {
		id.statistic = s
		return id
	}
	var inside string
	id.statistic, inside, id.samples = parts[1], parts[2], parts[3]
	inside, id.settings, _ = strings.Cut(inside, ", ")
	id.extractor, id.layer, _ = strings.Cut(inside, "/")
	if hashed := weightsForm.FindStringSubmatch(id.extractor); hashed != nil {
		id.extractor, id.weights = hashed[1], hashed[2]
	}
	return id
}

// Differences says in what two identities differ, a phrase for each part:
// "1024 and 2048 samples". None for equal ones.
func Differences(a, b string) []string {
	x, y := parseIdentity(a), parseIdentity(b)
	var list []string
	for _, part := range []struct{ what, x, y string }{
		{"the statistics %s and %s", x.statistic, y.statistic},
		{"the extractors %s and %s", x.extractor, y.extractor},
		{"extractor weights %s and %s", x.weights, y.weights},
		{"the layers %s and %s", x.layer, y.layer},
		{"the settings %s and %s", x.settings, y.settings},
		{"%s and %s samples", x.samples, y.samples},
	} {
		if part.x != part.y {
			list = append(list, fmt.Sprintf(part.what, orNone(part.x), orNone(part.y)))
		}
	}
	if x.validation != y.validation {
		list = append(list, "the test and the validation split")
	}
	return list
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}
