"""gander's SDK for variants in Python: what plugins/sdk is for Go.

A plugin's program ends with gander.main(MyVariant()); contract.py says what a
variant has to be, docs/protocol.md what happens on the wire."""

from .contract import (Dataset, Description, Diverged, Info, Invalid, Parameter, ParameterErrors, Progress, Row,
                       Sampling, Scalar, Setup, Unsupported)
from .process import main
