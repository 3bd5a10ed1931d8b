package conform

import (
	"context"
	"fmt"
	"slices"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

var conditionChecks = []Check{
	{ID: "condition/label", Rule: "Another label gives another sample of the same latent.", Hint: "Use Row.label.", Needs: []Need{labelled},
		run: changed(variant.LabelToImage, func(l *learner, r *pb.Row) { r.Label = (r.Label + 1) % int64(len(l.images.Classes)) })},
	{ID: "condition/label-range", Rule: "A label that is no class is an error, and the process lives on.", Hint: "Give INVALID_ARGUMENT with the label.", Needs: []Need{labelled},
		run: impossible(variant.LabelToImage, "label 99", func(r *pb.Row) { r.Label = 99 })},
	{ID: "condition/domain", Rule: "Another target domain gives another sample of the same source.", Hint: "Use Row.domain.", Needs: []Need{domains},
		run: changed(variant.DomainToDomain, func(_ *learner, r *pb.Row) { r.Domain = 1 - r.Domain })},
	{ID: "condition/domain-range", Rule: "A domain that the dataset has not is an error, and the process lives on.", Hint: "Give INVALID_ARGUMENT with the domain.", Needs: []Need{domains},
		run: impossible(variant.DomainToDomain, "domain 99", func(r *pb.Row) { r.Domain = 99 })},
	{ID: "condition/attributes", Rule: "Other attributes give another sample of the same source.", Hint: "Use Row.attributes.", Needs: []Need{attribute},
		run: changed(variant.AttributeTo, func(_ *learner, r *pb.Row) { r.Attributes = wire.AppendFloats(nil, []float32{1, 1}) })},
	{ID: "condition/attributes-length", Rule: "Too many attributes are an error, and the process lives on.", Hint: "Give INVALID_ARGUMENT with both lengths.", Needs: []Need{attribute},
		run: impossible(variant.AttributeTo, "9 attributes", func(r *pb.Row) { r.Attributes = wire.AppendFloats(nil, make([]float32, 9)) })},
	{ID: "condition/source", Rule: "Another source gives another sample.", Hint: "Use Row.source.", Needs: []Need{sources}, run: otherSource},
	{ID: "condition/source-length", Rule: "A source of another size than a sample is an error, and the process lives on.", Hint: "Give INVALID_ARGUMENT with both lengths.", Needs: []Need{sources},
		run: func(ctx context.Context, s *subject) error {
			return impossible(s.task(), "a source of one number", func(r *pb.Row) { r.Source = []byte{0, 0, 0, 0} })(ctx, s)
		}},
}

// warm is how many steps a learner does before its conditions are compared:
// a fresh network may not look at them yet.
const warm = 10

// changed checks that a change of the condition changes some of 8 samples.
func changed(t variant.Task, change func(*learner, *pb.Row)) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		l, err := s.warmFor(ctx, t)
		if err != nil {
			return err
		}
		rows, err := l.rows(0, 8)
		if err != nil {
			return err
		}
		return l.differs(ctx, rows, func(r *pb.Row) { change(l, r) })
	}
}

func (s *subject) warmFor(ctx context.Context, t variant.Task) (*learner, error) {
	l, err := s.openFor(ctx, t)
	if err != nil {
		return nil, err
	}
	_, err = l.advance(ctx, 0, warm, warm)
	return l, err
}

// differs wants other samples after a change of all rows.
func (l *learner) differs(ctx context.Context, rows []*pb.Row, change func(*pb.Row)) error {
	before, err := l.sample(ctx, sampling(), rows...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		change(r)
	}
	after, err := l.sample(ctx, sampling(), rows...)
	if err == nil && after.same(before) {
		err = fmt.Errorf("%d samples are the same", len(rows))
	}
	return err
}

func otherSource(ctx context.Context, s *subject) error {
	l, err := s.warmFor(ctx, s.task())
	if err != nil {
		return err
	}
	rows, err := l.rows(0, 1)
	if err != nil {
		return err
	}
	others, err := l.rows(1, 1)
	if err != nil {
		return err
	}
	return l.differs(ctx, rows, func(r *pb.Row) { r.Source = slices.Clone(others[0].Source) })
}

// impossible checks that a condition is refused.
func impossible(t variant.Task, what string, change func(*pb.Row)) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		l, err := s.openFor(ctx, t)
		if err != nil {
			return err
		}
		rows, err := l.rows(0, 1)
		if err != nil {
			return err
		}
		change(rows[0])
		_, err = l.sample(ctx, sampling(), rows...)
		return s.survives(ctx, what, err)
	}
}
