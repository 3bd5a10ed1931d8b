package data

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// Bounds that no dataset of today comes near. They keep every product of a
// header's numbers far from the limits of an int64.
const (
	maxRows    = 1<<31 - 1 // indices of rows fit an int32
	maxRowSize = 1 << 28
	maxNames   = 1 << 20
)

// check says everything that is wrong with a header, its sections included.
func (h Header) check() error {
	problems := h.checkContent()
	if len(problems) == 0 && !slices.Equal(h.Sections, h.layout()) {
		problems = append(problems, errors.New("sections do not lie where the format puts them"))
	}
	if b, err := hex.DecodeString(h.SHA256); err != nil || len(b) != 32 {
		problems = append(problems, fmt.Errorf("sha256 is %q, not 64 hexadecimal digits", h.SHA256))
	}
	return errors.Join(problems...)
}

// checkContent holds everything but sections and hash against the format.
func (h Header) checkContent() []error {
	var problems []error
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if h.Format != version {
		problem("format is %d, this program reads %d", h.Format, version)
	}
	if h.Name == "" {
		problem("name is missing")
	}
	if !slices.Contains([]string{Train, Validation, Test}, h.Split) {
		problem("split is %q, not train, validation or test", h.Split)
	}
	if h.Rows < 1 || h.Rows > maxRows {
		problem("rows is %d, not between 1 and %d", h.Rows, maxRows)
	}
	if !h.knownKind() {
		problem("a %q of shape %v in %q is not known", h.Kind, h.Shape, h.DType)
	}
	if n := max(len(h.Classes), len(h.Attributes), len(h.Domains)); n > maxNames {
		problem("a list has %d names, more than %d", n, maxNames)
	}
	if h.Groups < 0 || h.Groups > maxRows {
		problem("groups is %d, not between 0 and %d", h.Groups, maxRows)
	}
	if h.Clips < 0 || h.Clips > maxRows {
		problem("clips is %d, not between 0 and %d", h.Clips, maxRows)
	}
	if len(problems) == 0 {
		problems = h.checkAugment()
	}
	return append(problems, h.checkModes()...)
}

// knownKind tells whether kind, shape and type of number go together.
func (h Header) knownKind() bool {
	size := 1
	for _, d := range h.Shape {
		if d < 1 || d > maxRowSize/size {
			return false
		}
		size *= d
	}
	switch h.Kind {
	case KindImage:
		return len(h.Shape) == 3 && h.DType == U8
	case KindPoint:
		return len(h.Shape) == 1 && h.DType == F32
	}
	return false
}

func (h Header) checkModes() []error {
	var problems []error
	for i, m := range h.Modes {
		if len(m) != h.RowSize() {
			problems = append(problems, fmt.Errorf("mode %d has %d coordinates, a row has %d", i, len(m), h.RowSize()))
		}
	}
	if h.ModeStd < 0 {
		problems = append(problems, fmt.Errorf("mode_std is %v, less than 0", h.ModeStd))
	}
	return problems
}
