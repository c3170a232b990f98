"""Names of measured series as people say them; clouds write them for programs."""

import re
from collections.abc import Mapping

_KINDS = {
    "disk": "disk", "volume": "storage", "storage": "storage", "mem": "memory",
    "memory": "memory", "cpu": "cpu", "conn": "connections", "connections": "connections",
    "connection": "connections",
}  # fmt: skip
_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")


def metric_words(name: str, words: Mapping[str, str]) -> str:
    """Return what a series measures, by `words` where it is one of the common kinds.

    Of any other the pieces of its name are kept, without underscores and capitals in the middle.
    """
    pieces = _PIECES.findall(name)
    kinds = (_KINDS.get(piece.lower()) for piece in pieces)
    kind = next((each for each in kinds if each), "")
    return words.get(kind) or " ".join(pieces) or name
