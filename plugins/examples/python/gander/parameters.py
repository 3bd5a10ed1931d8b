"""Parameters: checked against their specs, and filled up with defaults."""

import math

from .contract import ParameterErrors

ARTICLES = {"int": "a whole number", "float": "a number", "bool": "true or false", "string": "a string", "list": "a list of names"}


def complete(specs, given):
    """Every parameter's value; given are those of the host by name. All problems
    are raised at once."""
    known = {s.name for s in specs}
    values, problems = {}, []
    for s in specs:
        value, problem = _convert(s, given[s.name]) if s.name in given else (s.default, None)
        values[s.name] = value
        if problem:
            problems.append((s.name, problem))
    problems += [(name, "is not known") for name in sorted(given) if name not in known]
    if problems:
        raise ParameterErrors(problems)
    return values


def _convert(spec, value):
    """The value as its kind has it, or what is wrong with it."""
    if spec.kind in ("int", "float"):
        return _number(spec, value)
    wanted = {"bool": bool, "string": str, "list": list}[spec.kind]
    if not isinstance(value, wanted):
        return None, f"is {value!r}, not {ARTICLES[spec.kind]}"
    if spec.choices and value not in spec.choices:
        return None, f"is {value!r}, not one of {', '.join(spec.choices)}"
    return value, None


def _number(spec, value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or (spec.kind == "int" and value != int(value)):
        return None, f"is {value!r}, not {ARTICLES[spec.kind]}"
    if spec.minimum is not None and value < spec.minimum:
        return None, f"is {value}, less than its minimum {spec.minimum}"
    if spec.maximum is not None and value > spec.maximum:
        return None, f"is {value}, more than its maximum {spec.maximum}"
    return (int if spec.kind == "int" else float)(value), None
