"""Names of measured series as people say them; clouds write them for programs."""

import re
from enum import StrEnum

from domain.common.messages import Called


class MetricKind(StrEnum):
    """What is measured everywhere, whatever a cloud calls it."""

    DISK = "disk"
    STORAGE = "storage"
    MEMORY = "memory"
    CPU = "cpu"
    CONNECTIONS = "connections"


_KINDS = {each.value: each for each in MetricKind} | {
    "volume": MetricKind.STORAGE,
    "mem": MetricKind.MEMORY,
    "conn": MetricKind.CONNECTIONS,
    "connection": MetricKind.CONNECTIONS,
}
_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")


def metric_called(name: str) -> MetricKind | Called:
    """Return what a series measures, where it is one of the common kinds.

    Of any other the pieces of its name are kept, without underscores and capitals in the middle.
    """
    pieces = _PIECES.findall(name)
    kinds = (_KINDS.get(piece.lower()) for piece in pieces)
    kind = next((each for each in kinds if each), None)
    return kind or Called(" ".join(pieces) or name)
