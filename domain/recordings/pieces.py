"""Text in pieces that a voice takes at once: whole sentences where it can be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.common.aloud import DENSE

_SENTENCE = re.compile(r"[^\u3002！？；.!?;\n]*[\u3002！？；.!?;\n]+\s*|[^\u3002！？；.!?;\n]+")
_PHRASE = re.compile(r"[^\uff0c\u3001：,:]*[\uff0c\u3001：,:]\s*|[^\uff0c\u3001：,:]+")
_WORD = re.compile(r"[A-Za-z0-9'_-]+\s*|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Room:
    """How much of a text a voice takes at once.

    A mixture is weighed: half of the one and half of the other fill it.

    Attributes:
        dense: characters of scripts with a syllable a character, full-width signs among them.
        sparse: all other characters.
    """

    dense: int
    sparse: int

    def used_by(self, text: str) -> float:
        """Return the share of the room that a text takes; more than 1 does not fit."""
        dense = sum(ord(char) > DENSE for char in text)
        return dense / self.dense + (len(text) - dense) / self.sparse


def pieces(text: str, room: Room) -> list[str]:
    """Return the text in pieces that fit, in order; joined they are the text again.

    A piece ends at a sentence, else at a pause, else at a word, else between two characters.
    """
    found: list[str] = []
    for part in _fitting(text, room, (_SENTENCE, _PHRASE, _WORD)):
        if found and room.used_by(found[-1] + part) <= 1:
            found[-1] += part
        else:
            found.append(part)
    return found


def _fitting(text: str, room: Room, finer: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    if room.used_by(text) <= 1:
        yield from (text,) if text else ()
    elif finer:
        for part in finer[0].findall(text):
            yield from _fitting(part, room, finer[1:])
    else:
        yield from text
