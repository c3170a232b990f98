"""What is said of a value that strangers wrote: its kind, never the value (SEC-4).

A problem is read by people, and by models that act for them.
"""

from collections.abc import Iterable, Mapping


def wrong_argument(function: str, expected: Iterable[str]) -> str:
    """Say that a function of a JMESPath expression does not take what it was given.

    Args:
        function: its name.
        expected: names of the types that it takes.
    """
    return f"{function}() takes {' or '.join(expected)}, and something else is there"


def kind_of(value: object) -> str:
    """Return what kind of value it is, for a sentence."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else "nothing"


_KINDS = {
    "application/pdf": "a PDF document",
    "application/zip": "an archive",
    "application/gzip": "an archive",
    "audio": "sound",
    "font": "a font",
    "image": "an image",
    "video": "a film",
}


def media_kind(media_type: str) -> str:
    """Return what a server says it sends, as a kind of our own words."""
    first = media_type.partition("/")[0]
    return _KINDS.get(media_type) or _KINDS.get(first) or "bytes of another type"
