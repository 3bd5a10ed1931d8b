package conform

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/internal/wire"
)

// failed says which call an error comes from, nil for none.
func failed(call string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", call, err)
}

// refused wants an error of one of the codes.
func refused(what string, err error, want ...codes.Code) error {
	got := codeOf(err)
	switch {
	case slices.Contains(want, got):
		return nil
	case err == nil:
		return fmt.Errorf("%s was accepted, want %s", what, codeNames(want))
	}
	return fmt.Errorf("%s gives %s, want %s: %w", what, got, codeNames(want), err)
}

// codeOf is the status code of an error, even of one that was wrapped.
func codeOf(err error) codes.Code {
	var s interface{ GRPCStatus() *status.Status }
	if errors.As(err, &s) {
		return s.GRPCStatus().Code()
	}
	return status.Code(err)
}

func codeNames(all []codes.Code) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.String()
	}
	return strings.Join(names, " or ")
}

// names wants an error that names a parameter, in its details or its text.
func names(err error, parameter string) error {
	for _, p := range wire.ParamErrors(wire.FromStatus(err)) {
		if p.Name == parameter {
			return nil
		}
	}
	if strings.Contains(status.Convert(err).Message(), parameter) {
		return nil
	}
	return fmt.Errorf("the error does not name %s: %v", parameter, err)
}
