"""What the groups have received, in order."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

MOST_KEPT = 2000
"""Messages remembered; the oldest go first, so a stand-in left running does not grow."""


@dataclass(frozen=True)
class Draft:
    """What a provider read out of a call that it accepts.

    Attributes:
        kind: the provider's own message type, e.g. `markdown`.
        text: what a member of the group would read.
        body: the JSON as it was sent.
    """

    kind: str
    text: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Posted:
    """One message in a group; `robot` is its name, never its key, and `at` is in Unix seconds."""

    number: int
    at: float
    provider: str
    robot: str
    kind: str
    text: str
    body: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the message for `/messages`."""
        return asdict(self)


class Ledger:
    """The messages all robots have accepted, oldest first."""

    def __init__(self) -> None:
        self._posted: deque[Posted] = deque(maxlen=MOST_KEPT)
        self._count = 0

    def add(self, draft: Draft, *, provider: str, robot: str, at: float) -> Posted:
        """Append a message and return it with its number, which starts at 1."""
        self._count += 1
        posted = Posted(self._count, at, provider, robot, draft.kind, draft.text, draft.body)
        self._posted.append(posted)
        return posted

    def messages(self, *, robot: str = "", after: int = 0) -> list[Posted]:
        """Return the messages of one robot (or all) whose number is above `after`."""
        return [
            posted
            for posted in self._posted
            if posted.number > after and robot in {"", posted.robot}
        ]

    def clear(self) -> None:
        """Forget everything; numbers go on, so `after` keeps its meaning."""
        self._posted.clear()
