"""Where one character ends and the next begins, as people see them (PSH-3).

What people see as one may be several code points: a letter with its accents, a flag, a family. The
rules are the part of Unicode's (UAX 29) that texts meet; a run of more than `MOST_POINTS` is no
character that anybody means, and may be cut.
"""

import unicodedata
from itertools import takewhile

MOST_POINTS = 32

_JOINER = "\u200d"
_CONTROLS = "\n\r\t"
_MARKS = {"Mn", "Me", "Mc"}


def character_end(text: str, end: int, *, begin: int = 0) -> int:
    """Return the last place up to `end` that is inside of no character.

    Args:
        text: any text.
        end: where a cut is wanted, in code points.
        begin: places up to here are never returned, unless `end` is one.
    """
    if end >= len(text):
        return end
    places = range(end, max(begin, end - MOST_POINTS), -1)
    return next((place for place in places if not is_inside(text, place)), end)


def is_inside(text: str, place: int) -> bool:
    """Say whether a cut before the code point at `place` would be inside of a character."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before in _CONTROLS:
        return False
    if before == _JOINER or _goes_on(after):
        return True
    if not (_is_flag_half(before) and _is_flag_half(after)):
        return False
    # Flags are told apart from where their row begins, however long it is.
    halves = takewhile(_is_flag_half, (text[at] for at in range(place - 1, -1, -1)))
    return sum(1 for _ in halves) % 2 == 1


def _goes_on(char: str) -> bool:
    """Say whether a code point belongs to the one before: marks, joiners, tones of skin, tags."""
    if char < "\u0300":
        return False
    return (
        char == _JOINER
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"
        or unicodedata.category(char) in _MARKS
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
