package wire

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// ToStatus is an error as it crosses to the host. What the error wraps of the
// contract's errors is in the status's details.
func ToStatus(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := status.FromError(err); ok {
		return err
	}
	code, fault := classify(err)
	s := status.New(code, err.Error())
	if fault == nil {
		return s.Err()
	}
	detailed, detailErr := s.WithDetails(fault)
	if detailErr != nil {
		return errors.Join(s.Err(), detailErr)
	}
	return detailed.Err()
}

func classify(err error) (codes.Code, *pb.Fault) {
	problems := ParamErrors(err)
	switch {
	case len(problems) > 0:
		fault := &pb.Fault{Kind: pb.Fault_PARAMETERS}
		for _, p := range problems {
			fault.Parameters = append(fault.Parameters, &pb.ParameterProblem{Name: p.Name, Problem: p.Problem})
		}
		return codes.InvalidArgument, fault
	case errors.Is(err, variant.ErrUnsupported):
		return codes.FailedPrecondition, &pb.Fault{Kind: pb.Fault_UNSUPPORTED}
	case errors.Is(err, variant.ErrDiverged):
		return codes.Aborted, &pb.Fault{Kind: pb.Fault_DIVERGED}
	case errors.Is(err, context.Canceled):
		return codes.Canceled, nil
	case errors.Is(err, context.DeadlineExceeded):
		return codes.DeadlineExceeded, nil
	}
	return codes.Unknown, nil
}

// ParamErrors are all *variant.ParamError in the tree that err wraps.
func ParamErrors(err error) []*variant.ParamError {
	if p, ok := err.(*variant.ParamError); ok {
		return []*variant.ParamError{p}
	}
	var found []*variant.ParamError
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		found = ParamErrors(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, child := range e.Unwrap() {
			found = append(found, ParamErrors(child)...)
		}
	}
	return found
}

// A RemoteError is an error of the other end: its message as it was there, and
// the contract's errors that it wrapped.
type RemoteError struct {
	Code    codes.Code
	Message string
	wrapped []error
}

func (e *RemoteError) Error() string { return e.Message }

// Unwrap gives variant.ErrUnsupported, variant.ErrDiverged or every
// *variant.ParamError.
func (e *RemoteError) Unwrap() []error { return e.wrapped }

// FromStatus is the error of a status, always a *RemoteError except for nil.
func FromStatus(err error) error {
	if err == nil {
		return nil
	}
	s := status.Convert(err)
	remote := &RemoteError{Code: s.Code(), Message: s.Message()}
	for _, detail := range s.Details() {
		if fault, ok := detail.(*pb.Fault); ok {
			remote.wrapped = append(remote.wrapped, faultErrors(fault)...)
		}
	}
	return remote
}

func faultErrors(f *pb.Fault) []error {
	switch f.Kind {
	case pb.Fault_UNSUPPORTED:
		return []error{variant.ErrUnsupported}
	case pb.Fault_DIVERGED:
		return []error{variant.ErrDiverged}
	}
	var problems []error
	for _, p := range f.Parameters {
		problems = append(problems, &variant.ParamError{Name: p.GetName(), Problem: p.GetProblem()})
	}
	return problems
}
