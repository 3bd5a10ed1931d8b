#!/bin/sh
# Regenerates the Python code of the messages. Needs protoc (3.21 or later).
set -eu
cd "$(dirname "$0")/gander"
protoc -I ../../../variantpb --python_out=. variant.proto
protoc -I . --python_out=. wire.proto
