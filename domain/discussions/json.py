"""JSON as the files of the bus have it: read however it is laid out, written by lines (BUS-2)."""

import json
from collections.abc import Iterator
from math import isinf

from domain.common.errors import Rejected
from domain.common.messages import Foreign, message

_ENCODER = json.JSONEncoder(ensure_ascii=False)


def parsed(data: bytes) -> object:
    """Return what JSON says; a byte order mark, as some editors put first, is passed over.

    Raises:
        Rejected: it is no JSON that can be kept as it is; the sentence says why.
    """
    if not data.strip():
        raise Rejected(message("discussion.empty"))
    try:
        return json.loads(data.decode("utf-8-sig"), parse_float=_finite)
    except UnicodeDecodeError as error:
        raise Rejected(message("discussion.not_utf8", position=error.start)) from None
    except RecursionError:
        raise Rejected(message("discussion.too_deep")) from None
    except json.JSONDecodeError as error:
        raise Rejected(
            message("discussion.not_json", why=Foreign(error.msg), line=error.lineno)
        ) from None
    except ValueError:
        raise Rejected(message("discussion.large_number")) from None


def written(document: object) -> bytes:
    """Write JSON as other programs read it; a line for each field, message and entry.

    Lines keep a file of thousands of messages readable and cost nothing, unlike the indentation of
    `json`, which is ten times slower. Half a surrogate pair, which JSON knows and UTF-8 does not,
    stays the escape that it was.
    """
    return ("\n".join(_lines(document)) + "\n").encode("utf-8", "backslashreplace")


def on_one_line(value: object) -> str:
    """Return a value as JSON, in the characters that it has."""
    return _ENCODER.encode(value)


def _lines(document: object) -> Iterator[str]:
    if not isinstance(document, dict):
        yield from _listed(document, "")
        return
    yield "{"
    last = len(document) - 1
    for number, (name, value) in enumerate(document.items()):
        rows = list(_listed(value, f"{on_one_line(str(name))}: "))
        rows[-1] += "" if number == last else ","
        yield from rows
    yield "}"


def _listed(value: object, before: str) -> Iterator[str]:
    """Write a list of objects one to a line, anything else as it is."""
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        yield before + on_one_line(value)
        return
    yield before + "["
    yield ",\n".join(on_one_line(one) for one in value)
    yield "]"


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(text)
    return number
