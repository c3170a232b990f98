"""Who asked for what, how often, and how many got a 304: what a test wants to know of a client."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_PATHS = 50_000
MOST_REMEMBERED = 2_000
"""Single requests remembered in order; the counts go on for ever."""

_TOLD = ("if-none-match", "if-modified-since", "user-agent", "accept", "accept-encoding", "host")


@dataclass
class Visits:
    """What became of the requests for one path."""

    count: int = 0
    not_modified: int = 0
    conditional: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    last: dict[str, str] = field(default_factory=dict)

    def as_json(self, path: str) -> dict[str, Any]:
        """Return the counts and the headers of the last request."""
        return {
            "path": path,
            "count": self.count,
            "not_modified": self.not_modified,
            "conditional": self.conditional,
            "statuses": {str(status): times for status, times in sorted(self.statuses.items())},
            "last": self.last,
        }


class Traffic:
    """Counts requests around an application; what begins with `quiet` is not counted."""

    def __init__(self, app: ASGIApp, *, quiet: Iterable[str], clock: Callable[[], float]) -> None:
        self._app = app
        self._quiet = tuple(quiet)
        self._clock = clock
        self._visits: dict[str, Visits] = {}
        self._order: deque[tuple[float, str]] = deque(maxlen=MOST_REMEMBERED)
        self._open = 0
        self.most_at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note what came of it."""
        if scope["type"] != "http" or scope["path"].startswith(self._quiet):
            await self._app(scope, receive, send)
            return
        visits = self._note(scope)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                visits.statuses[message["status"]] += 1
                visits.not_modified += message["status"] == 304
                message["headers"] = [*message.get("headers", []), (b"x-sandbox", b"1")]
            await send(message)

        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            await self._app(scope, receive, noted)
        finally:
            self._open -= 1

    def visits(self, path: str) -> Visits:
        """Return what became of the requests for a path."""
        return self._visits.get(path, Visits())

    def as_json(self, path: str = "") -> dict[str, Any]:
        """Return all counts, or those of one path."""
        wanted = {path: self.visits(path)} if path else self._visits
        return {
            "paths": [visits.as_json(name) for name, visits in sorted(wanted.items())],
            "total": sum(visits.count for visits in self._visits.values()),
            "not_modified": sum(visits.not_modified for visits in self._visits.values()),
            "most_at_once": self.most_at_once,
            "order": [{"at": at, "path": name} for at, name in self._order if path in {"", name}],
        }

    def clear(self) -> None:
        """Begin to count anew."""
        self._visits.clear()
        self._order.clear()
        self.most_at_once = 0

    def _note(self, scope: Scope) -> Visits:
        path = scope["path"]
        known = path in self._visits or len(self._visits) < MOST_PATHS
        visits = self._visits.setdefault(path, Visits()) if known else Visits()
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        visits.count += 1
        visits.conditional += "if-none-match" in headers or "if-modified-since" in headers
        visits.last = {name: headers[name] for name in _TOLD if name in headers}
        self._order.append((self._clock(), path))
        return visits
