"""Errors as they cross to the host: a code, a message, and which sort it is."""

import logging

import grpc

from . import variant_pb2 as pb
from . import wire_pb2 as wire
from .contract import Diverged, Invalid, ParameterErrors, Unsupported

Code = grpc.StatusCode


class Refused(Exception):
    """An error that has its code already."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def abort(context, error):
    """Ends a call with an error. It does not return."""
    code, fault = _classify(error)
    message = str(error) or type(error).__name__
    if code is Code.UNKNOWN:
        logging.error("%s: %s", type(error).__name__, message, exc_info=error)
    if fault is not None:
        status = wire.Status(code=code.value[0], message=message)
        status.details.add().Pack(fault)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, message)


def _classify(error):
    if isinstance(error, Refused):
        return error.code, None
    if isinstance(error, Invalid):
        return Code.INVALID_ARGUMENT, None
    if isinstance(error, ParameterErrors):
        problems = [pb.ParameterProblem(name=n, problem=p) for n, p in error.problems]
        return Code.INVALID_ARGUMENT, pb.Fault(kind=pb.Fault.PARAMETERS, parameters=problems)
    if isinstance(error, Unsupported):
        return Code.FAILED_PRECONDITION, pb.Fault(kind=pb.Fault.UNSUPPORTED)
    if isinstance(error, Diverged):
        return Code.ABORTED, pb.Fault(kind=pb.Fault.DIVERGED)
    return Code.UNKNOWN, None
