"""The watch over the host: a process whose host is gone without having said so,
killed or crashed, ends by itself."""

import logging
import os
import threading
import time

FIRST = 60.0  # seconds that a host may take to connect
GONE = 3.0  # seconds that nobody may be connected


class HostWatch:
    """A host holds one call of StreamStdio for as long as it lives, so the end of
    that call is the end of the connection."""

    def __init__(self, ending):
        self._ending = ending
        self._lock = threading.Lock()
        self._connections = 0
        self._alone_since = None
        self._patience = FIRST
        self._parent = os.getppid()  # it may well be process 1, in a container

    def begin(self):
        self._alone_since = time.monotonic()
        threading.Thread(target=self._watch, daemon=True).start()

    def stdio(self, request, context):
        """plugin.GRPCStdio/StreamStdio: an open stream that sends nothing, as the
        log goes to stderr."""
        over = threading.Event()
        if not context.add_callback(over.set):  # it is over already
            return
        with self._lock:
            self._connections += 1
        over.wait()
        with self._lock:
            self._connections -= 1
            self._alone_since, self._patience = time.monotonic(), GONE
        yield from ()  # which makes this a stream

    def _watch(self):
        while not self._ending.is_set():
            if os.getppid() != self._parent:
                self._exit("the parent process has ended")
            with self._lock:
                alone = self._connections == 0 and time.monotonic() - self._alone_since > self._patience
            if alone:
                self._exit("no host is connected")
            time.sleep(0.5)

    def _exit(self, reason):
        """Ends at once: what the learner holds is lost, but nobody wants it."""
        logging.error("the host is gone: %s", reason)
        os._exit(1)
