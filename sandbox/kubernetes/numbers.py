"""Whole numbers, which an API server keeps in 32 bits; what is larger is refused."""

from collections.abc import Mapping

from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.failures import Refusal

LARGEST = 2**31 - 1
_CONVERTING = ("strategic-merge-patch", "apply-patch")
"""Patches that a server converts field by field; there the number turns negative, and is invalid
as such (`validation.py`)."""


def check_numbers(call: Call, spec: object) -> None:
    """Let an object pass whose spec has no number that would not be decoded.

    Raises:
        Refusal: 400 for a whole object, 422 for what a patch makes of one; as measured.
    """
    if not isinstance(spec, Mapping):
        return
    for field, value in spec.items():
        if is_too_large(value) and not any(one in call.content_type for one in _CONVERTING):
            raise _overflow(call, field, value)


def is_too_large(value: object) -> bool:
    """Say whether something is a whole number of more than 32 bits."""
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return not -LARGEST - 1 <= value <= LARGEST


def wrapped(value: int) -> int:
    """Return what is left of a number in 32 bits."""
    return (value + LARGEST + 1) % 2**32 - LARGEST - 1


def _overflow(call: Call, field: str, value: object) -> Refusal:
    kind = call.target.kind
    words = f"ReadInt32: overflow: {value}"
    if call.verb == "patch":
        about = {"causes": [{"reason": "FieldValueInvalid", "message": words, "field": "patch"}]}
        text = f'"" is invalid: patch: Invalid value: {field}: {words}'
        return Refusal(422, text, details=about)
    version = call.target.version
    why = f'{kind.name} in version "{version}" cannot be handled as a {kind.name}: {field}: {words}'
    return Refusal(400, why)
