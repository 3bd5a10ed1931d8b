package nn

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"gander/core/nn/op"
)

// ErrNotFinite marks a loss or a gradient that became NaN or infinite.
var ErrNotFinite = errors.New("not finite")

// A BuildError says where in a network the construction of a graph failed.
// Layers panic with it, as operators panic with an *op.Error; Compile and
// NewFunction return it.
type BuildError struct {
	Where string // "generator.3 (nn.Conv2D{Out: 64, Kernel: 4}) of (64, 7, 7, 128)"
	Err   error

	complete bool // Where says all, and not the layer's path alone
}

func (e *BuildError) Error() string { return fmt.Sprintf("%s: %v", e.Where, e.Err) }

// Unwrap gives the cause, such as an *op.Error.
func (e *BuildError) Unwrap() error { return e.Err }

// catch turns the panic of a layer or an operator into an error.
func catch(err *error) {
	switch p := recover().(type) {
	case nil:
	case *BuildError:
		*err = p
	case *op.Error:
		*err = p
	default:
		panic(p)
	}
}

// locate adds a place to the panic of a layer or an operator that passes by.
func locate(where func() string) {
	switch p := recover().(type) {
	case nil:
	case *op.Error:
		panic(&BuildError{where(), p, true})
	case *BuildError:
		if !p.complete {
			p.Where, p.complete = where(), true
		}
		panic(p)
	default:
		panic(p)
	}
}

// refuse panics with a *BuildError.
func refuse(where, problem string, args ...any) {
	panic(&BuildError{Where: where, Err: fmt.Errorf(problem, args...)})
}

// describe is a layer much as its author wrote it: its type and what is set of
// it, but for functions and the layers within.
func describe(layer Layer) string {
	v := reflect.ValueOf(layer)
	if v.Kind() != reflect.Struct {
		return fmt.Sprintf("%T", layer)
	}
	var set []string
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() && f.Kind() != reflect.Func {
			set = append(set, fmt.Sprintf("%s: %v", v.Type().Field(i).Name, f))
		}
	}
	return fmt.Sprintf("%T{%s}", layer, strings.Join(set, ", "))
}
