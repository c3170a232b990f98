"""The child's side of `isolation`: reads one page after another until nobody asks any more.

Both sides speak JSON: whatever a page does to this process, its answers are only data.
"""

import json
import resource
import signal
import struct
import sys
from dataclasses import asdict
from enum import StrEnum
from typing import IO, Any

from application.ports.web import Page, PageReader, SelectionEmpty
from domain.errors import InvalidRequest
from domain.page_selections import Selection

MOST_MEMORY = 2_000_000_000
"""Bytes of address space; a 5 MB page with main text needs about a third."""

_LENGTH = struct.Struct("!Q")


class Verb(StrEnum):
    """What is asked of a child."""

    SELECT = "select"
    ARTICLE = "article"


def main(seconds: float) -> None:
    """Answer questions from standard input on standard output.

    Args:
        seconds: for one question; after that the kernel ends this process, also in the middle of
            a library's C code, because the signal keeps its default action.
    """
    from integrations.web.reader import WebPageReader  # noqa: PLC0415 - the parent never loads it

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the parent
    reader = WebPageReader()
    while True:
        try:
            question = receive(sys.stdin.buffer)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        given = read(question, reader)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(sys.stdout.buffer, given)


def read(question: dict[str, Any], reader: PageReader) -> dict[str, Any]:
    """Return the answer to a question: `text` or `article`; else `empty`, `invalid`, `failed`."""
    page = Page(status=200, **question["page"])
    chosen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in question["how"].items()
    }
    try:
        if question["verb"] == Verb.ARTICLE:
            return {"article": asdict(reader.article(page))}
        return {"text": reader.select(page, Selection(**chosen))}
    except SelectionEmpty as error:
        return {"empty": str(error)}
    except InvalidRequest as error:
        return {"invalid": [error.field, error.rule]}
    except Exception as error:  # noqa: BLE001 - a page that breaks a parser breaks nothing else
        return {"failed": type(error).__name__}


def send(stream: IO[bytes], thing: dict[str, Any]) -> None:
    """Write one thing with its length."""
    data = json.dumps(thing).encode("ascii")
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any]:
    """Read one thing; raises EOFError at the end, or when it is cut off."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    size = _LENGTH.unpack(head)[0]
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    thing: dict[str, Any] = json.loads(data)
    return thing
