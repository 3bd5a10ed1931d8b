"""The calls of gander.variant.v1.Variant, for one variant and its one learner."""

import contextlib
import threading

import grpc
import numpy as np

from . import messages, parameters
from . import variant_pb2 as pb
from .contract import Diverged
from .status import Code, Refused, abort
from .windows import Window


class Service:
    def __init__(self, variant, ending):
        self._variant = variant
        self._description = variant.describe()
        self._ending = ending  # an Event: the process was asked to end
        self._turn = threading.Lock()  # held by the call that uses what follows
        self._learner = None
        self._info = None

    def handler(self):
        """What gRPC wants to know of the calls."""
        unary, duplex, incoming = grpc.unary_unary_rpc_method_handler, grpc.stream_stream_rpc_method_handler, grpc.stream_unary_rpc_method_handler
        table = {
            "Describe": unary(_checked(self.describe), pb.DescribeRequest.FromString, pb.DescribeResponse.SerializeToString),
            "Open": unary(_checked(self.open), pb.OpenRequest.FromString, pb.OpenResponse.SerializeToString),
            "Advance": duplex(_streamed(self.advance), pb.AdvanceRequest.FromString, pb.AdvanceResponse.SerializeToString),
            "Sample": duplex(_streamed(self.sample), pb.SampleRequest.FromString, pb.SampleResponse.SerializeToString),
            "Save": unary(_checked(self.save), pb.SaveRequest.FromString, pb.SaveResponse.SerializeToString),
            "Load": unary(_checked(self.load), pb.LoadRequest.FromString, pb.LoadResponse.SerializeToString),
            "Export": unary(_checked(self.export), pb.ExportRequest.FromString, pb.ExportResponse.SerializeToString),
            "Critique": incoming(_checked(self.critique), pb.CritiqueRequest.FromString, pb.CritiqueResponse.SerializeToString),
            "Close": unary(_checked(self.close), pb.CloseRequest.FromString, pb.CloseResponse.SerializeToString),
        }
        return grpc.method_handlers_generic_handler("gander.variant.v1.Variant", table)

    @contextlib.contextmanager
    def _claim(self, context, opened=True):
        """The learner for one call. A call that comes while another one uses it
        waits; one that was cancelled gives up."""
        while not self._turn.acquire(timeout=0.1):
            if not context.is_active():
                raise Refused(Code.CANCELLED, "the call was cancelled")
        try:
            if opened and self._learner is None:
                raise Refused(Code.FAILED_PRECONDITION, "no learner is open")
            yield self._learner
        finally:
            self._turn.release()

    def drain(self, seconds):
        """Waits for the running call and closes the learner, for good; tells
        whether the call has ended in time."""
        if not self._turn.acquire(timeout=seconds):
            return False
        if self._learner is not None:
            self._learner.close()
        return True

    def describe(self, request, context):
        return messages.description(self._description)

    def open(self, request, context):
        with self._claim(context, opened=False):
            if self._learner is not None:
                raise Refused(Code.FAILED_PRECONDITION, "a learner is open already")
            setup = messages.setup(request)
            setup.parameters = parameters.complete(self._description.parameters, setup.parameters)
            learner = self._variant.open(setup)
            self._info = learner.info()
            self._learner = learner
            return messages.info(self._info)

    def advance(self, requests, context):
        request = _first(requests)
        start = getattr(request, "from")  # which is a word of Python
        if request.every < 1 or not 0 <= start <= request.to:
            raise Refused(Code.INVALID_ARGUMENT, f"steps from {start} to {request.to} every {request.every}: "
                          "want 0 ≤ from ≤ to and every ≥ 1")
        with self._claim(context) as learner:
            enough = threading.Event()
            threading.Thread(target=_wait_for_close, args=(requests, enough), daemon=True).start()
            yield from self._train(learner, start, request, context, enough)

    def _train(self, learner, start, request, context, enough):
        """Reports whenever the number of steps done is a multiple of every, and at
        to, so that windows belong to the run and not to the call."""
        done = start
        window = Window(self._description.scalars)
        for step in range(start + 1, request.to + 1):
            if not context.is_active():
                return
            window.step(learner, step)
            if step % request.every and step != request.to:
                continue
            done = step
            yield pb.AdvanceResponse(report=window.report(step))
            if enough.is_set() or self._ending.is_set():
                break
            window = Window(self._description.scalars)
        yield pb.AdvanceResponse(done=pb.Done(step=done))

    def sample(self, requests, context):
        with self._claim(context) as learner:
            first = _first(requests)
            if first.WhichOneof("message") != "sampling":
                raise Refused(Code.INVALID_ARGUMENT, "the first message of Sample is not a Sampling")
            yield pb.SampleResponse(header=messages.header(self._info.sample_shape))
            for request in requests:
                rows = [messages.row(r) for r in request.rows.rows]
                if rows:
                    x = self._draw(learner, messages.sampling(first.sampling), rows)
                    yield from (pb.SampleResponse(data=c) for c in messages.chunks(messages.sample_bytes(x)))

    def _draw(self, learner, sampling, rows):
        x = learner.sample(sampling, rows)
        want = (len(rows), *self._info.sample_shape)
        if x.shape != want or x.dtype != np.float32:
            raise ValueError(f"samples are {x.dtype} of shape {x.shape}, not float32 of shape {want}")
        if not np.isfinite(x).all():
            raise Diverged("a sample is not finite")
        return x

    def save(self, request, context):
        with self._claim(context) as learner:
            learner.save(request.dir)
            return pb.SaveResponse()

    def load(self, request, context):
        with self._claim(context) as learner:
            learner.load(request.dir)
            return pb.LoadResponse()

    def export(self, request, context):
        with self._claim(context) as learner:
            self._need("export")
            return pb.ExportResponse(files=learner.export(request.dir, request.weights))

    def critique(self, requests, context):
        with self._claim(context) as learner:
            self._need("critique")
            header = _first(requests).header
            data = b"".join(r.data for r in requests)
            return pb.CritiqueResponse(values=learner.critique(messages.samples(header, data)))

    def _need(self, ability):
        if ability not in self._description.abilities:
            raise Refused(Code.UNIMPLEMENTED, f"{self._description.name} does not have the ability {ability!r}")

    def close(self, request, context):
        with self._claim(context) as learner:
            self._learner = None
            learner.close()
            return pb.CloseResponse()


def _first(requests):
    """The first message of a stream."""
    for request in requests:
        return request
    raise Refused(Code.INVALID_ARGUMENT, "the stream has no message")


def _wait_for_close(requests, enough):
    """Returns when the host has closed its side of the stream, or the call is over."""
    with contextlib.suppress(Exception):  # how a cancelled call ends
        for _ in requests:
            pass
    enough.set()


def _checked(call):
    """A call whose errors cross as statuses."""
    def checked(request, context):
        try:
            return call(request, context)
        except Exception as error:
            return abort(context, error)
    return checked


def _streamed(call):
    """A call that yields messages and whose errors cross as statuses."""
    def streamed(requests, context):
        try:
            yield from call(requests, context)
        except Exception as error:
            abort(context, error)
    return streamed
