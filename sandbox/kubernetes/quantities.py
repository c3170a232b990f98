"""Kubernetes' quantities: `256Mi`, `1.5`, `500m`."""

import re
from decimal import Decimal

_SUFFIXES = {
    "m": Decimal("0.001"),
    "": Decimal(1),
    "k": Decimal(10) ** 3,
    "M": Decimal(10) ** 6,
    "G": Decimal(10) ** 9,
    "T": Decimal(10) ** 12,
    "Ki": Decimal(2) ** 10,
    "Mi": Decimal(2) ** 20,
    "Gi": Decimal(2) ** 30,
    "Ti": Decimal(2) ** 40,
}
_QUANTITY = re.compile(r"^([+-]?[0-9]+(?:\.[0-9]+)?)([a-zA-Z]{0,2})$")


def quantity(text: str | float) -> Decimal:
    """Return a quantity in its base unit: bytes, cores, pieces.

    Raises:
        ValueError: the text is no quantity.
    """
    match = _QUANTITY.match(str(text))
    if match is None or match[2] not in _SUFFIXES:
        raise ValueError(f"{text!r} is not a quantity such as 256Mi, 500m or 2.")
    return Decimal(match[1]) * _SUFFIXES[match[2]]


def round_up(value: str | int, whole: int, *, up: bool) -> int:
    """Return a number, or that share of `whole` when `value` is a percentage.

    Args:
        value: such as 2 or `25%`.
        whole: what the percentage is of.
        up: round shares up instead of down.
    """
    if isinstance(value, int) or not value.endswith("%"):
        return int(value)
    share = int(value[:-1]) * whole
    return -(-share // 100) if up else share // 100
