"""Texts whose words a provider has approved beforehand, with gaps that a message is poured into.

Providers of mainland China take no free text: an approved template has some gaps of a few
characters each, and no gap may hold a link.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from domain.deliveries.characters import character_end
from domain.deliveries.deliveries import Message
from domain.deliveries.message_parts import sendable

_LINK = re.compile(r"(?:https?://|www\.)\S*", re.IGNORECASE | re.ASCII)
_NOTHING = "·"
"""Stands in a gap that the message does not reach: whether an empty one is taken, no page says."""

_CUT = "…"


@dataclass(frozen=True)
class TextTemplate:
    """The gaps of an approved text.

    Attributes:
        gaps: how many there are.
        longest: characters that each takes.
    """

    gaps: int
    longest: int

    @property
    def room(self) -> int:
        """Characters of a message that fit."""
        return self.gaps * self.longest


@dataclass(frozen=True)
class Poured:
    """A message in the gaps of a template: `said` of its `whole` characters."""

    gaps: tuple[str, ...]
    said: int
    whole: int


def poured(message: Message, template: TextTemplate) -> Poured:
    """Return the one line that says most, gap by gap; what does not fit is cut with an ellipsis."""
    line = _line(message)
    ends = _ends(line, template)
    if ends[-1] < len(line):
        start = ends[-2]
        ends[-1] = character_end(line, start + template.longest - len(_CUT), begin=start)
    gaps = [line[start:end].strip() for start, end in pairwise(ends)]
    if ends[-1] < len(line):
        gaps[-1] += _CUT
    return Poured(tuple(gap or _NOTHING for gap in gaps), ends[-1], len(line))


def _ends(line: str, template: TextTemplate) -> list[int]:
    """Return where each gap begins, and the last one ends; between characters."""
    ends = [0]
    for _ in range(template.gaps):
        end = min(ends[-1] + template.longest, len(line))
        ends.append(character_end(line, end, begin=ends[-1]))
    return ends


def _line(message: Message) -> str:
    """Return title and words as one line without links; the title alone when it is all there is."""
    words = sendable(f"{message.title}\n{message.text or message.markdown}")
    lines = [" ".join(_LINK.sub("", each).strip("# ").split()) for each in words.splitlines()]
    once = dict.fromkeys(each for each in lines if each)
    return " ".join(once)
