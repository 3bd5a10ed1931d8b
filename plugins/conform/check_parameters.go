package conform

import (
	"context"
	"errors"
	"fmt"
	"math"

	"google.golang.org/grpc/codes"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

const paramHint = "Check all parameters again in Open: INVALID_ARGUMENT, with all problems in a Fault of kind PARAMETERS or in the message."

var parameterChecks = []Check{
	{ID: "parameters/given", Rule: "Open takes every default when it is given explicitly.", Hint: "Read values by the kind that the description declares.",
		Needs: []Need{some("parameters", func(variant.ParamSpec) bool { return true })}, run: givenDefaults},
	{ID: "parameters/unknown", Rule: "An unknown parameter is refused with INVALID_ARGUMENT and named.", Hint: paramHint, run: unknownParameter},
	{ID: "parameters/type", Rule: "A value of the wrong type is refused with INVALID_ARGUMENT and the parameter named.", Hint: paramHint,
		Needs: []Need{some("a parameter that is no text", notText)}, run: wrong(notText, func(variant.ParamSpec) *pb.Value { return text("seven") })},
	{ID: "parameters/minimum", Rule: "A number below its minimum is refused with INVALID_ARGUMENT and the parameter named.", Hint: paramHint,
		Needs: []Need{some("a parameter with a minimum", hasMin)}, run: wrong(hasMin, func(p variant.ParamSpec) *pb.Value { return number(p, *p.Min-1) })},
	{ID: "parameters/maximum", Rule: "A number above its maximum is refused with INVALID_ARGUMENT and the parameter named.", Hint: paramHint,
		Needs: []Need{some("a parameter with a maximum", hasMax)}, run: wrong(hasMax, func(p variant.ParamSpec) *pb.Value { return number(p, *p.Max+1) })},
	{ID: "parameters/not-a-number", Rule: "NaN is refused with INVALID_ARGUMENT and the parameter named.", Hint: "NaN is neither below nor above a bound: look for it.",
		Needs: []Need{some("a float parameter", isFloat)}, run: wrong(isFloat, func(variant.ParamSpec) *pb.Value { return float(math.NaN()) })},
	{ID: "parameters/choice", Rule: "A word that is not among its choices is refused with INVALID_ARGUMENT and the parameter named.", Hint: paramHint,
		Needs: []Need{some("a parameter with choices", hasChoices)}, run: wrong(hasChoices, func(variant.ParamSpec) *pb.Value { return text("no such choice") })},
	{ID: "parameters/all", Rule: "All problems with parameters are told at once.", Hint: "Collect problems and return them together.", run: allProblems},
	{ID: "parameters/again", Rule: "After parameters were refused, an Open with good ones succeeds.", Hint: "Keep nothing of a learner that was not opened.", run: afterRefusal},
}

// The kinds of parameters that checks look for.
func notText(p variant.ParamSpec) bool    { return p.Kind != variant.String }
func isFloat(p variant.ParamSpec) bool    { return p.Kind == variant.Float }
func hasChoices(p variant.ParamSpec) bool { return p.Kind == variant.String && len(p.Choices) > 0 }
func hasMin(p variant.ParamSpec) bool     { return p.Min != nil && isNumber(p) }
func hasMax(p variant.ParamSpec) bool     { return p.Max != nil && isNumber(p) }
func isNumber(p variant.ParamSpec) bool   { return p.Kind == variant.Int || p.Kind == variant.Float }

// some needs a parameter of which ok holds.
func some(what string, ok func(variant.ParamSpec) bool) Need {
	return Need{what, func(s *subject) bool { _, found := s.param(ok); return found }}
}

func text(v string) *pb.Value   { return &pb.Value{Value: &pb.Value_String_{String_: v}} }
func float(v float64) *pb.Value { return &pb.Value{Value: &pb.Value_Float{Float: v}} }

func number(p variant.ParamSpec, v float64) *pb.Value {
	if p.Kind == variant.Int {
		return &pb.Value{Value: &pb.Value_Int{Int: int64(v)}}
	}
	return float(v)
}

func givenDefaults(ctx context.Context, s *subject) error {
	d, err := wire.ToDescription(s.description)
	if err != nil {
		return err
	}
	var all []setting
	for _, p := range d.Parameters {
		if _, chosen := s.params[p.Name]; !chosen {
			all = append(all, param(p.Name, p.Default))
		}
	}
	_, err = s.open(ctx, all...)
	return err
}

// noSuch is a parameter that no variant has.
const noSuch = "no_such_parameter"

func unknownParameter(ctx context.Context, s *subject) error {
	return s.refuses(ctx, noSuch, float(1))
}

// refuses wants a value of a parameter refused.
func (s *subject) refuses(ctx context.Context, name string, v *pb.Value) error {
	_, err := s.open(ctx, param(name, v))
	if err := refused(fmt.Sprintf("%s = %v", name, v), err, codes.InvalidArgument); err != nil {
		return err
	}
	return names(err, name)
}

// wrong checks that the first fitting parameter refuses a value.
func wrong(ok func(variant.ParamSpec) bool, value func(variant.ParamSpec) *pb.Value) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		p, found := s.param(ok)
		if !found {
			return skip("there is no such parameter")
		}
		return s.refuses(ctx, p.Name, value(p))
	}
}

func allProblems(ctx context.Context, s *subject) error {
	const another = "nor_this_one"
	_, err := s.open(ctx, param(noSuch, float(1)), param(another, float(1)))
	if err == nil || errors.Is(err, errNotStarted) {
		return skipOr(err, "unknown parameters are accepted")
	}
	return errors.Join(names(err, noSuch), names(err, another))
}

// skipOr is err, or a skip without one.
func skipOr(err error, why string) error {
	if err == nil {
		return skip("%s", why)
	}
	return err
}

func afterRefusal(ctx context.Context, s *subject) error {
	if _, err := s.open(ctx, param(noSuch, float(1))); err == nil {
		return skip("unknown parameters are accepted")
	}
	_, err := s.open(ctx)
	return err
}
