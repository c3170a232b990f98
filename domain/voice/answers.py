"""Answers that fit through a robot's door: at most 1,024 bytes, the rest on asking (VOI-1)."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_BYTES = 1_024
"""UTF-8 bytes of one answer, its "more" included; what robots' servers take."""

MOST_KEPT = 32
"""Rests of long answers that one endpoint keeps; the oldest goes first."""

LONGEST = 24 * 1024
"""Bytes of one answer that are kept: nobody listens longer."""

_ROOM = MOST_BYTES - 4
"""What is filled: a sign may come before an answer."""

PART = "\f"
"""Between parts of an answer that is spoken part after part, each short enough by itself."""

_ENDS = ("\n\u3002！？!?；;", "，,、 ")


def cut(text: str, most: int) -> tuple[str, str]:
    """Return what fits into `most` bytes, ended where a sentence or word does, and the rest.

    Nothing is lost but blanks at the cut, and no character is cut.
    """
    data = text.encode("utf-8", "replace")
    if len(data) <= most:
        return text, ""
    head = data[:most].decode("utf-8", "ignore")
    for ends in _ENDS:
        end = max(head.rfind(stop) + 1 for stop in ends)
        if end > len(head) // 2:  # better a cut word than half an answer
            head = head[:end]
            break
    return head.rstrip(), text[len(head) :].lstrip()


@dataclass(frozen=True)
class Rest:
    """What is left of an answer; `spoken` is to be said word for word."""

    text: str
    spoken: bool = False


@dataclass
class Rests:
    """What is left of long answers, by a key that is good for one endpoint.

    Attributes:
        kept: rest by key, the oldest first.
    """

    kept: OrderedDict[str, Rest] = field(default_factory=OrderedDict)
    _given: int = 0

    def first(self, text: str, more: Callable[[str], str], *, spoken: bool = False) -> str:
        """Return an answer of at most `MOST_BYTES`, and keep the rest.

        Args:
            text: the whole answer.
            more: what is said of a rest, given its key.
            spoken: it is to be said word for word, and so is the rest.
        """
        head, mark, rest = text.partition(PART)
        if mark and len(head.encode("utf-8", "replace")) <= MOST_BYTES:
            self.keep(rest, spoken=spoken)  # a part says by itself that there is more
            return head
        text = text.replace(PART, "\n")
        if len(text.encode("utf-8", "replace")) <= _ROOM:
            return text
        said = f"\n{more(self._next_key())}"
        head, rest = cut(text, _ROOM - len(said.encode()))
        self.keep(rest, spoken=spoken)
        return head + said

    def keep(self, rest: str, key: str = "", *, spoken: bool = False) -> str:
        """Keep what is to be told on asking, and return its key."""
        if not key:
            key = self._next_key()
            self._given += 1
        self.kept[key] = Rest(cut(rest, LONGEST)[0], spoken)
        self.kept.move_to_end(key)
        while len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)
        return key

    def next(self, key: str, more: Callable[[str], str]) -> Rest | None:
        """Return the next piece of an answer; None: there is no such rest.

        The rest stays: a robot that did not get it may ask again.

        Args:
            key: what the answer before named; empty: the newest.
            more: as for `first`.
        """
        if not key and self.kept:
            key = next(reversed(self.kept))
        rest = self.kept.get(key)
        if rest is None:
            return None
        return Rest(self.first(rest.text, more, spoken=rest.spoken), rest.spoken)

    def _next_key(self) -> str:
        return f"m{self._given + 1}"
