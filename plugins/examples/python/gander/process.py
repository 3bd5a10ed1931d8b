"""A plugin's process: started by gander it shakes hands on stdout and takes calls
on a local socket, until the host asks it to end, SIGTERM comes or the host is
gone."""

import faulthandler
import logging
import os
import signal
import sys
import tempfile
import threading
from concurrent import futures

import grpc
from google.protobuf import json_format

from . import log, messages, tls
from . import wire_pb2 as wire
from .host import HostWatch
from .service import Service

COOKIE = "8e3652181831fe2b362af98a289d06474ba120358dc8ec3dfa29beb458b78da7"
PROTOCOL = "1"  # the version of gander.variant.v1
MAX_MESSAGE = 32 << 20  # bytes
DRAIN = 1.5  # seconds that the end waits for a running call; the host kills after two
FLUSH = 0.2  # seconds that the connection has to write what calls have sent

# Advance and StreamStdio take a thread each for as long as they run, and Shutdown
# must always find one.
THREADS = 16


def main(variant):
    """The whole of a plugin's main program. It does not return."""
    arguments = sys.argv[1:]
    if arguments == ["describe"]:
        print(json_format.MessageToJson(messages.description(variant.describe())))
        sys.exit(0)
    if arguments or os.environ.get("GANDER_PLUGIN_COOKIE") != COOKIE:
        name = variant.describe().name
        print(f'{os.path.basename(sys.argv[0])} is the variant "{name}", a plugin of gander, which starts it by itself.', file=sys.stderr)
        sys.exit(2 if arguments else 1)
    sys.exit(Process(variant).run())


class Process:
    def __init__(self, variant):
        self._ending = threading.Event()
        self._code = 0
        self._service = Service(variant, self._ending)
        self._host = HostWatch(self._ending)

    def run(self):
        """Serves to the end. The process leaves behind what still runs then."""
        log.begin()
        faulthandler.register(signal.SIGQUIT, all_threads=True, chain=True)  # what a hung process is asked for
        signal.signal(signal.SIGTERM, lambda *_: self._end(143))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        server = grpc.server(futures.ThreadPoolExecutor(THREADS), options=[
            ("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE),
        ])
        server.add_generic_rpc_handlers((self._service.handler(), *self._go_plugin()))
        socket = self._listen(server)
        self._ending.wait()
        if not self._service.drain(DRAIN):
            logging.warning("ended in the midst of a call")
        server.stop(FLUSH).wait()
        if os.path.exists(socket):
            os.remove(socket)
        sys.stderr.flush()
        os._exit(self._code)

    def _end(self, code):
        self._code = code
        self._ending.set()

    def _listen(self, server):
        """Opens the socket and says so in the one line that the host reads."""
        folder = os.environ.get("PLUGIN_UNIX_SOCKET_DIR") or tempfile.gettempdir()
        socket = os.path.join(folder, f"plugin{os.getpid()}")
        client = os.environ.get("PLUGIN_CLIENT_CERT")
        certificate = ""
        if client:
            credentials, certificate = tls.credentials(client.encode())
            server.add_secure_port("unix:" + socket, credentials)
        else:
            server.add_insecure_port("unix:" + socket)
        server.start()
        self._host.begin()
        print(f"1|{PROTOCOL}|unix|{socket}|grpc|{certificate}", flush=True)
        os.dup2(2, 1)  # prints from now on are part of the log
        return socket

    def _go_plugin(self):
        """The calls that every plugin of go-plugin has beside its own."""
        empty = wire.Empty.FromString, wire.Empty.SerializeToString
        return (
            grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": grpc.unary_unary_rpc_method_handler(
                _health, wire.HealthCheckRequest.FromString, wire.HealthCheckResponse.SerializeToString)}),
            grpc.method_handlers_generic_handler("plugin.GRPCController", {"Shutdown": grpc.unary_unary_rpc_method_handler(
                self._shutdown, *empty)}),
            grpc.method_handlers_generic_handler("plugin.GRPCStdio", {"StreamStdio": grpc.unary_stream_rpc_method_handler(
                self._host.stdio, *empty)}),
        )

    def _shutdown(self, request, context):
        self._ending.set()
        return wire.Empty()


def _health(request, context):
    if request.service not in ("", "plugin"):
        context.abort(grpc.StatusCode.NOT_FOUND, f"no service {request.service}")
    return wire.HealthCheckResponse(status=1)
