"""What is said of a value that strangers wrote: its kind, never the value (SEC-4).

A problem is read by people, and by models that act for them.
"""

from collections.abc import Iterable, Mapping

from domain.common.messages import Message, message


def wrong_argument(function: str, expected: Iterable[str]) -> str:
    """Say that a function of a JMESPath expression does not take what it was given.

    Args:
        function: its name.
        expected: names of the types that it takes.
    """
    return f"{function}() takes {' or '.join(expected)}, and something else is there"


def kind_of(value: object) -> Message:
    """Return what kind of value it is that is no number."""
    if isinstance(value, str):
        return message("metric.kind_text")
    if isinstance(value, bool):
        return message("metric.kind_flag")
    if isinstance(value, Mapping):
        return message("metric.kind_object")
    several = isinstance(value, list | tuple)
    return message("metric.kind_list" if several else "metric.kind_nothing")


_KINDS = {
    "application/pdf": "web.kind_pdf",
    "application/zip": "web.kind_archive",
    "application/gzip": "web.kind_archive",
    "audio": "web.kind_sound",
    "font": "web.kind_font",
    "image": "web.kind_image",
    "video": "web.kind_film",
}


def media_kind(media_type: str) -> Message:
    """Return what a server says it sends, as a kind of our own words."""
    first = media_type.partition("/")[0]
    return message(_KINDS.get(media_type) or _KINDS.get(first) or "web.kind_other")
