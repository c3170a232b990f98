"""Reading in a process of its own, which dies when a page or a pattern takes too long (WEB-2).

Pages are written by strangers, patterns by anybody with an account, and neither matcher nor parser
can be stopped from inside Python: one bad pair would freeze every watch of a worker. So a child
reads; the kernel ends it when its time is up, and another takes its place. It also leaves the
worker's own processor time to its checks.
"""

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from typing import IO, Any, cast

from application.ports.web import Article, FetchFailed, FetchProblem, Page, SelectionEmpty
from domain.errors import InvalidRequest
from domain.page_selections import Selection
from integrations.web.reading_child import Verb, receive, send

LONGEST_READING = 10.0
"""Seconds; a page of 5 MB takes one, the largest article two, on a busy machine four times that."""

MOST_CHILDREN = 2
"""Each holds about 90 MB once the libraries are loaded."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from integrations.web.reading_child import main; main(float(sys.argv[2]))"
)


@dataclass
class _Child:
    """A running reader; one question at a time."""

    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, seconds: float) -> "_Child":
        """Start one. It gets our paths, and none of our environment: there are secrets in it."""
        command = [sys.executable, "-I", "-c", _START, json.dumps(sys.path), str(seconds)]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        )
        return cls(process)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the answer; raises EOFError, OSError or ValueError when the child is gone."""
        send(cast(IO[bytes], self.process.stdin), question)
        return receive(cast(IO[bytes], self.process.stdout))

    def end(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.communicate()


class IsolatedReader:
    """Reads pages in child processes; implements `PageReader`.

    Blocks its thread while a child reads: call it with `asyncio.to_thread`. Children start with
    the first page and stay.

    Args:
        seconds: longest time of one reading.
        most_children: how many read at once; more readings wait.
    """

    def __init__(
        self, *, seconds: float = LONGEST_READING, most_children: int = MOST_CHILDREN
    ) -> None:
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(most_children)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._closed = False

    def select(self, page: Page, how: Selection) -> str:
        """Return the chosen text; see `PageReader.select`.

        Raises:
            FetchFailed: `TYPE` when the page cannot be read in time.
        """
        return str(self._ask(_question(Verb.SELECT, page, how))["text"])

    def article(self, page: Page) -> Article:
        """Return the main text of a page; see `PageReader.article`.

        Raises:
            FetchFailed: `TYPE` when the page cannot be read in time.
        """
        found = self._ask(_question(Verb.ARTICLE, page, Selection()))["article"]
        links = tuple((str(text), str(address)) for text, address in found.pop("links"))
        return Article(**found, links=links)

    def close(self) -> None:
        """End the children."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for child in idle:
            child.end()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        with self._turns:
            child = self._take()
            try:
                given = child.ask(question)
            except (EOFError, OSError, ValueError):
                child.end()
                raise _unreadable(f"could not be read within {self._seconds:g} seconds") from None
            self._give_back(child)
        raise_problem(given)
        return given

    def _take(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
        return _Child.start(self._seconds)

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(child)
                return
        child.end()


def _question(verb: Verb, page: Page, how: Selection) -> dict[str, Any]:
    shown = {"url": page.url, "media_type": page.media_type, "text": page.text}
    return {"verb": verb, "page": shown, "how": asdict(how)}


def raise_problem(given: dict[str, Any]) -> None:
    """Raise what a child could not answer with; returns when it could."""
    if "empty" in given:
        raise SelectionEmpty(str(given["empty"]))
    if "invalid" in given:
        raise InvalidRequest(*given["invalid"])
    if "failed" in given:
        raise _unreadable(f"confuses its parser ({given['failed']})")


def _unreadable(how: str) -> FetchFailed:
    return FetchFailed(
        FetchProblem.TYPE, f"The page {how}; choose less of it, or write simpler patterns."
    )
