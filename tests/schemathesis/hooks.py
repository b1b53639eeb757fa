"""What schemathesis does not know of the orders document: how sequences of JSON texts are written, and `x-gateway-body`."""

import json

import schemathesis


def _items(value):
    return value if isinstance(value, list) else [value]


@schemathesis.serializer("application/x-ndjson")
def json_lines(ctx, value):
    return b"".join(json.dumps(item).encode() + b"\n" for item in _items(value))


@schemathesis.serializer("application/json-seq")
def json_sequence(ctx, value):
    return b"".join(b"\x1e" + json.dumps(item).encode() + b"\n" for item in _items(value))


def _limits(case):
    """The effective `x-gateway-body`: the nearest level wins, field by field."""
    document = case.operation.schema.raw_schema
    item = document["paths"][case.operation.path]
    limits = {}
    for level in (document, item, item[case.operation.method.lower()]):
        limits.update(level.get("x-gateway-body", {}))
    return limits


def _octets(text):
    return int(text[:-3]) * {"KiB": 1024, "MiB": 1024 * 1024}[text[-3:]]


def _depth(value):
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _is_sayable(case):
    """Whether schemathesis writes the values as they are meant. An empty list has no written form, and it writes a list of
    one empty text. In a form it spreads the members of an object that OpenAPI 3.1.1 asks to be written as JSON, and
    writes the comma between items as `%2C`, which RFC 6570 makes a part of an item."""
    parameters = case.operation.definition.raw.get("parameters", [])
    lists = {one["name"] for one in parameters if one.get("schema", {}).get("type") == "array"}
    texts = [(case.query or {}).get(name) for name in lists] + [(case.headers or {}).get(name) for name in lists]
    if any(text in ("", []) for text in texts):
        return False
    if case.media_type == "application/x-www-form-urlencoded" and isinstance(case.body, dict):
        lists = [value for value in case.body.values() if isinstance(value, list)]
        return "shipTo" not in case.body and all(len(items) == 1 for items in lists)
    return True


@schemathesis.hook
def filter_case(ctx, case):
    """Drops bodies that are valid by their schema and refused by `x-gateway-body`, text with a NUL, which the gateway
    takes for no text, and values without a written form: a refusal of those is no fault. What is meant to be invalid
    stays."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return True
    limits = _limits(case)
    if not _is_sayable(case):
        return False
    if case.media_type == "text/plain" and isinstance(case.body, str):
        return "\0" not in case.body
    if case.media_type == "multipart/form-data":
        return "\\u0000" not in json.dumps(case.body, default=str)
    if isinstance(case.body, (dict, list)):
        is_shallow = _depth(case.body) <= limits["maxDepth"]
        return is_shallow and len(json.dumps(case.body)) <= _octets(limits["maxBytes"])
    return True
