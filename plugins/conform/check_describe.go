package conform

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"

	"gander/plugins/internal/wire"
	pb "gander/plugins/variantpb"
)

var describeChecks = []Check{
	{ID: "describe/stable", Rule: "Describe gives the same answer every time, before and after Open.",
		Hint: "Build the description from constants.", run: describeStable},
	{ID: "describe/command", Rule: "The argument describe prints what Describe answers, as JSON, and nothing else, and exits with 0.",
		Hint: "Print DescribeResponse in protobuf's JSON mapping; needs no cookie and no handshake.", Needs: []Need{file}, run: describeCommand},
	described("describe/name", "The name has lower case letters, digits and hyphens, 40 at most.", "name"),
	described("describe/version", "The version is a semantic one.", "version"),
	described("describe/numerics", "The numerics version is there: it changes exactly when results change.", "numerics"),
	described("describe/summary", "The summary is one line.", "summary"),
	described("describe/source", "The source (paper: authors, year, identifier) is one line.", "source"),
	described("describe/tasks", "There is at least one task, and none comes twice.", "tasks"),
	{ID: "describe/known-task", Rule: "At least one task is known to this version of gander.",
		Hint: "Use image, label→image, domain→domain, attribute→domain or points, with the arrow as it stands.", run: describeKnownTask},
	described("describe/abilities", "No ability comes twice.", "abilities"),
	described("describe/parameter-names", "Parameters have names of lower case letters, digits and underscores, each once.", "params.name"),
	described("describe/parameter-kinds", "Parameters are of kind int, float, bool, string or list.", "params.kind"),
	described("describe/parameter-bounds", "No minimum is above its maximum.", "params.bounds"),
	described("describe/parameter-defaults", "Every default is of its parameter's kind and within its bounds and choices.", "params.default"),
	described("describe/parameter-docs", "Every parameter is explained in one line.", "params.doc"),
	described("describe/scalar-keys", "There are scalars, with keys of lower case letters, digits and underscores, each once.", "scalars.key"),
	described("describe/scalar-roles", "No role is taken by two scalars.", "scalars.role"),
	described("describe/scalar-docs", "Every scalar is explained in one line.", "scalars.doc"),
}

// described is the check of one field of the description.
func described(id, rule, field string) Check {
	return Check{ID: id, Rule: rule, Hint: "Correct this field of the description.", run: func(_ context.Context, s *subject) error {
		if s.startErr != nil {
			return errNotStarted
		}
		var problems []string
		for _, p := range s.description.Check() {
			if p.Field == field {
				problems = append(problems, p.Error())
			}
		}
		if problems != nil {
			return errors.New(strings.Join(problems, "\n"))
		}
		return nil
	}}
}

func describeStable(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	want, err := wire.ToDescription(s.description)
	if err != nil {
		return err
	}
	got, err := l.session.variant.Describe(ctx, &pb.DescribeRequest{})
	if err != nil {
		return failed("Describe", err)
	}
	// Both sides take the same way, so that what is unknown here is no difference.
	if got, err = wire.ToDescription(wire.FromDescription(got)); err != nil {
		return err
	}
	if !proto.Equal(got, want) {
		return errors.New("the answer after Open differs from the first one")
	}
	return nil
}

func describeCommand(ctx context.Context, s *subject) error {
	if s.startErr != nil {
		return errNotStarted
	}
	d, err := s.target.program().describe(ctx)
	if err != nil {
		return err
	}
	got, err1 := wire.ToDescription(d)
	want, err2 := wire.ToDescription(s.description)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if !proto.Equal(got, want) {
		return fmt.Errorf("it prints another description than Describe gives:\n%v\n%v", got, want)
	}
	return nil
}

func describeKnownTask(_ context.Context, s *subject) error {
	if s.startErr != nil {
		return errNotStarted
	}
	for _, t := range s.description.Tasks {
		if known(t) {
			return nil
		}
	}
	return fmt.Errorf("the tasks are %v", s.description.Tasks)
}
