"""Logs as gander reads them: one JSON object a line on stderr."""

import json
import logging
import sys
from datetime import datetime, timezone

LEVELS = {"WARNING": "warn", "CRITICAL": "error"}


class Lines(logging.Formatter):
    def format(self, record):
        message = record.getMessage()
        if record.exc_info:
            message += "\n" + self.formatException(record.exc_info)
        time = datetime.fromtimestamp(record.created, timezone.utc)
        return json.dumps({
            "@level": LEVELS.get(record.levelname, record.levelname.lower()),
            "@message": message,
            "@timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        })


def begin():
    """Sends all that goes to Python's logging to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
